/**
 * FrameDecoder. One frame in, its stored pixel values out, or what they stand for. Frames are decoded off the calling thread,
 * several at a time; a frame that is damaged, or that a codec does not come back from, harms no other.
 */
import type { FileExtent } from './file-extent.js';

export interface FrameFormat {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: 8 | 16;
  /** Bits of a value, the lowest of its word. */
  readonly bitsStored: number;
  readonly signed: boolean;
}

/** A frame as it is stored. */
export interface StoredFrame {
  /** The Part 10 file that holds it, if a thread may read that by itself, and the frame's place in it from 0. */
  readonly file?: FileExtent;
  readonly index: number;
  /** Its bytes: asked for if there is no such file, or if reading it failed; then this one says what is wrong. */
  bytes(): Promise<Uint8Array>;
}

/** Where pixels go: out[i] = table[word i]. */
export interface FrameTarget {
  /** For each of the 65 536 words. */
  readonly table: Values;
  readonly out: Values;
}

type Values = Int16Array<SharedArrayBuffer> | Float32Array<SharedArrayBuffer>;

export interface FrameDecoder {
  /** Frames that it decodes at a time: to have more under way costs memory and gains nothing. */
  readonly parallel: number;
  /** Whether the decoder knows a transfer syntax. */
  decodes(transferSyntaxUid: string): boolean;
  /**
   * The frame's bytes as native little-endian pixel data: rows × columns × bitsAllocated/8 bytes, row by row. Signed values
   * are extended to bitsAllocated, unless the code stream has bits of its own there: an overlay, say. The caller's `frame`
   * is left as it was.
   * `pixels.syntax-unsupported`; `pixels.unreadable` for damaged data, also if the result has another size or more bits than
   * are allocated, or if it takes longer than the decoder allows a frame; `series.lossy` if the code stream is lossy and its
   * transfer syntax says that it is not.
   */
  decode(transferSyntaxUid: string, frame: Uint8Array, format: FrameFormat): Promise<Uint8Array>;
  /**
   * The same, looked up and written into each of `into`: files of one frame are read, decoded and written by one thread, and
   * nothing is copied between threads. 16 bits allocated; also frames that are not compressed. What `into` holds is
   * undefined until it resolves, and if it rejects. Rejects as `decode`, for a file also with what is wrong with its data
   * set; and with whatever `frame.bytes` throws.
   */
  decodeInto(
    transferSyntaxUid: string,
    frame: StoredFrame,
    as: { readonly format: FrameFormat; readonly into: readonly FrameTarget[] },
  ): Promise<void>;
  /** Ends its threads. What is under way rejects. */
  close(): Promise<void>;
}
