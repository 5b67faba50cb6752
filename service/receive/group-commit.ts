/**
 * GroupCommit: instances whose bytes are written in, durable ones out. Whatever has arrived while a sync was under way
 * shares the next one and the commit that follows it, so four senders do not wait four times.
 */
import type { InstanceIndex } from '../ports/instance-index.js';
import type { InstanceStore, InstanceWriter } from '../ports/instance-store.js';
import type { ReceivedInstance, RecordOutcome } from '../ports/study-registry.js';

export interface Written {
  readonly received: ReceivedInstance;
  readonly writer: InstanceWriter;
  /** Told between the sync and the commit. */
  readonly synced: () => void;
}

interface Waiting extends Written {
  readonly resolve: (outcome: RecordOutcome) => void;
  readonly reject: (reason: unknown) => void;
}

export class GroupCommit {
  #waiting: Waiting[] = [];
  #running = false;

  constructor(
    readonly store: Pick<InstanceStore, 'sync'>,
    readonly index: Pick<InstanceIndex, 'record'>,
  ) {}

  /** Resolves when the bytes are synced and the row is committed. Rejected, nothing of the instance has stayed. */
  commit(written: Written): Promise<RecordOutcome> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...written, resolve, reject });
      if (!this.#running) void this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (this.#waiting.length > 0) await this.#round(this.#waiting.splice(0));
    this.#running = false;
  }

  async #round(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.store.sync(batch.map(({ writer }) => writer));
      for (const { synced } of batch) synced();
      const outcomes = this.index.record(batch.map(({ received }) => received));
      for (const [i, { writer, resolve }] of batch.entries()) {
        if (outcomes[i] === 'stored') writer.release();
        else writer.discard();
        resolve(outcomes[i]);
      }
    } catch (error) {
      for (const { writer, reject } of batch) {
        writer.discard();
        reject(error);
      }
    }
  }
}
