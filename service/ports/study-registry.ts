/**
 * StudyRegistry. What has been received and what became of it. Every method is one transition and one commit: when it
 * has returned, the transition survives the loss of power, together with the jobs it enqueues.
 *
 * A study is *receiving* until it has been quiet, then has a *revision*: the instances it consisted of, the series chosen
 * from them, and later their findings, documents and deliveries. Late slices make it *receiving* again; the next quiet
 * time opens the next revision, which supersedes the one before.
 */
import type { Findings } from '../analyze/findings.js';
import type { Assembly } from '../assemble/assembly.js';
import type { InstanceHeader } from '../dicom/instance-header.js';
import type { SopInstanceUid, StudyInstanceUid } from '../dicom/uid.js';
import type { ErrorCode } from '../errors/registry.js';
import type { DocumentRecord } from '../report/document.js';
import type { StoredInstance } from './instance-store.js';
import type { JobError, Lease } from './job-queue.js';

export interface ReceivedInstance {
  readonly header: InstanceHeader;
  readonly object: StoredInstance;
  readonly callingAeTitle: string;
  readonly receivedAt: number;
}

export type RecordOutcome =
  /** A new row. */
  | 'stored'
  /** The same bytes were there already: nothing written. */
  | 'duplicate'
  /** Other bytes are there under this SOP Instance UID: nothing written. */
  | 'conflict'
  /** One of our own documents coming back: nothing written, the study is not touched. */
  | 'own-document';

export type RevisionState = 'closed' | 'analysed' | 'reported' | 'delivered' | 'parked';

/** What shows that a destination keeps a document, beyond its C-STORE response: Storage Commitment, or C-FIND. */
export type Proof = 'commit' | 'find';

/** One status for a document at a destination. `status` is the C-STORE response's, if one came. */
export interface DeliveryOutcome {
  readonly sopInstanceUid: SopInstanceUid;
  readonly status?: number;
  readonly error?: JobError;
  readonly proof?: Proof;
}

export interface Delivery extends DeliveryOutcome {
  readonly destination: string;
  /** When it was sent. */
  readonly at: number;
  /** Set together with `proof`. */
  readonly provenAt?: number;
}

export interface StudyRevision {
  readonly studyInstanceUid: StudyInstanceUid;
  readonly revision: number;
  /** The time that documents carry: never the clock at the moment of writing. */
  readonly closedAt: number;
  readonly state: RevisionState;
  readonly assembly: Assembly;
  readonly instances: readonly ReceivedInstance[];
  readonly findings?: Findings;
  readonly documents: readonly DocumentRecord[];
  readonly deliveries: readonly Delivery[];
}

/** A line of the worklist. */
export interface StudySummary {
  readonly studyInstanceUid: StudyInstanceUid;
  /** `receiving`, or the state of the newest revision. */
  readonly state: 'receiving' | RevisionState;
  readonly revision: number;
  readonly instances: number;
  readonly series: number;
  readonly firstReceivedAt: number;
  readonly lastReceivedAt: number;
}

/** A decision or event of a study, in the order it happened: `cambium study UID` prints them. */
export interface TraceEntry {
  readonly at: number;
  readonly stage: 'receive' | 'assemble' | 'analyze' | 'report' | 'deliver' | 'operate';
  readonly event: string;
  readonly reason?: ErrorCode;
  readonly message?: string;
}

export interface ClosedStudy {
  readonly studyInstanceUid: StudyInstanceUid;
  /** Unchanged: nothing that is analysed differs from the revision before, so no new one was opened. */
  readonly outcome: 'opened' | 'unchanged';
  readonly revision: number;
  readonly assembly: Assembly;
}

export interface StudyRegistry {
  /**
   * Closes every receiving study without a new instance since `quietSince`: asks `assemble` for the decisions over all its
   * instances and, unless their input digest is that of the revision before, opens a revision and enqueues its analyze
   * job in the same commit. A study with nothing eligible gets a revision and a job too: that it was not analysed is a result.
   * Each study is a commit of its own. One whose `assemble` throws stays receiving and keeps no other from being closed;
   * then the first error is thrown.
   */
  closeQuietStudies(
    quietSince: number,
    now: number,
    assemble: (instances: readonly ReceivedInstance[]) => Assembly,
  ): readonly ClosedStudy[];
  /**
   * The revision that closing a receiving study at `now` would open, with nothing changed; undefined if it would open none, or
   * if the study is not receiving.
   */
  provisionalRevision(
    studyInstanceUid: StudyInstanceUid,
    now: number,
    assemble: (instances: readonly ReceivedInstance[]) => Assembly,
  ): StudyRevision | undefined;
  /** A revision with all that is known of it; the newest if none is named. */
  revision(studyInstanceUid: StudyInstanceUid, revision?: number): StudyRevision | undefined;
  /** Keeps the findings, completes the analyze job and enqueues the report job. False with a stale lease. */
  recordFindings(lease: Lease, findings: Findings, now: number): boolean;
  /** Keeps the documents, completes the report job and enqueues one deliver job a destination. False with a stale lease. */
  recordDocuments(
    lease: Lease,
    documents: readonly DocumentRecord[],
    destinations: readonly string[],
    now: number,
  ): boolean;
  /**
   * Keeps one outcome a document, and settles the deliver job: as `failure` says, or complete, which it may only be with
   * every document accepted. The revision is `delivered` when its last deliver job is complete. False with a stale lease.
   */
  recordDelivery(
    lease: Lease,
    outcomes: readonly DeliveryOutcome[],
    failure: { readonly retryAt?: number; readonly error: JobError } | undefined,
    now: number,
  ): boolean;
  /** The worklist, newest first. */
  studies(filter: { readonly state?: StudySummary['state']; readonly limit?: number }): readonly StudySummary[];
  /** Everything that was decided for a study, in order. */
  trace(studyInstanceUid: StudyInstanceUid): readonly TraceEntry[];
}
