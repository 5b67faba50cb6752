/** The thread's side of the pool: one request at a time in, one reply out. An error that has no name ends the thread. */
import { parentPort } from 'node:worker_threads';
import { transferSyntax } from '../../service/dicom/transfer-syntax.js';
import { CambiumError, type ErrorCode } from '../../service/errors/registry.js';
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import type { CodecTable } from './codec.js';
import { unreadable } from './unreadable.js';

export interface FrameRequest {
  readonly transferSyntaxUid: string;
  readonly frame: Uint8Array<ArrayBuffer>;
  readonly format: FrameFormat;
}

/** One comes before the first request: the thread is ready. */
export type FrameReply =
  | { readonly type: 'decoded'; readonly pixels: Uint8Array<ArrayBuffer> }
  | { readonly type: 'refused'; readonly code: ErrorCode; readonly details: string; readonly cause: string };

/** To be called by the module that a thread begins with. */
export function serveFrames(codecs: CodecTable): void {
  const port = parentPort;
  if (!port) throw new Error('Frames are served by a worker thread.');
  port.on('message', async (request: FrameRequest) => {
    const reply = await replyTo(request, codecs);
    port.postMessage(reply, reply.type === 'decoded' ? [reply.pixels.buffer] : []);
  });
  port.postMessage('ready');
}

async function replyTo(request: FrameRequest, codecs: CodecTable): Promise<FrameReply> {
  try {
    return { type: 'decoded', pixels: await decoded(request, codecs) };
  } catch (error) {
    if (!(error instanceof CambiumError)) throw error;
    return { type: 'refused', code: error.code, details: error.details, cause: String(error.cause ?? error.stack) };
  }
}

async function decoded({ transferSyntaxUid, frame, format }: FrameRequest, codecs: CodecTable) {
  const codec = codecs.get(transferSyntaxUid);
  if (!codec) throw new Error(`There is no codec for ${transferSyntaxUid}.`);
  const lossless = transferSyntax(transferSyntaxUid)?.lossy === false;
  const pixels = await codec(frame, { ...format, lossless });
  const wanted = (format.rows * format.columns * format.bitsAllocated) / 8;
  if (pixels.length !== wanted) throw unreadable(`The frame gave ${pixels.length} bytes instead of ${wanted}.`);
  return pixels;
}
