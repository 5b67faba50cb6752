/** References to instances by study and series, as headers want them (PS3.3 Table C.17-3, Hierarchical SOP Instance Reference). */
import type { SeriesDecision } from '../assemble/assembly.js';
import { isCtClass } from '../dicom/sop-class.js';
import type { NaturalDataSet } from '../dicom/write-data-set.js';
import type { ReceivedInstance, StudyRevision } from '../ports/study-registry.js';
import type { DocumentRecord } from './document.js';
import { type ImageReference, sopReference } from './macros.js';
import { seriesSelection } from './wording.js';

export interface SeriesReferences {
  readonly seriesInstanceUid: string;
  readonly instances: readonly ImageReference[];
}

/** The series that were analysed, by what the analysis decided; the candidates, where it has not yet. */
export function usedSeries({
  assembly,
  findings,
}: Pick<StudyRevision, 'assembly' | 'findings'>): readonly SeriesDecision[] {
  return seriesSelection(assembly.series, { series: findings?.series ?? [] }).filter(({ used }) => used);
}

/** The instances a report rests on: those analysed; if none was, the CT that was looked at; if there is no CT, all. */
export function evidenceInstances(revision: StudyRevision): readonly ReceivedInstance[] {
  const { instances } = revision;
  const used = new Set(usedSeries(revision).flatMap(({ sopInstanceUids }) => sopInstanceUids));
  const analysed = instances.filter(({ header }) => used.has(header.sopInstanceUid));
  if (analysed.length > 0) return analysed;
  const ct = instances.filter(({ header }) => isCtClass(header.sopClassUid));
  return ct.length > 0 ? ct : instances;
}

/** In the order of their UIDs, so that the order of arrival does not matter. */
export function bySeries(instances: readonly ReceivedInstance[]): readonly SeriesReferences[] {
  const series = new Map<string, ImageReference[]>();
  for (const { header } of [...instances].sort((a, b) =>
    a.header.sopInstanceUid < b.header.sopInstanceUid ? -1 : 1,
  )) {
    const { sopClassUid, sopInstanceUid, seriesInstanceUid } = header;
    const references = series.get(seriesInstanceUid) ?? [];
    references.push({ sopClassUid, sopInstanceUid });
    series.set(seriesInstanceUid, references);
  }
  return [...series]
    .map(([seriesInstanceUid, references]) => ({ seriesInstanceUid, instances: references }))
    .sort((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1));
}

export function documentReference({
  seriesInstanceUid,
  sopClassUid,
  sopInstanceUid,
}: DocumentRecord): SeriesReferences {
  return { seriesInstanceUid, instances: [{ sopClassUid, sopInstanceUid }] };
}

/** Items of a sequence of that macro, all of one study. */
export function hierarchicalReferences(
  studyInstanceUid: string,
  series: readonly SeriesReferences[],
): NaturalDataSet[] {
  return [
    {
      StudyInstanceUID: studyInstanceUid,
      ReferencedSeriesSequence: series.map(({ seriesInstanceUid, instances }) => ({
        SeriesInstanceUID: seriesInstanceUid,
        ReferencedSOPSequence: instances.map(sopReference),
      })),
    },
  ];
}
