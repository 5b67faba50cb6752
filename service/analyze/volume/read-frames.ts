/**
 * The pixel data of an instance in, its frames out as native 16-bit words, row by row: swapped if big-endian, decoded if
 * compressed, in place if neither. Frames are read one at a time, so that a long multi-frame object is never held twice.
 */
import type { DataSet } from '../../dicom/data-set.js';
import { transferSyntax } from '../../dicom/transfer-syntax.js';
import { CambiumError } from '../../errors/registry.js';
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import { encapsulatedFrames } from './fragments.js';

export interface FrameLayout {
  readonly rows: number;
  readonly columns: number;
  readonly frames: number;
  readonly signed: boolean;
  readonly transferSyntaxUid: string;
}

/** The words of the frame at an index from 0. `pixels.unreadable` if it is damaged. */
export type FrameReader = (index: number) => Uint16Array;

const PIXEL_DATA = 0x7fe00010;
const NUMBER_OF_FRAMES = 0x00280008;

/** @throws CambiumError `pixels.format-unsupported` without pixel data, `pixels.unreadable` */
export function frameReader(dataSet: DataSet, layout: Omit<FrameLayout, 'frames'>, decoder: FrameDecoder): FrameReader {
  const pixelData = dataSet.bytes(PIXEL_DATA);
  if (!pixelData) throw new CambiumError('pixels.format-unsupported', 'A slice has no Pixel Data.');
  const frames = dataSet.number(NUMBER_OF_FRAMES) ?? 1;
  const syntax = transferSyntax(layout.transferSyntaxUid);
  if (syntax?.encapsulated) return encapsulatedReader(pixelData, { ...layout, frames }, decoder);
  return nativeReader(pixelData, { ...layout, frames }, syntax?.littleEndian ?? true);
}

function nativeReader(pixelData: Buffer, { rows, columns, frames }: FrameLayout, littleEndian: boolean): FrameReader {
  const frameBytes = rows * columns * Uint16Array.BYTES_PER_ELEMENT;
  if (pixelData.length < frames * frameBytes) {
    throw new CambiumError(
      'pixels.unreadable',
      `${pixelData.length} bytes of pixel data instead of ${frames * frameBytes}.`,
    );
  }
  return (index) => {
    const bytes = pixelData.subarray(index * frameBytes, (index + 1) * frameBytes);
    return words(littleEndian ? bytes : Buffer.from(bytes).swap16());
  };
}

function encapsulatedReader(pixelData: Buffer, layout: FrameLayout, decoder: FrameDecoder): FrameReader {
  const { rows, columns, signed } = layout;
  const compressed = encapsulatedFrames(pixelData, layout.frames);
  return (index) =>
    words(decoder.decode(layout.transferSyntaxUid, compressed[index], { rows, columns, bitsAllocated: 16, signed }));
}

/** A view where the bytes lie at an even address, else of a copy. */
function words(bytes: Uint8Array): Uint16Array {
  const aligned = bytes.byteOffset % Uint16Array.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
  return new Uint16Array(aligned.buffer, aligned.byteOffset, aligned.length / Uint16Array.BYTES_PER_ELEMENT);
}
