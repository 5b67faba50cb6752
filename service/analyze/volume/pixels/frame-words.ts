/** A stored frame in, native 16-bit words out, row by row: decoded if compressed, swapped if big-endian, in place if neither. */
import { transferSyntax } from '../../../dicom/transfer-syntax.js';
import type { FrameFormat } from '../../../ports/frame-decoder.js';
import type { Slice } from '../slice.js';

/** What of a slice says how its frame is stored. */
export interface FrameDescription extends Pick<Slice, 'rows' | 'columns' | 'transferSyntaxUid'> {
  readonly format: Pick<Slice['format'], 'bitsStored' | 'signed'>;
}

export interface Decode {
  decode(transferSyntaxUid: string, frame: Uint8Array, format: FrameFormat): Promise<Uint8Array>;
}

/**
 * rows × columns words, a view of `frame` where that can be.
 * @throws CambiumError `pixels.unreadable`, `pixels.syntax-unsupported`
 */
export async function frameWords(
  frame: Uint8Array,
  { rows, columns, transferSyntaxUid, format }: FrameDescription,
  decoder: Decode,
): Promise<Uint16Array> {
  const syntax = transferSyntax(transferSyntaxUid);
  if (syntax?.encapsulated) {
    const { bitsStored, signed } = format;
    return words(
      await decoder.decode(transferSyntaxUid, frame, { rows, columns, bitsAllocated: 16, bitsStored, signed }),
    );
  }
  return words(syntax?.littleEndian === false ? Buffer.from(frame).swap16() : frame);
}

/** A view where the bytes lie at an even address, else of a copy. */
function words(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % Uint16Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / Uint16Array.BYTES_PER_ELEMENT);
}
