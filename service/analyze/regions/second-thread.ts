/**
 * Beside on a thread: half of the passes over a volume run there, and the search for a skull while lungs are sought. It starts
 * with its first task and stays, since a thread is slow until its code is warm; idle, it keeps no process alive. If it dies,
 * the task under way rejects and the next one starts another.
 */
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { packageRoot } from '../../package-root.js';
import type { TaskRequest } from './task-thread.js';
import type { Beside, TaskName, Tasks } from './tasks.js';

/** Compiled: a thread does not go through the loader that runs the tests from their source. */
const ENTRY = join(packageRoot(), 'dist/service/analyze/regions/task-thread.js');

export class SecondThread implements Beside {
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** One task at a time; others wait. */
  run<Name extends TaskName>(name: Name, ...given: Parameters<Tasks[Name]>): Promise<ReturnType<Tasks[Name]>> {
    const result = this.#turn.then(() => this.#ask({ name, given }));
    this.#turn = result.catch(() => undefined);
    return result as Promise<ReturnType<Tasks[Name]>>;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  async #ask(request: TaskRequest): Promise<unknown> {
    const worker = this.#worker ?? this.#start();
    worker.ref();
    worker.postMessage(request);
    try {
      return await nextReply(worker);
    } catch (error) {
      this.#worker = undefined;
      await worker.terminate();
      throw error;
    } finally {
      worker.unref();
    }
  }

  #start(): Worker {
    const worker = new Worker(ENTRY);
    // Whoever waits for a reply hears of it; a thread that dies while idle loses nothing.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    this.#worker = worker;
    return worker;
  }
}

/** @throws the error of which the thread died */
async function nextReply(worker: Worker): Promise<unknown> {
  const over = new AbortController();
  const ended = once(worker, 'exit', { signal: over.signal }).then(() => {
    throw new Error('The second thread has ended.');
  });
  // Told of by no one once the reply is there.
  ended.catch(() => undefined);
  try {
    const reply = once(worker, 'message', { signal: over.signal }).then(([value]) => value);
    return await Promise.race([reply, ended]);
  } finally {
    over.abort();
  }
}
