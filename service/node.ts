/**
 * CambiumNode. One study's walk, five verbs:
 *
 * - *receive*: an association is admitted, each C-STORE answered once its bytes are synced and its row is committed.
 * - *assemble*: a study that has been quiet is closed: its series are chosen, its analyze job enqueued, one commit.
 * - *analyze*: the chosen series become volumes and findings, in a process of their own.
 * - *report*: findings become a Structured Report and Secondary Captures, with UIDs that derive from what they rest on.
 * - *deliver*: the documents go to each destination, one job a destination.
 *
 * Between any two, everything is on disk: the node may be killed there and goes on at the next start.
 */
import type { AheadOfClosing } from './analyze/ahead-of-closing.js';
import { assembleStudy, type SelectionRules } from './assemble/assemble-study.js';
import { LookAhead } from './assemble/look-ahead.js';
import type { CommitmentReporter } from './commit/commitment-reporter.js';
import { asCambiumError } from './errors/registry.js';
import type { JobLoop } from './operate/job-loop.js';
import type { Role } from './operate/operations.js';
import type { Retention } from './operate/retention.js';
import type { Clock } from './ports/clock.js';
import type { DicomListener, ListenerHandlers, ListenOptions } from './ports/dicom-listener.js';
import type { InstanceIndex } from './ports/instance-index.js';
import type { InstanceStore } from './ports/instance-store.js';
import type { JobKind, JobQueue } from './ports/job-queue.js';
import type { StageEvent, StageObserver } from './ports/stage-observer.js';
import type { ReceivedInstance, StudyRegistry } from './ports/study-registry.js';
import { recoverPacks } from './receive/recover-packs.js';

/** One loop a kind of job. */
export type Loops = Readonly<Record<JobKind, Pick<JobLoop<unknown>, 'start' | 'stop' | 'wake'>>>;

export interface NodeParts {
  readonly listener: DicomListener;
  readonly receive: ListenerHandlers;
  /** The plain port, the TLS port, or both. */
  readonly endpoints: readonly ListenOptions[];
  readonly instances: InstanceStore;
  readonly index: InstanceIndex;
  /** Tells peers what we hold of what they sent. */
  readonly reporter: Pick<CommitmentReporter, 'start' | 'stop'>;
  readonly retention: Pick<Retention, 'letGo'>;
  readonly registry: StudyRegistry;
  readonly queue: JobQueue;
  readonly worker: AheadOfClosing;
  readonly loops: Loops;
  readonly clock: Clock;
  readonly quietMs: number;
  readonly selection: SelectionRules;
  readonly observe: StageObserver;
}

const LOOPS_OF_ROLE = {
  receive: [],
  analyze: ['analyze', 'report'],
  deliver: ['deliver'],
  console: [],
} as const satisfies Record<Role, readonly JobKind[]>;
/** How often receiving studies are looked at: one indexed query, and a study waits for it half as long on average. */
const SWEEP_MS = 20;
/** How often silent studies are looked for whose analysis may begin: nobody waits for that. */
const LOOK_AHEAD_MS = 100;
/** Open associations and the job in work get this long at shutdown. */
const DRAIN_MS = 10_000;
/** How often studies are looked for whose time is over. */
const RETENTION_MS = 3_600_000;

export class CambiumNode {
  readonly #parts: NodeParts;
  readonly #lookAhead: LookAhead;
  readonly #timers: NodeJS.Timeout[] = [];
  #analyzes = false;

  constructor(parts: NodeParts) {
    this.#parts = parts;
    this.#lookAhead = new LookAhead({ ...parts, assemble: this.#assembly });
  }

  /** Takes up interrupted work, then opens the ports; resolves with the first, or with 0 if this node does not receive. */
  async start(roles: readonly Role[] = ['receive', 'analyze', 'deliver']): Promise<number> {
    const { listener, endpoints, receive, reporter, queue, loops, clock } = this.#parts;
    if (roles.includes('receive')) await recoverPacks(this.#parts);
    queue.recover(clock.now());
    for (const kind of roles.flatMap((role) => LOOPS_OF_ROLE[role])) loops[kind].start();
    this.#analyzes = roles.includes('analyze');
    if (!roles.includes('receive')) return 0;
    this.#timers.push(setInterval(() => this.#assembleOrTell(() => this.assemble()), SWEEP_MS));
    if (this.#analyzes)
      this.#timers.push(setInterval(() => this.#assembleOrTell(() => this.#lookAhead.look()), LOOK_AHEAD_MS));
    reporter.start();
    this.#timers.push(setInterval(() => this.#letGoOrTell(), RETENTION_MS));
    void this.#letGoOrTell();
    const ports: number[] = [];
    for (const endpoint of endpoints) ports.push(await listener.listen(endpoint, receive));
    return ports[0] ?? 0;
  }

  /** Closes every study that has been quiet long enough. */
  assemble(): void {
    const { registry, clock, quietMs, observe } = this.#parts;
    const now = clock.now();
    const closed = registry.closeQuietStudies(now - quietMs, now, this.#assembly);
    for (const { studyInstanceUid, revision, outcome, assembly } of closed) {
      if (outcome === 'unchanged') continue;
      const seriesUsed = assembly.series.filter(({ used }) => used).length;
      observe({ event: 'study.closed', studyInstanceUid, revision, seriesUsed, seriesSeen: assembly.series.length });
    }
  }

  readonly #assembly = (instances: readonly ReceivedInstance[]) => assembleStudy(instances, this.#parts.selection);

  /** A study that cannot be closed stays open and is tried again; it keeps no other from being closed. */
  #assembleOrTell(step: () => void): void {
    try {
      step();
    } catch (thrown) {
      this.#parts.observe({ event: 'stage.failed', stage: 'assemble', cause: asCambiumError(thrown) });
    }
  }

  async #letGoOrTell(): Promise<void> {
    try {
      await this.#parts.retention.letGo();
    } catch (thrown) {
      this.#parts.observe({ event: 'stage.failed', stage: 'receive', cause: asCambiumError(thrown) });
    }
  }

  /** Hears of each step, and wakes the loop that goes on from there. A study that arrives will be analysed before long. */
  readonly observe: StageObserver = (event) => {
    if (event.event === 'instance.committed' && this.#analyzes) this.#arrived(event);
    this.#next(event)?.wake();
  };

  #arrived({ studyInstanceUid, outcome }: Extract<StageEvent, { event: 'instance.committed' }>): void {
    if (outcome === 'stored') this.#parts.worker.forget(studyInstanceUid);
    this.#parts.worker.warm();
  }

  #next(event: StageEvent) {
    const { analyze, report, deliver } = this.#parts.loops;
    if (event.event === 'study.closed') return analyze;
    if (event.event === 'commitment.received') return deliver;
    if (event.event !== 'job.settled' || event.outcome !== 'done') return undefined;
    return { analyze: report, report: deliver, deliver: undefined }[event.kind];
  }

  /** Lets open associations and the job in work finish, then ends. What is left is taken up at the next start. */
  async stop(): Promise<void> {
    const { listener, loops, worker, instances, reporter } = this.#parts;
    for (const timer of this.#timers) clearInterval(timer);
    const stops = [reporter, ...Object.values(loops)].map((loop) => loop.stop(DRAIN_MS));
    await Promise.all([listener.close(DRAIN_MS), ...stops]);
    await Promise.all([worker.dispose(), instances.close()]);
  }
}
