/**
 * RLE Lossless (PS3.5 Annex G). A frame is a header of sixteen 32-bit numbers and one segment for each byte of a sample, the
 * most significant first; a segment is PackBits. Out comes little-endian pixel data.
 */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { unreadable } from './unreadable.js';

const HEADER_BYTES = 64;
/** From this length on a call of a built-in beats a loop. */
const LONG_RUN = 16;

export function decodeRle(frame: Uint8Array, { rows, columns, bitsAllocated }: FrameFormat): Uint8Array<ArrayBuffer> {
  const pixels = rows * columns;
  const bounds = segmentBounds(frame, bitsAllocated / 8);
  const planes = bounds.slice(1).map((end, i) => unpacked(frame.subarray(bounds[i], end), pixels));
  if (planes.length === 1) return Uint8Array.from(planes[0].subarray(0, pixels));
  return new Uint8Array(joined(planes[0], planes[1]).buffer, 0, pixels * 2);
}

/** Where each segment begins, then where the last one ends. */
function segmentBounds(frame: Uint8Array, segments: number): number[] {
  if (frame.length < HEADER_BYTES) throw unreadable('The RLE header is not complete.');
  const header = new DataView(frame.buffer, frame.byteOffset, HEADER_BYTES);
  const count = header.getUint32(0, true);
  if (count !== segments) throw unreadable(`The RLE header names ${count} segments instead of ${segments}.`);
  const bounds = Array.from({ length: segments }, (_, i) => header.getUint32(4 + 4 * i, true));
  bounds.push(frame.length);
  const inOrder = bounds.every((bound, i) => bound >= (i === 0 ? HEADER_BYTES : bounds[i - 1]));
  if (!inOrder) throw unreadable('The RLE header points outside the frame.');
  return bounds;
}

/** Words of their high and low bytes, two at a time: four times as fast as one by one. The planes are used up. */
function joined(high: Uint16Array<ArrayBuffer>, low: Uint16Array<ArrayBuffer>): Uint16Array<ArrayBuffer> {
  const highPairs = new Uint32Array(high.buffer);
  const pairs = new Uint32Array(low.buffer);
  for (let i = 0; i < pairs.length; i++) pairs[i] |= highPairs[i] << 8;
  return low;
}

/** One byte plane out of PackBits, a word for each byte, an even number of them. What comes after the last is padding. */
function unpacked(segment: Uint8Array, pixels: number): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(pixels + (pixels % 2));
  let from = 0;
  let to = 0;
  while (to < pixels) {
    if (from + 1 >= segment.length) throw unreadable('An RLE segment ends before the image does.');
    const control = segment[from++];
    // -128 is reserved and means nothing (PS3.5 §G.3.1).
    if (control === 128) continue;
    const literal = control < 128;
    const length = literal ? control + 1 : 257 - control;
    if (to + length > pixels) throw unreadable('An RLE run goes past the end of the image.');
    if (literal) {
      if (from + length > segment.length) throw unreadable('An RLE segment ends within a run.');
      if (length < LONG_RUN) for (let i = 0; i < length; i++) out[to + i] = segment[from + i];
      else out.set(segment.subarray(from, from + length), to);
      from += length;
    } else {
      const value = segment[from++];
      if (length < LONG_RUN) for (let i = 0; i < length; i++) out[to + i] = value;
      else out.fill(value, to, to + length);
    }
    to += length;
  }
  return out;
}
