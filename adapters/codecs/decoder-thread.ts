/**
 * A place of the pool: one worker thread, started for the first frame and replaced after it died or did not come back. While
 * it has nothing to do it keeps no process alive.
 */
import { Worker } from 'node:worker_threads';
import { CambiumError } from '../../service/errors/registry.js';
import type { FrameReply, FrameRequest } from './serve-frames.js';

export interface DecoderThreadOptions {
  /** The module the thread begins with. */
  readonly entry: URL;
  /** For a frame of up to 1024 × 1024 pixels; a larger one has more, in proportion. */
  readonly frameMilliseconds: number;
}

export type Answer = Exclude<FrameReply, { readonly type: 'refused' }>;

/** The thread was lost over a frame: the frame may be to blame, or those before it. */
export class ThreadLost extends Error {}

/** Heap of a thread; buffers and WebAssembly lie outside of it, and codecs need next to nothing beside them. */
const RESOURCE_LIMITS = { maxOldGenerationSizeMb: 128, maxYoungGenerationSizeMb: 32 };

/** A thread takes a tenth of a second to start, ten times that on a machine that is busy. */
const START_MILLISECONDS = 60_000;

export class DecoderThread {
  #worker: Worker | undefined;

  constructor(readonly options: DecoderThreadOptions) {}

  /** One frame at a time. @throws CambiumError `pixels.unreadable`, `series.lossy`; ThreadLost; what kept the thread from starting */
  async ask(request: FrameRequest): Promise<Answer> {
    const worker = this.#worker ?? (await this.#start());
    worker.ref();
    post(worker, request);
    const { rows, columns } = request.format;
    const megapixels = Math.max(1, (rows * columns) / 2 ** 20);
    const reply = await this.#frameReply(worker, this.options.frameMilliseconds * megapixels);
    worker.unref();
    if (reply.type === 'refused') throw new CambiumError(reply.code, reply.details, { cause: reply.cause });
    return reply;
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

  async #frameReply(worker: Worker, milliseconds: number): Promise<FrameReply> {
    try {
      return await nextReply(worker, milliseconds);
    } catch (cause) {
      await this.end();
      if (cause instanceof ThreadLost) throw cause;
      throw new ThreadLost('The decoder failed.', { cause });
    }
  }
}

/** A frame is copied, since it may be a small part of the memory it lies in, and the caller keeps it. */
function post(worker: Worker, request: FrameRequest): void {
  if (!(request.frame instanceof Uint8Array)) {
    worker.postMessage(request);
    return;
  }
  const frame = Uint8Array.from(request.frame);
  worker.postMessage({ ...request, frame } satisfies FrameRequest, [frame.buffer]);
}

/** @throws ThreadLost if it does not come in time or the thread ends; an error that the thread did not catch */
async function nextReply(worker: Worker, milliseconds: number): Promise<FrameReply> {
  let stop = () => {};
  const settled = new Promise<FrameReply>((resolve, reject) => {
    const onExit = (code: number) => reject(new ThreadLost(`The decoder ended with exit code ${code}.`));
    const onOvertime = () => reject(new ThreadLost(`It took longer than ${milliseconds / 1000} s.`));
    const timer = setTimeout(onOvertime, milliseconds);
    // An uncaught error comes before the exit, and says more: the first to settle wins.
    worker.once('message', resolve).once('error', reject).once('exit', onExit);
    stop = () => {
      clearTimeout(timer);
      worker.off('message', resolve).off('error', reject).off('exit', onExit);
    };
  });
  return await settled.finally(stop);
}
