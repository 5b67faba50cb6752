/**
 * The results of all series in, the study's out: for each measure every measured result, or, if no series gave one, the
 * single reason that tells the reader most.
 */
import type { Result } from '../findings.js';
import type { LoadedPack } from '../pack/loaded-pack.js';

/**
 * A reader can act on a series that does not suit. A series that could not be read comes before an absent region, because
 * the region may be in it: "no head in the field of view" is said only if every series was looked into. What a series
 * shows instead is told only if no pack looked for the region itself.
 */
const TELLING_FIRST: readonly RegExp[] = [
  /^gate\./,
  /^region\.incomplete$/,
  /^(?!region\.absent$|series\.other-region$)/,
  /^region\.absent$/,
  /^series\.other-region$/,
];

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
  return TELLING_FIRST.findIndex((pattern) => pattern.test(reason ?? ''));
}
