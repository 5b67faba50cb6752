/**
 * Report. A revision with findings in; its Structured Report and its summary pages out, each a Part 10 file in the object
 * store when this has returned. The same revision gives the same UIDs and the same bytes: every date comes from the
 * revision, every UID derives. A study of which nothing was analysed gets its documents too; they say why.
 */
import { createHash } from 'node:crypto';
import type { Findings } from '../analyze/findings.js';
import type { Config } from '../config.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../dicom/transfer-syntax.js';
import { type NaturalDataSet, writePart10 } from '../dicom/write-data-set.js';
import type { InstanceReader } from '../ports/instance-store.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { PageRenderer } from '../ports/page-renderer.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { CodeTable } from './codes.js';
import type { DocumentKind, DocumentRecord } from './document.js';
import { documentTime } from './document-time.js';
import { documentUids } from './document-uids.js';
import { layOutPages } from './page/lay-out-pages.js';
import { summaryContent } from './page/summary-content.js';
import type { PreparedSubject } from './prepared-subject.js';
import { secondaryCapture } from './sc/secondary-capture.js';
import { readSourceHeader } from './source-header.js';
import { structuredReport } from './sr/structured-report.js';
import { namedResults } from './wording.js';

const NO_FINDINGS: Findings = { series: [], results: [], keyImages: [], packs: [], timings: {} };

export interface ReportDeps {
  /** The received instances. */
  readonly instances: InstanceReader;
  /** Key images in, documents out. */
  readonly objects: Pick<ObjectStore, 'get' | 'put'>;
  readonly renderer: PageRenderer;
  readonly codes: CodeTable;
  readonly config: Pick<Config, 'report' | 'deliver'>;
  /** Of the product. */
  readonly version: string;
}

/**
 * @param previous the reported revision that this one supersedes, if there is one.
 * @throws CambiumError `report.source-unreadable`, `object.missing`, `object.damaged`, `storage.full`, `storage.failed`
 */
export async function makeDocuments(
  revision: StudyRevision,
  deps: ReportDeps,
  previous?: StudyRevision,
): Promise<readonly DocumentRecord[]> {
  const subject = await prepare(revision, previous, deps);
  const kinds = new Set(deps.config.deliver.documents);
  const documents: DocumentRecord[] = [];
  if (kinds.has('sr')) documents.push(await stored('sr', structuredReport(subject), deps.objects));
  if (kinds.has('sc')) {
    for (const page of await secondaryCaptures(subject, deps)) documents.push(await stored('sc', page, deps.objects));
  }
  return documents;
}

async function prepare(
  revision: StudyRevision,
  previous: StudyRevision | undefined,
  { instances, codes, config, version }: ReportDeps,
): Promise<PreparedSubject> {
  const { findings: measured = NO_FINDINGS, assembly } = revision;
  const findings = { ...measured, results: namedResults(measured.results, assembly.series) };
  const subject = { revision, previous, findings, config: config.report, codes, version };
  const source = await readSourceHeader(revision, instances);
  return { ...subject, source, time: documentTime(revision.closedAt, source.utcOffset), uids: documentUids(subject) };
}

async function secondaryCaptures(
  subject: PreparedSubject,
  { objects, renderer }: ReportDeps,
): Promise<NaturalDataSet[]> {
  const content = await summaryContent({ ...subject, readableTime: subject.time.readable }, objects);
  const captures: NaturalDataSet[] = [];
  for (const [index, page] of layOutPages(content, renderer.textWidth).entries()) {
    const image = await renderer.render(page, subject.config.pagePixels);
    captures.push(secondaryCapture(subject, image, index + 1));
  }
  return captures;
}

async function stored(
  kind: DocumentKind,
  dataSet: NaturalDataSet,
  objects: ReportDeps['objects'],
): Promise<DocumentRecord> {
  const sopInstanceUid = String(dataSet.SOPInstanceUID);
  const name = createHash('sha256').update(sopInstanceUid).digest('hex').slice(0, 40);
  const part10 = writePart10(dataSet, { PixelData: 'OB' });
  const { key } = await objects.put(`documents/${name}`, [part10]);
  return {
    kind,
    sopClassUid: String(dataSet.SOPClassUID),
    sopInstanceUid: sopInstanceUid as DocumentRecord['sopInstanceUid'],
    seriesInstanceUid: String(dataSet.SeriesInstanceUID),
    transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
    object: key,
  };
}
