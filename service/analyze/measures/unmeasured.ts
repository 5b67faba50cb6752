/** What a pack could not use in, a result for each of its measures out: so that none is without a reason. */
import { errorEntry } from '../../errors/registry.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import type { Result } from '../findings.js';
import type { LoadedPack } from '../pack/loaded-pack.js';
import type { StackDecision } from '../select/decide.js';
import type { RefusedSeries } from '../select/read-candidates.js';
import type { Refusal } from '../select/refusal.js';
import { sentence } from '../select/words.js';
import { notAnalysed } from './measure-series.js';

export interface Selected {
  readonly packs: readonly LoadedPack[];
  readonly decisions: readonly StackDecision[];
  readonly refused: readonly RefusedSeries[];
}

type Unsuitable = Refusal & Pick<Result, 'seriesInstanceUid'>;

/** For each pack and each stack that is unsuitable for it; a stack that another one outdid gives no result. */
export function unmeasured(revision: StudyRevision, { packs, decisions, refused }: Selected): readonly Result[] {
  return packs.flatMap((pack) => {
    const unsuitable = [...decisions.flatMap((decision) => unsuitableFor(pack, decision)), ...refused.map(ofSeries)];
    const nothing = decisions.length === 0 && refused.length === 0 ? [nothingEligible(revision)] : [];
    return [...unsuitable, ...nothing].flatMap((why) =>
      pack.manifest.measures.map((measure) => notAnalysed(pack, measure, why)),
    );
  });
}

function unsuitableFor({ digest }: LoadedPack, { candidate, choices }: StackDecision): readonly Unsuitable[] {
  return choices.flatMap(({ pack, unsuitable, reason, sentence: why }) => {
    if (pack.digest !== digest || !unsuitable || !reason) return [];
    return [{ reason, message: sentence(why), seriesInstanceUid: candidate.stack.seriesInstanceUid }];
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
