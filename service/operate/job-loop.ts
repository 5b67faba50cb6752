/**
 * JobLoop. Claims jobs of one kind, one after the other, runs their stage, and settles what failed by the retry policy.
 *
 * While a job runs its lease is prolonged. If the lease is lost all the same (the process was suspended, a newer revision
 * superseded the job), the work is aborted and changes nothing. A job that shutdown interrupts keeps its lease: the next
 * start recovers it without counting a failure. While the registry cannot write (a full disk), the loop says so and looks
 * again; a job it could not settle is claimed anew when its lease has ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { asCambiumError, CambiumError } from '../errors/registry.js';
import type { Clock } from '../ports/clock.js';
import type { ClaimedJob, JobQueue, Lease } from '../ports/job-queue.js';
import type { Stage, StageOutcome } from '../ports/stage.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { StudyRegistry } from '../ports/study-registry.js';
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
/** Jobs made by this process wake the loop at once; others (an operator's retry) and due retries are found by looking. */
const POLL_MS = 500;

export class JobLoop<Work> {
  readonly #stopping = new AbortController();
  readonly #abandoned = new AbortController();
  #idle = new AbortController();
  #running: Promise<void> | undefined;

  constructor(
    readonly stage: Stage<Work>,
    readonly parts: JobLoopParts,
  ) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Looks for a job now instead of at the next poll. */
  wake(): void {
    this.#idle.abort();
  }

  /** Claims nothing more; after `graceMs` the job in work is interrupted. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping.abort();
    this.wake();
    const grace = setTimeout(() => this.#abandoned.abort(), graceMs);
    await this.#running;
    clearTimeout(grace);
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#idle = new AbortController();
      if (await this.#next()) continue;
      await sleep(POLL_MS, undefined, { signal: this.#idle.signal }).catch(() => undefined);
    }
  }

  /** Whether there was a job to do. */
  async #next(): Promise<boolean> {
    try {
      const claimed = this.parts.queue.claim(this.stage.kind, this.parts.clock.now(), LEASE_MS);
      if (claimed) await this.#work(claimed);
      return claimed !== undefined;
    } catch (thrown) {
      this.#tellFailed(thrown);
      return false;
    }
  }

  async #work(claimed: ClaimedJob): Promise<void> {
    const { id: jobId, kind, studyInstanceUid, attempts: attempt } = claimed.job;
    const about = { jobId, kind, studyInstanceUid };
    this.parts.observe({ event: 'job.started', ...about, attempt });
    const lease = this.#prolonged(claimed.lease);
    try {
      const outcome = await this.#stage(claimed, AbortSignal.any([lease.lost, this.#abandoned.signal]));
      this.parts.observe({ event: 'job.settled', ...about, ...outcome });
    } catch (thrown) {
      if (this.#abandoned.signal.aborted) return;
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
