/**
 * Assemble. The instances of a study in; out, which series are candidates for the analysis, and why the others are not. Pure:
 * the same instances, in whatever order they came, give the same decisions and the same input digest.
 */
import { createHash } from 'node:crypto';
import type { ReceivedInstance } from '../ports/study-registry.js';
import type { Assembly, SeriesDecision } from './assembly.js';
import { groupSeries, type Series } from './series.js';
import { SERIES_RULES, type SelectionRules } from './series-rules.js';

export type { SelectionRules } from './series-rules.js';

export function assembleStudy(instances: readonly ReceivedInstance[], rules: SelectionRules): Assembly {
  const all = groupSeries(instances);
  const decisions = all.map((series) => decide(series, rules));
  const candidates = all.filter((_, i) => decisions[i].used);
  return { inputDigest: inputDigest(candidates), series: decisions };
}

function decide(series: Series, rules: SelectionRules): SeriesDecision {
  const rule = SERIES_RULES.find((candidate) => candidate.applies(series, rules));
  if (rule) return decision(series, { reason: rule.code, sentence: rule.sentence(series, rules) });
  return decision(series, { sentence: candidateSentence(series) });
}

function candidateSentence({ multiFrame, sliceCount, geometry }: Series): string {
  if (multiFrame) return `multi-frame CT, ${sliceCount} frames`;
  return `${sliceCount} slices of ${geometry?.spacingMm.toFixed(1)} mm`;
}

function decision(series: Series, { reason, sentence }: Pick<SeriesDecision, 'reason' | 'sentence'>): SeriesDecision {
  const used = reason === undefined;
  return {
    seriesInstanceUid: series.seriesInstanceUid,
    used,
    reason,
    sentence,
    seriesNumber: series.seriesNumber,
    seriesDescription: series.seriesDescription,
    modality: series.modality,
    instances: series.instances.length,
    sopInstanceUids: used ? series.slices.map(({ header }) => header.sopInstanceUid) : [],
  };
}

/** What an instance is, in words: a node keeps one content under a SOP Instance UID, and its CRC tells the same one again. */
function contentOf({ header, object }: ReceivedInstance): string {
  return `${header.sopInstanceUid} ${object.bytes} ${object.crc32}`;
}

function inputDigest(candidates: readonly Series[]): string {
  const digests = candidates.flatMap(({ slices }) => slices.map(contentOf));
  return createHash('sha256').update(digests.sort().join('\n')).digest('hex');
}
