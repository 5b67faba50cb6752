/** One series and its scan embedding in; one result for every measure of the pack out, measured or with the reason why not. */
import type { Config } from '../../config.js';
import type { SeriesInstanceUid } from '../../dicom/uid.js';
import type { Result } from '../findings.js';
import type { LoadedPack } from '../pack/loaded-pack.js';
import type { Measure } from '../pack/measure.js';
import type { ScanEmbedding } from '../pack/scan-embedding.js';
import type { Refusal } from '../select/refusal.js';
import { attentionOf } from './attention.js';
import { cautions, type MeasuredSeries, refusal } from './gates.js';
import { measureValue } from './measure-value.js';

export interface SeriesToMeasure extends MeasuredSeries {
  readonly seriesInstanceUid: SeriesInstanceUid;
  readonly embedding: ScanEmbedding;
}

export function measureSeries(
  pack: LoadedPack,
  series: SeriesToMeasure,
  thresholds: Config['analyze']['attention'],
): readonly Result[] {
  return pack.manifest.measures.map((measure) => {
    const refused = refusal(measure, series);
    if (refused) return notAnalysed(pack, measure, { ...refused, seriesInstanceUid: series.seriesInstanceUid });
    const { value, note } = measureValue(measure.value, series.embedding);
    const notes = [...(note ? [note] : []), ...cautions(measure, series)];
    return {
      ...resultOf(pack, measure),
      state: 'measured',
      value,
      unit: measure.unit,
      seriesInstanceUid: series.seriesInstanceUid,
      // Down, so that it never becomes all of the region.
      coverage: Math.floor(series.regions[measure.region].coverage * 100 + 1e-9) / 100,
      ...attentionOf(measure.id, value, thresholds),
      ...(notes.length > 0 && { note: notes.join('; ') }),
    };
  });
}

/** The result of a measure that did not apply. */
export function notAnalysed(
  pack: LoadedPack,
  measure: Measure,
  why: Refusal & { readonly seriesInstanceUid?: SeriesInstanceUid },
): Result {
  return { ...resultOf(pack, measure), state: 'not-analysed', attention: false, ...why };
}

function resultOf(pack: LoadedPack, { id, title, reference }: Measure) {
  return { pack: pack.manifest.id, packDigest: pack.digest, measure: id, title, reference };
}
