/**
 * Storage Commitment Push Model (PS3.4 Annex J): an SCU hands over a list of instances and asks whether the SCP takes
 * responsibility for them; the SCP answers later, on the same association or on one it opens itself.
 */
import type { Destination } from './storage-scu.js';

export interface SopReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
}

/** Action Information of N-ACTION (PS3.4 Table J.3-1). */
export interface CommitmentRequest {
  readonly transactionUid: string;
  readonly references: readonly SopReference[];
}

/** Failure Reason (PS3.3 §C.14.1.1). */
export const FAILURE_REASON = {
  processingFailure: 0x0110,
  noSuchObjectInstance: 0x0112,
  classInstanceConflict: 0x0119,
  referencedSopClassNotSupported: 0x0122,
  duplicateTransactionUid: 0x0131,
  resourceLimitation: 0x0213,
} as const;

/** Event Information of N-EVENT-REPORT (PS3.4 Table J.3-2). */
export interface CommitmentReport {
  readonly transactionUid: string;
  readonly committed: readonly SopReference[];
  readonly failed: readonly (SopReference & { readonly reason: number })[];
}

export interface CommitmentPeer {
  /**
   * Sends N-ACTION and resolves once it is accepted, with the report if it comes on this association within `waitMs`,
   * else undefined: it comes to our own listener later. @throws CambiumError `delivery.*` as StorageScu's outcomes name them,
   * `commitment.refused` if the peer does not offer the service or refuses the action
   */
  requestCommitment(
    destination: Destination,
    request: CommitmentRequest,
    options: { readonly signal: AbortSignal; readonly waitMs: number },
  ): Promise<CommitmentReport | undefined>;
  /**
   * Sends N-EVENT-REPORT on a new association, in the role of SCP (role selection, PS3.7 §D.3.3.4).
   * Resolves when the peer answered Success. @throws as above
   */
  reportCommitment(destination: Destination, report: CommitmentReport, signal: AbortSignal): Promise<void>;
}

export interface ArchiveQuery {
  /** C-FIND: those of these instances that the archive shows (Study Root, IMAGE level). @throws CambiumError `delivery.*`, `query.refused` */
  find(destination: Destination, instances: readonly FindKey[], signal: AbortSignal): Promise<ReadonlySet<string>>;
}

/** Unique keys of one instance (PS3.4 §C.6.2.1). */
export interface FindKey {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
}
