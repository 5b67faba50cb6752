/**
 * FrameDecoder on worker threads: our own codecs and those of WebAssembly, which may trap, loop for ever or take all memory
 * over a damaged frame. Then the thread is replaced and the frame tried once more; other frames are none the worse for it.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { transferSyntax } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import { packageRoot } from '../../service/package-root.js';
import type { FrameDecoder } from '../../service/ports/frame-decoder.js';
import { CODECS } from './codecs.js';
import { DecoderPool } from './decoder-pool.js';
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
      if (!CODECS.has(transferSyntaxUid)) {
        const name = transferSyntax(transferSyntaxUid)?.name ?? 'An unknown transfer syntax';
        throw new CambiumError('pixels.syntax-unsupported', `${name} is not decoded.`);
      }
      if (format.rows * format.columns > MAX_PIXELS) {
        throw unreadable(`No CT slice has ${format.columns} × ${format.rows} pixels.`);
      }
      return await pool.decode({ transferSyntaxUid, frame, format });
    },
    close: () => pool.close(),
  };
}
