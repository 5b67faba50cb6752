/** The thread's side of the pool: one request at a time in, one reply out. An error that has no name ends the thread. */
import { parentPort } from 'node:worker_threads';
import { frameWords } from '../../service/analyze/volume/pixels/frame-words.js';
import { lookUp } from '../../service/analyze/volume/pixels/look-up.js';
import { framesIn } from '../../service/analyze/volume/pixels/open-frames.js';
import { transferSyntax } from '../../service/dicom/transfer-syntax.js';
import { CambiumError, type ErrorCode } from '../../service/errors/registry.js';
import type { FileExtent } from '../../service/ports/file-extent.js';
import type { FrameFormat, FrameTarget } from '../../service/ports/frame-decoder.js';
import type { CodecTable } from './codec.js';
import { readExtent } from './read-extent.js';
import { unreadable } from './unreadable.js';

export interface FrameRequest {
  readonly transferSyntaxUid: string;
  readonly frame: Uint8Array | FrameInFile;
  readonly format: FrameFormat;
  /** Where the pixels go; without it they come with the reply. */
  readonly into?: readonly FrameTarget[];
}

export interface FrameInFile {
  readonly file: FileExtent;
  readonly index: number;
}

/** One comes before the first request: the thread is ready. */
export type FrameReply =
  | { readonly type: 'decoded'; readonly pixels: Uint8Array<ArrayBuffer> }
  | { readonly type: 'written' }
  /** The file could not be read, or holds other bytes than it should. */
  | { readonly type: 'unread' }
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
    return await served(request, codecs);
  } catch (error) {
    if (!(error instanceof CambiumError)) throw error;
    return { type: 'refused', code: error.code, details: error.details, cause: String(error.cause ?? error.stack) };
  }
}

async function served(request: FrameRequest, codecs: CodecTable): Promise<FrameReply> {
  const { transferSyntaxUid, format, into } = request;
  const frame = frameOf(request);
  if (!frame) return { type: 'unread' };
  if (!into) return { type: 'decoded', pixels: await decoded(codecs, transferSyntaxUid, frame, format) };
  const decode = (uid: string, bytes: Uint8Array, of: FrameFormat) => decoded(codecs, uid, bytes, of);
  const words = await frameWords(frame, { ...format, transferSyntaxUid, format }, { decode });
  for (const { table, out } of into) lookUp(words, table, out);
  return { type: 'written' };
}

/** Undefined if the file that holds it cannot be read. */
function frameOf({ frame, format }: FrameRequest): Uint8Array | undefined {
  if (frame instanceof Uint8Array) return frame;
  const file = readExtent(frame.file);
  return file && framesIn(file, format)(frame.index);
}

async function decoded(codecs: CodecTable, transferSyntaxUid: string, frame: Uint8Array, format: FrameFormat) {
  const codec = codecs.get(transferSyntaxUid);
  if (!codec) throw new Error(`There is no codec for ${transferSyntaxUid}.`);
  const lossless = transferSyntax(transferSyntaxUid)?.lossy === false;
  const pixels = await codec(frame, { ...format, lossless });
  const wanted = (format.rows * format.columns * format.bitsAllocated) / 8;
  if (pixels.length !== wanted) throw unreadable(`The frame gave ${pixels.length} bytes instead of ${wanted}.`);
  return pixels;
}
