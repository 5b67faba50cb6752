/** What a pack could not use in, a result for each of its measures out: so that none is without a reason. */
import { errorEntry } from '../../errors/registry.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import type { Result } from '../findings.js';
import type { LoadedPack } from '../pack/loaded-pack.js';
import type { Measure } from '../pack/measure.js';
import type { RegionName } from '../regions/labels.js';
import { type BodyRegion, regionsShown } from '../select/body-region.js';
import type { StackDecision } from '../select/decide.js';
import type { RefusedSeries } from '../select/read-candidates.js';
import type { Refusal } from '../select/refusal.js';
import { listed, sentence } from '../select/words.js';
import { notAnalysed } from './measure-series.js';

export interface Selected {
  readonly packs: readonly LoadedPack[];
  readonly decisions: readonly StackDecision[];
  readonly refused: readonly RefusedSeries[];
}

type Unsuitable = Refusal & Pick<Result, 'seriesInstanceUid'>;

/** For each pack and each stack that is unsuitable for it; a stack that another one outdid gives no result. */
export function unmeasured(revision: StudyRevision, { packs, decisions, refused }: Selected): readonly Result[] {
  return packs.flatMap((pack) =>
    pack.manifest.measures.flatMap((measure) => {
      const unsuitable = [
        ...decisions.flatMap((decision) => unsuitableFor(pack, measure, decision)),
        ...refused.map(ofSeries),
      ];
      const nothing = decisions.length === 0 && refused.length === 0 ? [nothingEligible(revision)] : [];
      return [...unsuitable, ...nothing].map((why) => notAnalysed(pack, measure, why));
    }),
  );
}

/** Where a measure's region lies. */
const PLACES: Readonly<Record<RegionName, BodyRegion>> = { lungs: 'chest', intracranial: 'head' };

/** That a chest is too thick is no reason for which a head was not measured. */
function unsuitableFor(
  { digest }: LoadedPack,
  { region }: Measure,
  { candidate, choices }: StackDecision,
): readonly Unsuitable[] {
  const { anatomy, stack } = candidate;
  const shown = regionsShown(anatomy);
  const isElsewhere = anatomy.basis === 'pixels' && !shown.includes(PLACES[region]);
  return choices.flatMap(({ pack, unsuitable, reason, sentence: why }): Unsuitable[] => {
    if (pack.digest !== digest || !unsuitable || !reason) return [];
    const { seriesInstanceUid } = stack;
    return isElsewhere
      ? [
          {
            reason: 'series.other-region',
            message: sentence(`${listed(shown)}, not ${PLACES[region]}`),
            seriesInstanceUid,
          },
        ]
      : [{ reason, message: sentence(why), seriesInstanceUid }];
  });
}

function ofSeries({ decision, refusal: { reason, message } }: RefusedSeries): Unsuitable {
  return { reason, message, seriesInstanceUid: decision.seriesInstanceUid };
}

/** If the study is one series, its own sentence says more than that nothing was eligible. */
function nothingEligible({ assembly }: StudyRevision): Unsuitable {
  const { summary, action } = errorEntry('study.nothing-eligible');
  const message = assembly.series.length === 1 ? assembly.series[0].sentence : `${summary} ${action}`;
  return { reason: 'study.nothing-eligible', message };
}
