/**
 * StudyView: a study as findings.json, the API and `cambium study --json` show it. It holds UIDs, decisions and measures,
 * and no patient attribute: who the patient is stands in the instances, which need an account at the archive.
 */
import type { Result } from '../analyze/findings.js';
import type { StudyInstanceUid } from '../dicom/uid.js';
import { CambiumError, type ErrorCode } from '../errors/registry.js';
import type { Proof, StudyRegistry, StudyRevision, StudySummary, TraceEntry } from '../ports/study-registry.js';
import type { DocumentKind } from '../report/document.js';
import { seriesSelection } from '../report/wording.js';

export interface SeriesView {
  readonly seriesInstanceUid: string;
  readonly used: boolean;
  /** One sentence why. */
  readonly reason: string;
  /** The registered code of the reason, for series that are not used. */
  readonly code?: ErrorCode;
  readonly modality: string;
  readonly instances: number;
  readonly seriesNumber?: number;
}

export interface DocumentView {
  readonly kind: DocumentKind;
  readonly sopInstanceUid: string;
  /** Name in the output folder, where there is one. */
  readonly file?: string;
}

export interface DeliveryView {
  readonly destination: string;
  readonly sopInstanceUid: string;
  readonly at: string;
  readonly status?: number;
  readonly code?: ErrorCode;
  readonly message?: string;
  /** What shows that the destination keeps it, and since when; absent for as long as it is only sent. */
  readonly proof?: Proof;
  readonly provenAt?: string;
}

export interface TraceView {
  readonly at: string;
  readonly stage: TraceEntry['stage'];
  readonly event: string;
  readonly reason?: ErrorCode;
  readonly message?: string;
}

export interface StudyView {
  readonly studyInstanceUid: string;
  /** 0 while the study is received for the first time. */
  readonly revision: number;
  readonly state: StudySummary['state'];
  readonly series: readonly SeriesView[];
  readonly results: readonly Omit<Result, 'keyImage'>[];
  readonly documents: readonly DocumentView[];
  readonly deliveries: readonly DeliveryView[];
  /** Milliseconds by step. */
  readonly timings: Readonly<Record<string, number>>;
  readonly trace: readonly TraceView[];
}

/** The study's newest revision and its trace. `study.unknown` */
export function viewStudy(registry: StudyRegistry, studyInstanceUid: StudyInstanceUid): StudyView {
  const revision = registry.revision(studyInstanceUid);
  const trace = registry.trace(studyInstanceUid);
  if (revision) return viewRevision(revision, { trace });
  // The trace begins with the first instance; the worklist shows only so many studies.
  if (trace.length === 0) throw new CambiumError('study.unknown', `${studyInstanceUid}.`);
  return viewReceiving(studyInstanceUid, trace);
}

/** @param files names of the documents in an output folder, by SOP Instance UID. */
export function viewRevision(
  revision: StudyRevision,
  { trace = [], files }: { readonly trace?: readonly TraceEntry[]; readonly files?: ReadonlyMap<string, string> } = {},
): StudyView {
  return {
    studyInstanceUid: revision.studyInstanceUid,
    revision: revision.revision,
    state: revision.state,
    series: seriesSelection(revision.assembly.series, { series: revision.findings?.series ?? [] }).map(
      ({ seriesInstanceUid, used, sentence, reason, modality, instances, seriesNumber }) => ({
        seriesInstanceUid,
        used,
        reason: sentence,
        code: reason,
        modality,
        instances,
        seriesNumber,
      }),
    ),
    results: (revision.findings?.results ?? []).map(({ keyImage: _, ...result }) => result),
    documents: revision.documents.map(({ kind, sopInstanceUid }) => ({
      kind,
      sopInstanceUid,
      file: files?.get(sopInstanceUid),
    })),
    deliveries: revision.deliveries.map(({ destination, sopInstanceUid, at, status, error, proof, provenAt }) => ({
      destination,
      sopInstanceUid,
      at: time(at),
      status,
      code: error?.code,
      message: error?.message,
      proof,
      provenAt: provenAt === undefined ? undefined : time(provenAt),
    })),
    timings: revision.findings?.timings ?? {},
    trace: trace.map(viewEntry),
  };
}

function viewReceiving(studyInstanceUid: StudyInstanceUid, trace: readonly TraceEntry[]): StudyView {
  const nothing = { series: [], results: [], documents: [], deliveries: [], timings: {} };
  return { studyInstanceUid, revision: 0, state: 'receiving', ...nothing, trace: trace.map(viewEntry) };
}

function viewEntry({ at, ...entry }: TraceEntry): TraceView {
  return { at: time(at), ...entry };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
