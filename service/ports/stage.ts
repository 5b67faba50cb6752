/**
 * Stage. What a job does, in two halves, so that the place between them is the same for all three kinds: `work` makes
 * objects or sends documents and may be repeated without harm; `commit` is one transition of the registry, which keeps the
 * result, settles the job and enqueues what follows.
 */
import type { ErrorCode } from '../errors/registry.js';
import type { Job, JobKind, Lease } from './job-queue.js';
import type { StudyRevision } from './study-registry.js';

export interface StageOutcome {
  /** `stale`: the lease was lost, nothing was changed. `retry` and `parked`: the result was kept, but the job is not done. */
  readonly outcome: 'done' | 'retry' | 'parked' | 'stale';
  readonly code?: ErrorCode;
}

export interface Stage<Work> {
  readonly kind: JobKind;
  /** Rejects with a registered error if it fails. */
  work(job: Job, revision: StudyRevision, signal: AbortSignal): Promise<Work>;
  commit(lease: Lease, work: Work, job: Job): StageOutcome;
}

/** The outcome of a transition that answered whether the lease was live. */
export function doneUnlessStale(settled: boolean): StageOutcome {
  return { outcome: settled ? 'done' : 'stale' };
}
