/** Model on session threads, each with sessions of its own: as many runs at a time as there are threads; others wait. */
import { CambiumError } from '../../service/errors/registry.js';
import type { Model, Tensors } from '../../service/ports/inference-engine.js';
import { copied } from './copied.js';
import type { SessionWorker } from './session-worker.js';

export class ThreadedModel implements Model {
  readonly parallel: number;
  readonly #workers: readonly SessionWorker[];
  readonly #free: SessionWorker[];
  readonly #waiting: ((worker: SessionWorker) => void)[] = [];
  #disposed = false;

  constructor(
    workers: readonly SessionWorker[],
    readonly roles: readonly string[],
  ) {
    this.parallel = workers.length;
    this.#workers = workers;
    this.#free = [...workers];
  }

  async run(role: string, inputs: Tensors, signal?: AbortSignal): Promise<Tensors> {
    signal?.throwIfAborted();
    if (this.#disposed || !this.roles.includes(role)) {
      throw new CambiumError('analysis.inference-failed', `No graph is loaded as ${role}.`);
    }
    const copy = copied(inputs);
    const worker = await this.#place();
    try {
      const outputs = await worker.run(role, copy);
      signal?.throwIfAborted();
      return outputs;
    } finally {
      this.#giveBack(worker);
    }
  }

  /** Waits for what is under way. */
  async dispose(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    await Promise.all(this.#workers.map(async () => (await this.#place()).end()));
  }

  #place(): Promise<SessionWorker> {
    const worker = this.#free.pop();
    return worker ? Promise.resolve(worker) : new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(worker: SessionWorker): void {
    const next = this.#waiting.shift();
    if (next) next(worker);
    else this.#free.push(worker);
  }
}
