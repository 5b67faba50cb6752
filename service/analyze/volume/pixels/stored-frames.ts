/**
 * The pixel data of an instance in, the bytes of each frame out: views, as they are stored. Frames are asked for one at a
 * time, so that a long multi-frame object is never held twice.
 */
import type { DataSet } from '../../../dicom/data-set.js';
import { transferSyntax } from '../../../dicom/transfer-syntax.js';
import { CambiumError } from '../../../errors/registry.js';
import { encapsulatedFrames } from './fragments.js';

export interface FrameLayout {
  readonly rows: number;
  readonly columns: number;
  readonly transferSyntaxUid: string;
}

/** The frame at an index from 0. */
export type StoredFrames = (index: number) => Uint8Array;

const PIXEL_DATA = 0x7fe00010;
const NUMBER_OF_FRAMES = 0x00280008;
/** Other Bits Allocated are refused (stack/check-pixels.ts). */
const BYTES_PER_PIXEL = 2;

/** @throws CambiumError `pixels.format-unsupported` without pixel data, `pixels.unreadable` if they are cut off */
export function storedFrames(dataSet: DataSet, { rows, columns, transferSyntaxUid }: FrameLayout): StoredFrames {
  const pixelData = dataSet.bytes(PIXEL_DATA);
  if (!pixelData) throw new CambiumError('pixels.format-unsupported', 'A slice has no Pixel Data.');
  const frames = dataSet.number(NUMBER_OF_FRAMES) ?? 1;
  if (transferSyntax(transferSyntaxUid)?.encapsulated) {
    const compressed = encapsulatedFrames(pixelData, frames);
    return (index) => compressed[index];
  }
  const frameBytes = rows * columns * BYTES_PER_PIXEL;
  if (pixelData.length < frames * frameBytes) {
    const details = `${pixelData.length} bytes of pixel data instead of ${frames * frameBytes}.`;
    throw new CambiumError('pixels.unreadable', details);
  }
  return (index) => pixelData.subarray(index * frameBytes, (index + 1) * frameBytes);
}
