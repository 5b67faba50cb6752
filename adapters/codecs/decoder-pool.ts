/** Threads that decode frames, and the frames that wait for one, first come first served. */
import { CambiumError } from '../../service/errors/registry.js';
import { DecoderThread, type DecoderThreadOptions, type EncodedFrame, ThreadLost } from './decoder-thread.js';
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

  async decode(encoded: EncodedFrame): Promise<Uint8Array> {
    const thread = this.#idle.pop() ?? (await new Promise<DecoderThread>((resolve) => this.#waiting.push(resolve)));
    try {
      return await this.#decodeOnce(thread, encoded).catch((error) => {
        if (!(error instanceof ThreadLost)) throw error;
        return this.#decodeOnce(thread, encoded);
      });
    } catch (error) {
      throw error instanceof ThreadLost ? unreadable(error.message, error) : error;
    } finally {
      this.#free(thread);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  async #decodeOnce(thread: DecoderThread, encoded: EncodedFrame): Promise<Uint8Array> {
    if (this.#closed) throw new CambiumError('internal.fault', 'The frame decoder is closed.');
    return await thread.decode(encoded);
  }

  #free(thread: DecoderThread): void {
    const next = this.#waiting.shift();
    if (next) next(thread);
    else this.#idle.push(thread);
  }
}
