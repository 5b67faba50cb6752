/**
 * RLE Lossless (PS3.5 Annex G). A frame is a header of sixteen 32-bit numbers and one segment for each byte of a sample, the
 * most significant first; a segment is PackBits. Out comes little-endian pixel data.
 */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { unreadable } from './unreadable.js';

const HEADER_BYTES = 64;

export function decodeRle(frame: Uint8Array, { rows, columns, bitsAllocated }: FrameFormat): Uint8Array {
  const planes = bitsAllocated / 8;
  const bounds = segmentBounds(frame, planes);
  const out = new Uint8Array(rows * columns * planes);
  for (let plane = 0; plane < planes; plane++) {
    const segment = frame.subarray(bounds[plane], bounds[plane + 1]);
    unpack(segment, out, { first: planes - 1 - plane, step: planes });
  }
  return out;
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

/** PackBits into every `step`-th byte of `out` from `first`. Bytes after the last sample are padding. */
function unpack(segment: Uint8Array, out: Uint8Array, { first, step }: { first: number; step: number }): void {
  const end = segment.length;
  let from = 0;
  let to = first;
  while (to < out.length) {
    if (from + 1 >= end) throw unreadable('An RLE segment ends before the image does.');
    const control = segment[from++];
    // -128 is reserved and means nothing (PS3.5 §G.3.1).
    if (control === 128) continue;
    const literal = control < 128;
    const length = literal ? control + 1 : 257 - control;
    if (to + (length - 1) * step >= out.length) throw unreadable('An RLE run goes past the end of the image.');
    if (literal) {
      if (from + length > end) throw unreadable('An RLE segment ends within a run.');
      for (const runEnd = from + length; from < runEnd; to += step) out[to] = segment[from++];
    } else {
      const value = segment[from++];
      for (const runEnd = to + length * step; to < runEnd; to += step) out[to] = value;
    }
  }
}
