/**
 * CommitmentLedger. What was asked for by Storage Commitment (PS3.4 Annex J) and is not settled yet, in both directions.
 * Every method is one commit: what it says has happened survives the loss of power.
 *
 * - A *request* came from a peer and waits until its report is due. It leaves the ledger when the peer has the report;
 *   one whose report cannot be delivered stays, without a time, for 30 days.
 * - A *question* we put to an archive about the documents of a revision. It may be answered by a report at any time after.
 *   Several may be open at once: an archive that never answered is asked again under a new Transaction UID.
 */
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { JobError } from './job-queue.js';
import type { CommitmentReport, CommitmentRequest } from './storage-commitment.js';

export interface PeerRequest extends CommitmentRequest {
  /** AE title of the one who asked. */
  readonly peer: string;
}

export interface KeptRequest extends PeerRequest {
  readonly requestedAt: number;
  /** Tries to deliver the report so far. */
  readonly attempts: number;
}

/** The documents of a revision at one destination. */
export interface DeliveryOfRevision {
  readonly studyInstanceUid: StudyInstanceUid;
  readonly revision: number;
  /** Name of the peer. */
  readonly destination: string;
}

export interface Question extends DeliveryOfRevision {
  readonly transactionUid: string;
}

export interface Standing {
  /** Questions so far, answered or not. */
  readonly questions: number;
  /** Documents that the destination is not proven to keep. */
  readonly unproven: number;
}

export interface CommitmentLedger {
  /**
   * Keeps a request until its report is due at `dueAt`. The same request again is due anew, whatever became of it before;
   * `in-use` keeps nothing: its peer has asked for other instances under this Transaction UID.
   */
  keep(request: PeerRequest, times: { readonly now: number; readonly dueAt: number }): 'kept' | 'in-use';
  /** The request that has been due longest. */
  due(now: number): KeptRequest | undefined;
  /** The peer did not wait for its report: it is due at `now`. One that is not there changes nothing. */
  makeDue(request: Pick<PeerRequest, 'peer' | 'transactionUid'>, now: number): void;
  /** The peer has the report: takes the request out. One that is not there changes nothing. */
  reported(request: Pick<PeerRequest, 'peer' | 'transactionUid'>): void;
  /**
   * The report could not be delivered: tried again `at` a time, or no more. Other requests of the peer wait as long, so that
   * one who is away does not keep the rest from theirs.
   */
  postpone(
    request: Pick<PeerRequest, 'peer' | 'transactionUid'>,
    failure: { readonly at?: number; readonly error: JobError },
  ): void;
  /** Keeps a question before it is put. */
  ask(question: Question, now: number): void;
  standing(delivery: DeliveryOfRevision): Standing;
  /**
   * An archive's report: documents it has committed are proven, of those it does not have (0112) the delivery has failed,
   * and with the last one proven the deliver job is due, even if it was parked. `repeated`: answered before, `unknown`:
   * `peer` was never asked this; both change nothing.
   */
  answer(peer: string, report: CommitmentReport, now: number): 'kept' | 'repeated' | 'unknown';
}
