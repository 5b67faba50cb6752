/**
 * Assemble. The instances of a study in; out, which series are analysed, and for every series one sentence why or why
 * not. Pure: the same instances, in whatever order they came, give the same decisions and the same input digest.
 */
import { createHash } from 'node:crypto';
import type { ReceivedInstance } from '../ports/study-registry.js';
import type { Assembly, SeriesDecision } from './assembly.js';
import { type Choice, chooseSeries, isDerived } from './choose-series.js';
import { groupSeries, type Series } from './series.js';
import { SERIES_RULES, type SelectionRules } from './series-rules.js';

export type { SelectionRules } from './series-rules.js';

export function assembleStudy(instances: readonly ReceivedInstance[], rules: SelectionRules): Assembly {
  const all = groupSeries(instances);
  const refused = new Map<Series, SeriesDecision>();
  for (const series of all) {
    const rule = SERIES_RULES.find((candidate) => candidate.applies(series, rules));
    if (rule) refused.set(series, decision(series, { reason: rule.code, sentence: rule.sentence(series, rules) }));
  }
  const choices = chooseSeries(all.filter((series) => !refused.has(series)));
  const chosen = new Map(choices.map((choice) => [choice.series, decisionOf(choice)]));
  const used = choices.filter(({ lost }) => !lost).map(({ series }) => series);
  return {
    inputDigest: inputDigest(used),
    series: all.flatMap((series) => refused.get(series) ?? chosen.get(series) ?? []),
  };
}

function decisionOf({ series, lost }: Choice): SeriesDecision {
  if (!lost) return decision(series, { sentence: usedSentence(series) });
  const other = `series ${lost.to.seriesNumber ?? lost.to.seriesInstanceUid}`;
  const sentence =
    lost.reason === 'series.thicker-than-chosen'
      ? `${millimetres(series)} between slices; ${other} with ${millimetres(lost.to)} was used`
      : `same anatomy and spacing as ${other}, which was used`;
  return decision(series, { reason: lost.reason, sentence });
}

function usedSentence(series: Series): string {
  if (series.multiFrame) return `multi-frame CT, ${series.sliceCount} frames`;
  return `thinnest axial ${isDerived(series) ? 'series' : 'original'}, ${series.sliceCount} slices of ${millimetres(series)}`;
}

function millimetres({ geometry }: Series): string {
  return `${geometry?.spacingMm.toFixed(1)} mm`;
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

function inputDigest(used: readonly Series[]): string {
  const digests = used.flatMap(({ slices }) => slices.map(contentOf));
  return createHash('sha256').update(digests.sort().join('\n')).digest('hex');
}
