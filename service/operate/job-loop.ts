/**
 * JobLoop. Claims jobs of one kind, one after the other, runs their stage, and settles what failed by the retry policy.
 *
 * While a job runs its lease is prolonged. If the lease is lost all the same (the process was suspended, a newer revision
 * superseded the job), the work is aborted and changes nothing. A job that shutdown interrupts keeps its lease: the next
 * start recovers it without counting a failure. While the registry cannot write (a full disk), the loop says so and looks
 * again; a job it could not settle is claimed anew when its lease has ended.
 */
import { asCambiumError, CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { ClaimedJob, JobQueue, Lease } from '../ports/job-queue.js';
import type { Stage, StageOutcome } from '../ports/stage.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { StudyRegistry } from '../ports/study-registry.js';
import { PollLoop } from './poll-loop.js';
import { nextStep } from './retry-policy.js';

export interface JobLoopParts {
  readonly queue: JobQueue;
  readonly registry: StudyRegistry;
  readonly clock: Clock;
  readonly observe: StageObserver;
  readonly giveUpMs: number;
}

/** Long enough for a busy machine to prolong it in time, short enough that a stalled worker is soon replaced. */
const LEASE_MS = 30_000;

export class JobLoop<Work> {
  readonly #loop = new PollLoop((abandoned) => this.#next(abandoned));

  constructor(
    readonly stage: Stage<Work>,
    readonly parts: JobLoopParts,
  ) {}

  start(): void {
    this.#loop.start();
  }

  /** Looks for a job now instead of at the next poll. */
  wake(): void {
    this.#loop.wake();
  }

  /** Claims nothing more; after `graceMs` the job in work is interrupted. */
  stop(graceMs: number): Promise<void> {
    return this.#loop.stop(graceMs);
  }

  /** Whether there was a job to do. */
  async #next(abandoned: AbortSignal): Promise<boolean> {
    try {
      const claimed = this.parts.queue.claim(this.stage.kind, this.parts.clock.now(), LEASE_MS);
      if (claimed) await this.#work(claimed, abandoned);
      return claimed !== undefined;
    } catch (thrown) {
      this.#tellFailed(thrown);
      return false;
    }
  }

  async #work(claimed: ClaimedJob, abandoned: AbortSignal): Promise<void> {
    const { id: jobId, kind, studyInstanceUid, attempts: attempt } = claimed.job;
    const about = { jobId, kind, studyInstanceUid };
    this.parts.observe({ event: 'job.started', ...about, attempt });
    const lease = this.#prolonged(claimed.lease);
    try {
      const outcome = await this.#stage(claimed, AbortSignal.any([lease.lost, abandoned]));
      this.parts.observe({ event: 'job.settled', ...about, ...outcome });
    } catch (thrown) {
      if (abandoned.aborted) return;
      const cause = asCambiumError(thrown);
      const outcome = this.#settleFailed(claimed, cause);
      // Work that was superseded ends by being aborted, which is no failure to tell of.
      const failure = outcome === 'stale' ? {} : { code: cause.code, cause };
      this.parts.observe({ event: 'job.settled', ...about, outcome, ...failure });
    } finally {
      lease.end();
    }
  }

  async #stage({ job, lease }: ClaimedJob, signal: AbortSignal): Promise<StageOutcome> {
    const { registry, clock, observe } = this.parts;
    const { id: jobId, kind, studyInstanceUid } = job;
    const revision = registry.revision(studyInstanceUid, job.revision);
    if (!revision) throw new CambiumError('study.unknown', `${studyInstanceUid}, revision ${job.revision}.`);
    const started = clock.now();
    const work = await this.stage.work(job, revision, signal);
    observe({ event: 'job.worked', kind, jobId, studyInstanceUid, milliseconds: clock.now() - started });
    return this.stage.commit(lease, work, job);
  }

  #settleFailed({ job, lease }: ClaimedJob, error: CambiumError): StageOutcome['outcome'] {
    const now = this.parts.clock.now();
    const step = nextStep(error, job, now, { giveUpMs: this.parts.giveUpMs });
    if (!this.parts.queue.settle(lease, step, now)) return 'stale';
    return step.outcome === 'retry' ? 'retry' : 'parked';
  }

  #prolonged(lease: Lease): { readonly lost: AbortSignal; end(): void } {
    const lost = new AbortController();
    const timer = setInterval(() => {
      try {
        if (!this.parts.queue.extend(lease, this.parts.clock.now(), LEASE_MS)) lost.abort();
      } catch (thrown) {
        // The work may still be kept: the lease is the same until another claims the job.
        this.#tellFailed(thrown);
      }
    }, LEASE_MS / 3);
    return { lost: lost.signal, end: () => clearInterval(timer) };
  }

  #tellFailed(thrown: unknown): void {
    this.parts.observe({ event: 'stage.failed', stage: this.stage.kind, cause: asCambiumError(thrown) });
  }
}
