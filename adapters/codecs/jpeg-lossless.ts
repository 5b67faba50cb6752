/**
 * JPEG Lossless, process 14 (ITU-T T.81 Annex H): every predictor, restart intervals, 2 to 16 bits, one component. Our own,
 * because jpeg-lossless-decoder-js 2.1.2 returns a full-sized image for a frame that breaks off in the middle, ignores
 * restarts in the prediction and the point transform, and gets predictor 7 wrong where 16-bit sums wrap around.
 */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { BitReader } from './bit-reader.js';
import { type JpegHeader, readJpegHeader } from './jpeg-header.js';
import { unreadable } from './unreadable.js';

/** A sample takes a code of at most 16 bits and at most 15 bits of difference. */
const MAX_SAMPLE_BYTES = 4;

export function decodeJpegLossless(frame: Uint8Array, format: FrameFormat): Uint8Array {
  const header = readJpegHeader(frame);
  checkAgainst(format, header);
  const samples = new Uint16Array(format.rows * format.columns);
  const rowsPerInterval = rowsBetweenRestarts(header);
  const { bytes, ends } = unstuffed(frame.subarray(header.scanStart), header.columns * MAX_SAMPLE_BYTES + 8);
  let start = 0;
  let row = 0;
  for (const end of ends) {
    if (row >= header.rows) break;
    const rowEnd = Math.min(row + rowsPerInterval, header.rows);
    decodeInterval({ bytes, start, end }, header, samples.subarray(row * header.columns, rowEnd * header.columns));
    start = end;
    row = rowEnd;
  }
  if (row < header.rows) throw unreadable('The JPEG scan ends before the image does.');
  return pixelData(samples, header.pointTransform, format);
}

function checkAgainst(format: FrameFormat, { rows, columns, precision }: JpegHeader): void {
  if (rows !== format.rows || columns !== format.columns) {
    throw unreadable(`The JPEG frame has ${columns} × ${rows} pixels instead of ${format.columns} × ${format.rows}.`);
  }
  if (precision > format.bitsAllocated) throw unreadable(`The JPEG frame has ${precision} bits a sample.`);
}

/** Restarts come after whole rows (§H.1.1); without them the scan is one interval. */
function rowsBetweenRestarts({ restartInterval, rows, columns }: JpegHeader): number {
  if (restartInterval === 0) return rows;
  if (restartInterval % columns !== 0) throw unreadable('The JPEG restart interval is not a number of whole rows.');
  return restartInterval / columns;
}

interface Interval {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/**
 * The entropy-coded data without stuffed zeros and markers, and where each restart interval ends in them. `slack` zeros
 * follow, so that a damaged interval can be read past its end for a row before it is noticed.
 */
function unstuffed(scan: Uint8Array, slack: number): { bytes: Uint8Array; ends: readonly number[] } {
  const bytes = new Uint8Array(scan.length + slack);
  const ends: number[] = [];
  let length = 0;
  let from = 0;
  for (;;) {
    const found = scan.indexOf(0xff, from);
    const stop = found < 0 ? scan.length : found;
    bytes.set(scan.subarray(from, stop), length);
    length += stop - from;
    const next = scan[stop + 1];
    // Fill bytes may stand before a marker (§B.1.1.2).
    if (next === 0xff) {
      from = stop + 1;
      continue;
    }
    from = stop + 2;
    if (next === 0) {
      bytes[length++] = 0xff;
      continue;
    }
    ends.push(length);
    const restart = next >= 0xd0 && next <= 0xd7;
    if (!restart) return { bytes, ends };
  }
}

/**
 * Rows of one restart interval. The first is predicted from the left, its first sample from the middle of the range; in
 * the others the first sample is predicted from above (§H.1.2.1). Arithmetic is modulo 65 536.
 */
function decodeInterval({ bytes, start, end }: Interval, header: JpegHeader, out: Uint16Array): void {
  const { columns, predictor, huffman } = header;
  const bits = new BitReader(bytes, start, huffman);
  let left = 1 << (header.precision - header.pointTransform - 1);
  for (let i = 0; i < columns; i++) {
    left = (left + bits.difference()) & 0xffff;
    out[i] = left;
  }
  for (let row = columns; row < out.length; row += columns) {
    bits.checkBefore(end);
    left = (out[row - columns] + bits.difference()) & 0xffff;
    out[row] = left;
    for (let i = row + 1; i < row + columns; i++) {
      const prediction = predictor === 1 ? left : predict(predictor, left, out[i - columns], out[i - columns - 1]);
      left = (prediction + bits.difference()) & 0xffff;
      out[i] = left;
    }
  }
  bits.checkBefore(end);
}

/** Table H.1: from the samples to the left (a), above (b), and above to the left (c). */
function predict(predictor: number, a: number, b: number, c: number): number {
  switch (predictor) {
    case 2:
      return b;
    case 3:
      return c;
    case 4:
      return a + b - c;
    case 5:
      return a + ((b - c) >> 1);
    case 6:
      return b + ((a - c) >> 1);
    case 7:
      return (a + b) >> 1;
    default:
      return a;
  }
}

function pixelData(samples: Uint16Array, pointTransform: number, { bitsAllocated }: FrameFormat): Uint8Array {
  if (pointTransform > 0) for (let i = 0; i < samples.length; i++) samples[i] <<= pointTransform;
  return bitsAllocated === 8 ? Uint8Array.from(samples) : new Uint8Array(samples.buffer);
}
