/**
 * FrameDecoder on worker threads: our own codecs and those of WebAssembly, which may trap, loop for ever or take all memory
 * over a damaged frame. Then the thread is replaced and the frame tried once more; other frames are none the worse for it.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transferSyntax } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import { packageRoot } from '../../service/package-root.js';
import type { FrameDecoder, FrameFormat } from '../../service/ports/frame-decoder.js';
import { CODECS } from './codecs.js';
import { DecoderPool } from './decoder-pool.js';
import { ThreadLost } from './decoder-thread.js';
import type { FrameRequest } from './serve-frames.js';
import { unreadable } from './unreadable.js';

export interface FrameDecoderOptions {
  readonly threads?: number;
  /**
   * A frame that takes longer is damaged: the slowest codec needs 40 ms for a slice of 512 × 512, ten times that on a busy
   * machine. Frames of more than 1024 × 1024 pixels have more, in proportion.
   */
  readonly frameMilliseconds?: number;
  /** Another module for the threads to begin with, which serves other codecs. */
  readonly entry?: URL;
}

/** Threads run JavaScript, from source as well. */
const ENTRY = pathToFileURL(join(packageRoot(), 'dist/adapters/codecs/decode-thread.js'));
const DEFAULTS = { threads: 2, frameMilliseconds: 5000, entry: ENTRY } satisfies FrameDecoderOptions;
/** Four times the largest matrix of a CT, 2048 × 2048: a damaged header is not given the memory it asks for. */
const MAX_PIXELS = 2 ** 24;

export function createFrameDecoder(options: FrameDecoderOptions = {}): FrameDecoder {
  const { threads, ...threadOptions } = { ...DEFAULTS, ...options };
  const pool = new DecoderPool(threads, threadOptions);
  return {
    parallel: threads,
    decodes: (transferSyntaxUid) => CODECS.has(transferSyntaxUid),
    async decode(transferSyntaxUid, frame, format) {
      checkAsked(transferSyntaxUid, format);
      const answer = await pool.ask({ transferSyntaxUid, frame, format });
      if (answer.type !== 'decoded') throw new Error('The decoder gave no pixels.');
      return answer.pixels;
    },
    async decodeInto(transferSyntaxUid, { file, index, bytes }, as) {
      if (transferSyntax(transferSyntaxUid)?.encapsulated !== false) checkAsked(transferSyntaxUid, as.format);
      if (file && (await isWritten(pool, { transferSyntaxUid, frame: { file, index }, ...as }))) return;
      await pool.ask({ transferSyntaxUid, frame: await bytes(), ...as });
    },
    close: () => pool.close(),
  };
}

function checkAsked(transferSyntaxUid: string, { rows, columns }: FrameFormat): void {
  if (!CODECS.has(transferSyntaxUid)) {
    const name = transferSyntax(transferSyntaxUid)?.name ?? 'An unknown transfer syntax';
    throw new CambiumError('pixels.syntax-unsupported', `${name} is not decoded.`);
  }
  if (rows * columns > MAX_PIXELS) throw unreadable(`No CT slice has ${columns} × ${rows} pixels.`);
}

/** False also if a thread was lost over it: it may have waited for the disk, which is no damage of a frame. */
async function isWritten(pool: DecoderPool, request: FrameRequest): Promise<boolean> {
  try {
    return (await pool.askOnce(request)).type === 'written';
  } catch (error) {
    if (error instanceof ThreadLost) return false;
    throw error;
  }
}
