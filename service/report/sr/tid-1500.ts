/** TID 1500 Measurement Report: the whole tree of our report, put together from its templates. */
import type { Findings } from '../../analyze/findings.js';
import type { SeriesInstanceUid } from '../../dicom/uid.js';
import type { StudyRevision } from '../../ports/study-registry.js';
import type { CodeTable } from '../codes.js';
import { usedSeries } from '../evidence.js';
import { hasValue, keyImageOf } from '../wording.js';
import { type ContentItem, code, container, related } from './content-item.js';
import { qualitativeEvaluations } from './qualitative-evaluations.js';
import { deviceObserver } from './tid-1004.js';
import { language } from './tid-1204.js';
import { type MeasuredResult, measurementGroup } from './tid-1410.js';
import { imageLibrary, type LibraryGroup } from './tid-1600.js';

export interface ReportSubject {
  readonly revision: StudyRevision;
  readonly findings: Findings;
  readonly deviceUid: string;
  /** A UID for each measure that stays the same from revision to revision: it is the same thing that is followed. */
  trackingUid(measure: string, ...ofWhat: readonly string[]): string;
}

export function measurementReport(codes: CodeTable, subject: ReportSubject): ContentItem {
  const { concepts } = codes;
  return container(concepts.imagingMeasurementReport, [
    ...language(codes),
    ...deviceObserver(codes, subject.deviceUid),
    ...related('HAS CONCEPT MOD', code(concepts.procedureReported, concepts.ctProcedure)),
    ...imageLibrary(codes, libraryGroups(subject)),
    ...imagingMeasurements(codes, subject),
    ...qualitativeEvaluations(codes, subject),
  ]);
}

function imagingMeasurements(codes: CodeTable, subject: ReportSubject): ContentItem[] {
  const groups = measuredResults(subject).map((measured) => measurementGroup(codes, measured));
  if (groups.length === 0) return [];
  return related('CONTAINS', container(codes.concepts.imagingMeasurements, related('CONTAINS', ...groups)));
}

/**
 * Only with an outline: a group without coordinates makes OHIF fail on the whole report. No two groups have one tracking
 * UID, for OHIF makes one of them: of a measure that several series gave, those after the first are named by theirs.
 */
function measuredResults({ findings, trackingUid }: ReportSubject): MeasuredResult[] {
  const taken = new Set<string>();
  return findings.results.filter(hasValue).flatMap((result) => {
    const keyImage = keyImageOf(findings, result);
    if (!keyImage) return [];
    const pack = findings.packs.find(({ digest }) => digest === result.packDigest);
    const { measure } = result;
    const uid = taken.has(measure)
      ? trackingUid(measure, result.pack, keyImage.seriesInstanceUid)
      : trackingUid(measure);
    taken.add(measure);
    return [{ result, keyImage, pack, trackingUid: uid }];
  });
}

function libraryGroups({ revision, findings }: ReportSubject): LibraryGroup[] {
  return usedSeries(revision).flatMap((decision) => {
    // Of those analysed, which are the evidence: a series may hold a localizer as well. The same one in any order of arrival.
    const [uid] = [...decision.sopInstanceUids].sort();
    const first = revision.instances.find(({ header }) => header.sopInstanceUid === uid);
    if (!first) return [];
    const images = keyImagesOf(decision.seriesInstanceUid, findings);
    const { frameOfReferenceUid } = first.header;
    return [{ frameOfReferenceUid, images: images.length > 0 ? images : [first.header] }];
  });
}

/** Each image once, though several measures may show it. */
function keyImagesOf(series: SeriesInstanceUid, { keyImages }: Findings) {
  const images = keyImages.filter(({ seriesInstanceUid }) => seriesInstanceUid === series);
  return [...new Map(images.map((image) => [`${image.sopInstanceUid} ${image.frame ?? ''}`, image])).values()];
}
