/** Threads that decode frames, and the frames that wait for one, first come first served. */
import { CambiumError } from '../../service/errors/registry.js';
import { type Answer, DecoderThread, type DecoderThreadOptions, ThreadLost } from './decoder-thread.js';
import type { FrameRequest } from './serve-frames.js';
import { unreadable } from './unreadable.js';

export class DecoderPool {
  readonly #threads: readonly DecoderThread[];
  /** The one used last is used next: a caller of one frame at a time starts one thread. */
  readonly #idle: DecoderThread[];
  readonly #waiting: ((thread: DecoderThread) => void)[] = [];
  #closed = false;

  constructor(size: number, options: DecoderThreadOptions) {
    this.#threads = Array.from({ length: size }, () => new DecoderThread(options));
    this.#idle = [...this.#threads];
  }

  /** @throws CambiumError `pixels.unreadable` also if threads are lost over it, twice */
  async ask(request: FrameRequest): Promise<Answer> {
    return await this.#withThread(async (thread) => {
      try {
        return await this.#once(thread, request).catch((error) => {
          if (!(error instanceof ThreadLost)) throw error;
          return this.#once(thread, request);
        });
      } catch (error) {
        throw error instanceof ThreadLost ? unreadable(error.message, error) : error;
      }
    });
  }

  /** @throws ThreadLost */
  async askOnce(request: FrameRequest): Promise<Answer> {
    return await this.#withThread((thread) => this.#once(thread, request));
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  async #withThread(work: (thread: DecoderThread) => Promise<Answer>): Promise<Answer> {
    const thread = this.#idle.pop() ?? (await new Promise<DecoderThread>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(thread);
    } finally {
      this.#free(thread);
    }
  }

  async #once(thread: DecoderThread, request: FrameRequest): Promise<Answer> {
    if (this.#closed) throw new CambiumError('internal.fault', 'The frame decoder is closed.');
    return await thread.ask(request);
  }

  #free(thread: DecoderThread): void {
    const next = this.#waiting.shift();
    if (next) next(thread);
    else this.#idle.push(thread);
  }
}
