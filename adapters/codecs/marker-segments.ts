/** Marker segments, which JPEG, JPEG-LS and JPEG 2000 share: FF, a code, a length that counts itself, a body (ITU-T T.81 §B.1.1). */
import { unreadable } from './unreadable.js';

export interface MarkerSegment {
  readonly marker: number;
  readonly body: Uint8Array;
  /** Where the next begins. */
  readonly end: number;
}

/** The segment at `at`, fill bytes skipped (§B.1.1.2). @throws CambiumError `pixels.unreadable` if it is not all there. */
export function markerSegmentAt(frame: Uint8Array, at: number): MarkerSegment {
  let from = at;
  while (frame[from] === 0xff && frame[from + 1] === 0xff) from++;
  if (from + 4 > frame.length) throw unreadable('The frame ends within its header.');
  const end = from + 2 + word(frame, from + 2);
  if (frame[from] !== 0xff || end < from + 4 || end > frame.length)
    throw unreadable('The header of the frame is damaged.');
  return { marker: frame[from + 1], body: frame.subarray(from + 4, end), end };
}

/** Two bytes, the most significant first. */
export function word(bytes: Uint8Array, at: number): number {
  if (at + 2 > bytes.length) throw unreadable('The frame ends within its header.');
  return bytes[at] * 256 + bytes[at + 1];
}

/** Four bytes, the most significant first. */
export function longWord(bytes: Uint8Array, at: number): number {
  return word(bytes, at) * 65_536 + word(bytes, at + 2);
}
