/**
 * JobQueue. Work that survives restarts. Jobs are enqueued by the registry, in the commit of the transition that makes
 * them necessary; here they are claimed and settled.
 *
 * - *ready*: waits for its time (`runAt`) and a free worker; lower `priority` numbers go first, then the older job.
 * - *leased*: one worker holds it, by a token, until the lease ends. At most one live lease per job.
 * - *done*: settled for good. *parked*: waits for an operator, with the error. *dropped*: an operator gave it up, or
 *   a newer revision superseded it.
 *
 * Settling with a stale lease (ended and claimed by another, or settled before) changes nothing and returns false.
 */
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { ErrorCode } from '../errors/registry.js';

export type JobKind = 'analyze' | 'report' | 'deliver';
export type JobState = 'ready' | 'leased' | 'done' | 'parked' | 'dropped';

export interface JobError {
  readonly code: ErrorCode;
  /** Details without patient attributes. */
  readonly message: string;
}

export interface Job {
  readonly id: number;
  readonly kind: JobKind;
  readonly studyInstanceUid: StudyInstanceUid;
  readonly revision: number;
  /** Name of the peer; only for `deliver`. */
  readonly destination?: string;
  readonly state: JobState;
  readonly priority: number;
  /** Claims so far, this one included. */
  readonly attempts: number;
  /** Failures so far in which a process of ours died. */
  readonly crashes: number;
  readonly createdAt: number;
  readonly runAt: number;
  readonly error?: JobError;
}

export interface Lease {
  readonly jobId: number;
  readonly token: string;
}

export interface ClaimedJob {
  readonly job: Job;
  readonly lease: Lease;
}

export type Settlement =
  | { readonly outcome: 'retry'; readonly at: number; readonly error: JobError; readonly crashed: boolean }
  | { readonly outcome: 'park'; readonly error: JobError };

export interface JobQueue {
  /** Leases the next ready job of `kind` whose time has come, or one whose lease has ended; undefined if there is none. */
  claim(kind: JobKind, now: number, leaseMs: number): ClaimedJob | undefined;
  /** Prolongs a live lease to `now + leaseMs`. */
  extend(lease: Lease, now: number, leaseMs: number): boolean;
  /** Ends a lease without success: try again at a time, or park. Success is settled by the registry's transitions. */
  settle(lease: Lease, settlement: Settlement, now: number): boolean;
  /** At start, before the first claim: jobs leased by a process that is gone become ready. Returns how many. */
  recover(now: number): number;
  /** Jobs that are not over, by kind and state: only pairs with at least one. Those that are may be hundreds of thousands. */
  depth(): readonly { readonly kind: JobKind; readonly state: JobState; readonly count: number }[];
  /** Jobs, newest first, at most `limit`; those of one study or in one state if asked. */
  list(filter: {
    readonly state?: JobState;
    readonly studyInstanceUid?: StudyInstanceUid;
    readonly limit?: number;
  }): readonly Job[];
  /** Operator: makes a parked or waiting job ready now, its attempts, crashes and age counted afresh. `job.unknown`, `job.not-parked`. */
  requeue(jobId: number, now: number): void;
  /** Operator: gives up a parked or ready job, with the reason kept in the study's trace. `job.unknown`, `job.not-parked`. */
  drop(jobId: number, reason: string, now: number): void;
}
