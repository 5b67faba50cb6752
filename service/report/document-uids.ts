/**
 * UIDs of the documents of a revision. They derive from everything the bytes depend on, so the same UID always means the
 * same bytes: doing the job twice names the same documents, and anything different gets another name.
 */
import { createHash } from 'node:crypto';
import { deriveUid, type SopInstanceUid } from '../dicom/uid.js';
import type { DocumentKind } from './document.js';
import type { DocumentSubject } from './document-subject.js';

/** Raised with every change of a template, of the page, or of the header: old documents keep their UIDs. */
const TEMPLATE_VERSION = 1;

export interface DocumentUids {
  sopInstanceUid(kind: DocumentKind, page?: number): SopInstanceUid;
  seriesInstanceUid(kind: DocumentKind): string;
  trackingUid(measure: string, ...ofWhat: readonly string[]): string;
  /** Another one whenever the program or a pack is another (IHE AIR). */
  deviceUid: string;
}

export function documentUids(subject: DocumentSubject): DocumentUids {
  const { revision, previous, findings, config, codes, version } = subject;
  const { studyInstanceUid, assembly, closedAt } = revision;
  const packDigests = findings.packs.map(({ digest }) => digest);
  const { series, results, packs, keyImages } = findings;
  // Timings are left out: they differ from run to run and are written nowhere.
  const content = [assembly, series, results, packs, keyImages, closedAt, previous?.documents, config, codes, version];
  const contentDigest = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  const seed = [studyInstanceUid, assembly.inputDigest, ...packDigests, TEMPLATE_VERSION, contentDigest] as const;
  return {
    sopInstanceUid: (kind, page = 1) => deriveUid('document', ...seed, kind, page, revision.revision) as SopInstanceUid,
    // One series of reports for all revisions: viewers show its last instance. Pages get a series each revision, for
    // viewers show the first of those, and that must never be a superseded one.
    seriesInstanceUid: (kind) =>
      kind === 'sr'
        ? (seriesOf('sr', previous) ?? deriveUid('series', studyInstanceUid, 'sr', config.srSeriesNumber))
        : deriveUid('series', ...seed, kind, revision.revision),
    trackingUid: (measure, ...ofWhat) => deriveUid('tracking', studyInstanceUid, measure, ...ofWhat),
    deviceUid: deriveUid('device', version, ...packDigests),
  };
}

function seriesOf(kind: DocumentKind, previous: DocumentSubject['previous']): string | undefined {
  return previous?.documents.find((document) => document.kind === kind)?.seriesInstanceUid;
}
