/**
 * Threads that cut regions out of one volume by one plan, several at a time. The calling thread only sends and receives. They
 * end with `close`, or when the signal aborts; what is under way then rejects. So it does when a thread dies.
 */
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../package-root.js';
import type { Plan } from './plan.js';
import type { Region } from './region.js';
import type { CutReply, CutRequest, SharedTarget } from './thread-messages.js';
import type { Voxels } from './voxel-rows.js';

/** Compiled: a thread does not go through the loader that runs the tests from their source. */
const ENTRY = join(packageRoot(), 'dist/service/analyze/prepare/cut-thread.js');
const DEFAULT_THREADS = 2;

export interface ThreadOptions {
  readonly signal?: AbortSignal;
  /** How many; 2 if it does not say. */
  readonly threads?: number;
}

interface Waiting {
  readonly resolve: (reply: CutReply) => void;
  readonly reject: (reason: unknown) => void;
}

export class CutThreads {
  readonly #threads: readonly Worker[];
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 0;
  readonly #onAbort = () => this.#fail(this.options.signal?.reason);
  #failure: { readonly reason: unknown } | undefined;

  /** @throws the signal's reason if it has aborted */
  constructor(
    plan: Plan,
    { dims, hu, exactHu }: Voxels,
    readonly options: ThreadOptions = {},
  ) {
    const { signal, threads = DEFAULT_THREADS } = options;
    signal?.throwIfAborted();
    signal?.addEventListener('abort', this.#onAbort, { once: true });
    this.#threads = Array.from({ length: threads }, () => {
      const thread = new Worker(ENTRY);
      thread.on('message', (reply: CutReply) => this.#settle(reply));
      thread.on('error', (error) => this.#fail(error));
      this.#send(thread, { type: 'begin', plan, voxels: { dims, hu, exactHu } });
      return thread;
    });
  }

  /** The region's channels, one after the other. */
  async cut(region: Region): Promise<Float32Array<ArrayBuffer>> {
    const { data } = await this.#ask(region);
    return data ?? new Float32Array();
  }

  /** Resolves when the region lies in the array. */
  async cutInto(region: Region, into: SharedTarget): Promise<void> {
    await this.#ask(region, into);
  }

  /** How many regions can be under way at a time. */
  get parallel(): number {
    return this.#threads.length;
  }

  async close(): Promise<void> {
    this.options.signal?.removeEventListener('abort', this.#onAbort);
    this.#fail(new Error('The threads were closed.'));
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }

  #ask(region: Region, into?: SharedTarget): Promise<CutReply> {
    if (this.#failure) return Promise.reject(this.#failure.reason);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#send(this.#threads[id % this.#threads.length], { type: 'cut', id, region, into });
    });
  }

  #send(thread: Worker, request: CutRequest): void {
    thread.postMessage(request);
  }

  #settle(reply: CutReply): void {
    this.#waiting.get(reply.id)?.resolve(reply);
    this.#waiting.delete(reply.id);
  }

  #fail(reason: unknown): void {
    this.#failure ??= { reason };
    for (const { reject } of this.#waiting.values()) reject(reason);
    this.#waiting.clear();
  }
}
