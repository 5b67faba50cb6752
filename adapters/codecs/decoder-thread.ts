/**
 * A place of the pool: one worker thread, started for the first frame and replaced after it died or did not come back. While
 * it has nothing to do it keeps no process alive.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import type { FrameReply, FrameRequest } from './serve-frames.js';
import { unreadable } from './unreadable.js';

export interface DecoderThreadOptions {
  /** The module the thread begins with. */
  readonly entry: URL;
  readonly frameMilliseconds: number;
}

export interface EncodedFrame {
  readonly transferSyntaxUid: string;
  readonly frame: Uint8Array;
  readonly format: FrameFormat;
}

/** The thread was lost over a frame: the frame may be to blame, or those before it. */
export class ThreadLost extends Error {}

/** Heap of a thread; buffers and WebAssembly lie outside of it, and codecs need next to nothing beside them. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };

/** A thread takes a tenth of a second to start, ten times that on a machine that is busy. */
const START_MILLISECONDS = 60_000;

export class DecoderThread {
  #worker: Worker | undefined;

  constructor(readonly options: DecoderThreadOptions) {}

  /** One frame at a time. @throws CambiumError `pixels.unreadable`; ThreadLost; what kept the thread from starting */
  async decode({ transferSyntaxUid, frame, format }: EncodedFrame): Promise<Uint8Array> {
    const worker = this.#worker ?? (await this.#start());
    const copy = Uint8Array.from(frame);
    worker.ref();
    worker.postMessage({ transferSyntaxUid, frame: copy, format } satisfies FrameRequest, [copy.buffer]);
    const reply = await this.#frameReply(worker);
    worker.unref();
    if (reply.type === 'unreadable') throw unreadable(reply.details, reply.cause);
    return reply.pixels;
  }

  /** A frame under way is lost. The next one starts another thread. */
  async end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #start(): Promise<Worker> {
    const worker = new Worker(this.options.entry, { resourceLimits: RESOURCE_LIMITS, execArgv: [] });
    this.#worker = worker;
    // Whoever waits for a reply hears of it; a thread that dies while idle is replaced, and nothing is lost.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (this.#worker === worker) this.#worker = undefined;
    });
    await nextReply(worker, START_MILLISECONDS);
    return worker;
  }

  async #frameReply(worker: Worker): Promise<FrameReply> {
    try {
      return await nextReply(worker, this.options.frameMilliseconds);
    } catch (cause) {
      await this.end();
      if (cause instanceof ThreadLost) throw cause;
      throw new ThreadLost('The decoder failed.', { cause });
    }
  }
}

/** @throws ThreadLost if it does not come in time or the thread ends; an error that the thread did not catch */
async function nextReply(worker: Worker, milliseconds: number): Promise<FrameReply> {
  const lost = new AbortController();
  const lose = (why: string) => lost.abort(new ThreadLost(why));
  const onExit = (code: number) => lose(`The decoder ended with exit code ${code}.`);
  const timer = setTimeout(() => lose(`It took longer than ${milliseconds / 1000} s.`), milliseconds);
  worker.once('exit', onExit);
  try {
    const [reply] = await once(worker, 'message', { signal: lost.signal });
    return reply;
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearTimeout(timer);
    worker.off('exit', onExit);
  }
}
