/**
 * A session thread as its model sees it: one run at a time. A thread that died is started again for the next run. While idle
 * it keeps no process alive.
 */
import { once } from 'node:events';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { CambiumError } from '../../service/errors/registry.js';
import { packageRoot } from '../../service/package-root.js';
import type { Tensors } from '../../service/ports/inference-engine.js';
import type { Copied } from './copied.js';
import type { ThreadData, ThreadReply, ThreadRequest } from './session-thread.js';

/** Threads run JavaScript, from source as well. */
const ENTRY = pathToFileURL(join(packageRoot(), 'dist/adapters/onnxruntime/session-thread.js'));

export class SessionWorker {
  #worker: Worker | undefined;

  constructor(readonly data: ThreadData) {}

  /** Opens the graphs. @throws CambiumError `pack.invalid` */
  async open(): Promise<void> {
    await this.#open();
  }

  /** @param inputs given away with their buffers. @throws CambiumError `analysis.inference-failed` */
  async run(role: string, { tensors, buffers }: Copied): Promise<Tensors> {
    const worker = this.#worker ?? (await this.#open());
    worker.ref();
    worker.postMessage({ type: 'run', role, inputs: tensors } satisfies ThreadRequest, [...buffers]);
    const reply = await nextReply(worker);
    worker.unref();
    if (reply.type === 'ran') return reply.outputs;
    const cause = reply.type === 'failed' ? reply.stack : reply.type;
    throw new CambiumError('analysis.inference-failed', `Graph ${role}.`, { cause });
  }

  /** Frees the sessions. */
  async end(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const ended = once(worker, 'exit');
    worker.ref();
    worker.postMessage({ type: 'end' } satisfies ThreadRequest);
    await ended;
  }

  async #open(): Promise<Worker> {
    const worker = new Worker(ENTRY, { workerData: this.data });
    // Whoever waits for a reply hears of it; a thread that dies while idle loses nothing.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    const reply = await nextReply(worker);
    if (reply.type === 'refused') {
      await worker.terminate();
      const { path, role } = reply.graph;
      const details = `${basename(path)} cannot be loaded as graph ${role}.`;
      throw new CambiumError('pack.invalid', details, { cause: reply.stack });
    }
    worker.unref();
    this.#worker = worker;
    return worker;
  }
}

/** @throws CambiumError `analysis.inference-failed` if the thread ends instead */
async function nextReply(worker: Worker): Promise<ThreadReply> {
  const lost = new AbortController();
  const onExit = (code: number) => lost.abort(new Error(`The session thread ended with exit code ${code}.`));
  worker.once('exit', onExit);
  try {
    const [reply] = await once(worker, 'message', { signal: lost.signal });
    return reply;
  } catch (error) {
    const cause = lost.signal.aborted ? lost.signal.reason : error;
    throw new CambiumError('analysis.inference-failed', 'A session thread was lost.', { cause });
  } finally {
    worker.off('exit', onExit);
  }
}
