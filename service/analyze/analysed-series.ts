/** AnalysedSeries: what findings say of a stack itself, measured or not. */
import type { AnalysedSeries } from './findings.js';
import type { Regions } from './regions/labels.js';
import { regionsShown } from './select/body-region.js';
import type { StackDecision } from './select/decide.js';
import type { RefusedSeries } from './select/read-candidates.js';
import type { Volume } from './volume.js';

/** What analysing a stack showed of it. */
export type Shown = Pick<AnalysedSeries, 'frameOfReferenceUid' | 'spacing' | 'regions'>;

export function shownIn({ frameOfReferenceUid, spacing }: Volume, { contents }: Regions): Shown {
  return {
    ...(frameOfReferenceUid && { frameOfReferenceUid }),
    spacing,
    regions: Object.entries(contents).flatMap(([name, { present }]) => (present ? [name] : [])),
  };
}

/** A stack that did not become a volume has no spacing that could be trusted. */
const NOTHING_SHOWN: Shown = { spacing: [0, 0, 0], regions: [] };

/** @param shown of a stack that was analysed. */
export function analysedSeries(decision: StackDecision, shown: Shown = NOTHING_SHOWN): AnalysedSeries {
  const { candidate, used, reason, sentence, choices } = decision;
  const { stack, facts, anatomy, lossy } = candidate;
  const message = choices.find(({ unsuitable }) => unsuitable)?.sentence;
  return {
    seriesInstanceUid: stack.seriesInstanceUid,
    slices: stack.facts.slices,
    ...shown,
    ...(facts.kernel && { kernel: facts.kernel }),
    contrast: facts.contrast,
    contrastBasis: facts.contrastBasis,
    stack: stack.number,
    label: stack.label,
    bodyRegions: regionsShown(anatomy),
    lossy,
    used,
    sentence,
    ...(!used && { reason, ...(message && { message }) }),
  };
}

/** A series of which no stack could be made. */
export function refusedSeries({ decision, refusal }: RefusedSeries): AnalysedSeries {
  const { reason, message } = refusal;
  return {
    seriesInstanceUid: decision.seriesInstanceUid,
    slices: decision.sopInstanceUids.length,
    ...NOTHING_SHOWN,
    contrast: 'unknown',
    used: false,
    sentence: message.replace(/\.$/, ''),
    reason,
    message,
  };
}
