/**
 * CommitmentReporter. Takes requests for Storage Commitment whose report is due out of the ledger, one after the other, and
 * delivers it on an association of its own (PS3.4 §J.3.3). A request leaves the ledger when its peer has answered Success;
 * until then the report is tried again by the retry policy, across restarts, and worked out anew each time.
 */
import { asCambiumError, CambiumError } from '../errors/registry.js';
import { PollLoop } from '../operate/poll-loop.js';
import { nextStep } from '../operate/retry-policy.js';
import type { Clock } from '../ports/clock.js';
import type { CommitmentLedger, KeptRequest } from '../ports/commitment-ledger.js';
import type { StageObserver } from '../ports/stage-observer.js';
import type { CommitmentPeer, CommitmentReport } from '../ports/storage-commitment.js';
import type { Destination } from '../ports/storage-scu.js';
import { type Holdings, workOutReport } from './work-out-report.js';

export interface CommitmentReporterParts extends Holdings {
  readonly ledger: Pick<CommitmentLedger, 'due' | 'reported' | 'postpone'>;
  readonly peer: Pick<CommitmentPeer, 'reportCommitment'>;
  /** Peers that can be called, by AE title. */
  readonly destinations: ReadonlyMap<string, Destination>;
  readonly clock: Clock;
  readonly observe: StageObserver;
  /** Age of a request after which its report is given up. */
  readonly giveUpMs: number;
}

export class CommitmentReporter {
  readonly #loop = new PollLoop((abandoned) => this.#next(abandoned));

  constructor(readonly parts: CommitmentReporterParts) {}

  start(): void {
    this.#loop.start();
  }

  /** Looks for a due report now instead of at the next poll. */
  wake(): void {
    this.#loop.wake();
  }

  /** Begins no further report; after `graceMs` the one under way is broken off, and due at the next start. */
  stop(graceMs: number): Promise<void> {
    return this.#loop.stop(graceMs);
  }

  async #next(abandoned: AbortSignal): Promise<boolean> {
    const { ledger, clock, observe } = this.parts;
    try {
      const request = ledger.due(clock.now());
      if (request) await this.#report(request, abandoned);
      return request !== undefined;
    } catch (thrown) {
      observe({ event: 'stage.failed', stage: 'deliver', cause: asCambiumError(thrown) });
      return false;
    }
  }

  async #report(request: KeptRequest, abandoned: AbortSignal): Promise<void> {
    const { ledger, observe } = this.parts;
    let report: CommitmentReport;
    try {
      report = await this.#deliver(request, abandoned);
    } catch (thrown) {
      if (!abandoned.aborted) this.#postpone(request, asCambiumError(thrown));
      return;
    }
    ledger.reported(request);
    const { committed, failed } = report;
    observe({
      event: 'commitment.reported',
      peer: request.peer,
      committed: committed.length,
      failed: failed.length,
    });
  }

  async #deliver(request: KeptRequest, abandoned: AbortSignal): Promise<CommitmentReport> {
    const destination = this.parts.destinations.get(request.peer);
    if (!destination) throw new CambiumError('commitment.undeliverable');
    const report = await workOutReport(request, this.parts);
    await this.parts.peer.reportCommitment(destination, report, abandoned);
    return report;
  }

  #postpone(request: KeptRequest, cause: CambiumError): void {
    const { ledger, clock, observe, giveUpMs } = this.parts;
    const tried = {
      kind: 'deliver',
      attempts: request.attempts + 1,
      crashes: 0,
      createdAt: request.requestedAt,
    } as const;
    const step = nextStep(cause, tried, clock.now(), { giveUpMs });
    const { error } = step;
    ledger.postpone(request, step.outcome === 'retry' ? { at: step.at, error } : { error });
    const outcome = step.outcome === 'retry' ? 'retry' : 'given-up';
    observe({ event: 'commitment.failed', peer: request.peer, outcome, code: error.code, cause });
  }
}
