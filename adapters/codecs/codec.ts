/** What a codec is: the bytes of one frame in, its pixel data out, of the size the format says; or `pixels.unreadable`. */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';

export interface CodedFormat extends FrameFormat {
  /** Whether the transfer syntax promises it. */
  readonly lossless: boolean;
}

type Pixels = Uint8Array<ArrayBuffer>;

export type Codec = (frame: Uint8Array, format: CodedFormat) => Pixels | Promise<Pixels>;

/** By transfer syntax. */
export type CodecTable = ReadonlyMap<string, Codec>;
