/**
 * Threads that cut regions out of volumes by plans, several at a time; the calling thread only sends and receives. They start
 * with the first plan and stay, since a thread is slow until its code is warm, until `close`. If one dies, what is under way
 * rejects and the next plan starts new ones.
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
const DEFAULT_COUNT = 2;

/** A plan under way. */
export interface Cutting {
  /** Resolves when the region lies in the array. */
  cut(region: Region, into: SharedTarget): Promise<void>;
  /** Lets go of the volume. What was asked for still comes. */
  end(): void;
}

interface CutThread {
  readonly worker: Worker;
  /** By the id of the request. */
  readonly waiting: Map<number, Waiting>;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

export class CutThreads {
  #threads: readonly CutThread[] = [];
  #nextId = 0;

  /** @param count how many regions are cut at a time */
  constructor(readonly count = DEFAULT_COUNT) {}

  begin(plan: Plan, { dims, hu, exactHu }: Voxels): Cutting {
    if (this.#threads.length === 0) this.#threads = Array.from({ length: this.count }, () => this.#start());
    const threads = this.#threads;
    const id = this.#nextId++;
    const tellAll = (request: CutRequest) => {
      for (const { worker } of threads) worker.postMessage(request);
    };
    tellAll({ type: 'begin', id, plan, voxels: { dims, hu, exactHu } });
    return {
      cut: (region, into) => this.#ask(threads, { plan: id, region, into }),
      end: () => tellAll({ type: 'end', plan: id }),
    };
  }

  /** A second call does nothing. */
  close(): Promise<void> {
    return this.#stop(new Error('The threads were closed.'));
  }

  #start(): CutThread {
    const thread: CutThread = { worker: new Worker(ENTRY), waiting: new Map() };
    thread.worker.on('message', (reply: CutReply) => {
      thread.waiting.get(reply.id)?.resolve();
      thread.waiting.delete(reply.id);
    });
    // Of those that were told to stop one may still die of what it was doing.
    thread.worker.on('error', (error) => {
      if (this.#threads.includes(thread)) void this.#stop(error);
    });
    return thread;
  }

  #ask(threads: readonly CutThread[], cut: { plan: number; region: Region; into: SharedTarget }): Promise<void> {
    if (threads !== this.#threads) return Promise.reject(new Error('The threads of this plan have ended.'));
    const { worker, waiting } = threads.reduce((free, thread) =>
      thread.waiting.size < free.waiting.size ? thread : free,
    );
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      worker.postMessage({ type: 'cut', id, ...cut } satisfies CutRequest);
    });
  }

  async #stop(reason: unknown): Promise<void> {
    const threads = this.#threads;
    this.#threads = [];
    for (const { waiting } of threads) {
      for (const { reject } of waiting.values()) reject(reason);
      waiting.clear();
    }
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
}
