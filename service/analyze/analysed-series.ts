/** AnalysedSeries: what findings say of a series itself, measured or not. */
import type { SeriesDecision } from '../assemble/assembly.js';
import type { AnalysedSeries } from './findings.js';
import type { Refusal } from './measures/gates.js';
import type { Regions } from './regions/labels.js';
import type { SeriesFacts } from './series-facts.js';
import type { Volume } from './volume.js';

export function analysedSeries(volume: Volume, { contents }: Regions, facts: SeriesFacts): AnalysedSeries {
  return {
    seriesInstanceUid: volume.seriesInstanceUid,
    ...(volume.frameOfReferenceUid && { frameOfReferenceUid: volume.frameOfReferenceUid }),
    slices: volume.dims[2],
    spacing: volume.spacing,
    ...ofHeader(facts),
    regions: Object.entries(contents).flatMap(([name, { present }]) => (present ? [name] : [])),
  };
}

/** A series that did not become a volume has no spacing that could be trusted: zeros. */
export function unsuitableSeries(decision: SeriesDecision, facts: SeriesFacts, why: Refusal): AnalysedSeries {
  return {
    seriesInstanceUid: decision.seriesInstanceUid,
    slices: decision.sopInstanceUids.length,
    spacing: [0, 0, 0],
    ...ofHeader(facts),
    regions: [],
    ...why,
  };
}

function ofHeader({ kernel, contrast }: SeriesFacts): Pick<AnalysedSeries, 'kernel' | 'contrast'> {
  return { ...(kernel && { kernel }), contrast };
}
