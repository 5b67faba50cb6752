/**
 * JPEG Lossless, process 14 (ITU-T T.81 Annex H): every predictor, restart intervals, 2 to 16 bits, one component. Our own,
 * because jpeg-lossless-decoder-js 2.1.2 returns a full-sized image for a frame that breaks off in the middle, ignores
 * restarts in the prediction and the point transform, and gets predictor 7 wrong where 16-bit sums wrap around.
 */
import { BitReader } from './bit-reader.js';
import { checkHeader } from './check-header.js';
import type { CodedFormat } from './codec.js';
import { type JpegHeader, readJpegHeader } from './jpeg-header.js';
import { addLeft, addPrediction } from './prediction.js';
import { storedValues } from './stored-values.js';
import { unreadable } from './unreadable.js';

/** A sample takes a code of at most 16 bits and at most 15 bits of difference. */
const MAX_SAMPLE_BYTES = 4;

export function decodeJpegLossless(frame: Uint8Array, format: CodedFormat): Uint8Array<ArrayBuffer> {
  const header = readJpegHeader(frame);
  checkHeader({ ...header, lossy: false }, format);
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
  if (header.pointTransform > 0) putBack(samples, header.pointTransform);
  return storedValues({ samples, precision: header.precision }, format);
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
  const { columns, huffman } = header;
  const bits = new BitReader(bytes, start, huffman);
  let above: Uint16Array | undefined;
  for (let at = 0; at < out.length; at += columns) {
    const row = out.subarray(at, at + columns);
    bits.readDifferences(row);
    bits.checkBefore(end);
    if (above) addPrediction(row, above, header.predictor);
    else addLeft(row, 1 << (header.precision - header.pointTransform - 1));
    above = row;
  }
}

/** The low bits that a point transform cut off, as zeros (§H.1.2.1). */
function putBack(samples: Uint16Array, bits: number): void {
  for (let i = 0; i < samples.length; i++) samples[i] <<= bits;
}
