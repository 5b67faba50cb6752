/**
 * The results of all series in, the study's out: for each measure every measured result, or, if no series gave one, the
 * single reason that tells the reader most.
 */
import type { Result } from '../findings.js';
import type { LoadedPack } from '../pack/loaded-pack.js';

/**
 * The region is there but the series does not suit: the reader can act on it. That the region is absent from what was
 * analysed tells more than that a series could not be read at all.
 */
const TELLING_FIRST: readonly RegExp[] = [/^gate\./, /^region\.incomplete$/, /^region\.absent$/];

export function studyResults(packs: readonly LoadedPack[], ofSeries: readonly Result[]): readonly Result[] {
  return packs.flatMap(({ manifest }) =>
    manifest.measures.flatMap(({ id }) => {
      const results = ofSeries.filter(({ pack, measure }) => pack === manifest.id && measure === id);
      const measured = results.filter(({ state }) => state === 'measured');
      return measured.length > 0 ? measured : results.sort((a, b) => rank(a) - rank(b)).slice(0, 1);
    }),
  );
}

function rank({ reason }: Result): number {
  const index = TELLING_FIRST.findIndex((pattern) => pattern.test(reason ?? ''));
  return index < 0 ? TELLING_FIRST.length : index;
}
