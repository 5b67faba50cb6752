/**
 * The header of a JPEG Lossless frame (ITU-T T.81 Annex B) up to its one scan.
 */
import { type HuffmanTable, huffmanTable } from './huffman-table.js';
import { markerSegmentAt, word } from './marker-segments.js';
import { unreadable } from './unreadable.js';

export interface JpegHeader {
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
  readonly huffman: HuffmanTable;
  /** Selection value of the predictor, 1 to 7 (Table H.1). */
  readonly predictor: number;
  /** Low bits that were cut off before coding. */
  readonly pointTransform: number;
  /** Samples between restart markers; 0 if there are none. */
  readonly restartInterval: number;
  /** Where the entropy-coded data begin. */
  readonly scanStart: number;
}

const SOI = 0xd8;
const SOF3 = 0xc3;
const DHT = 0xc4;
const SOS = 0xda;
const DRI = 0xdd;
/** Start of frame of every other process, and arithmetic coding: Table B.1. */
const OTHER_PROCESS = new Set([0xc0, 0xc1, 0xc2, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf]);

interface FrameSegment {
  readonly precision: number;
  readonly rows: number;
  readonly columns: number;
}

export function readJpegHeader(frame: Uint8Array): JpegHeader {
  if (frame[0] !== 0xff || frame[1] !== SOI) throw unreadable('The frame is not JPEG.');
  const tables = new Map<number, HuffmanTable>();
  let restartInterval = 0;
  let size: FrameSegment | undefined;
  let at = 2;
  for (;;) {
    const { marker, body, end } = markerSegmentAt(frame, at);
    at = end;
    if (marker === DHT) readTables(body, tables);
    if (marker === DRI) restartInterval = word(body, 0);
    if (marker === SOF3) size = frameSegment(body);
    if (OTHER_PROCESS.has(marker)) throw unreadable('The frame is JPEG, but not JPEG Lossless.');
    if (marker !== SOS) continue;
    if (!size) throw unreadable('The JPEG scan comes before its frame header.');
    return { ...size, ...scanSegment(body, tables), restartInterval, scanStart: end };
  }
}

function readTables(body: Uint8Array, tables: Map<number, HuffmanTable>): void {
  let at = 0;
  while (at + 17 <= body.length) {
    const counts = body.subarray(at + 1, at + 17);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const symbols = body.subarray(at + 17, at + 17 + total);
    if (symbols.length < total) throw unreadable('A JPEG Huffman table is not complete.');
    tables.set(body[at], huffmanTable(counts, symbols));
    at += 17 + total;
  }
}

function frameSegment(body: Uint8Array): FrameSegment {
  if (body.length < 9 || body[5] !== 1) throw unreadable('The JPEG frame has more than one component.');
  const precision = body[0];
  if (precision < 2 || precision > 16) throw unreadable(`JPEG Lossless has no precision of ${precision} bits.`);
  return { precision, rows: word(body, 1), columns: word(body, 3) };
}

function scanSegment(body: Uint8Array, tables: ReadonlyMap<number, HuffmanTable>) {
  if (body.length < 6 || body[0] !== 1) throw unreadable('The JPEG scan has more than one component.');
  const huffman = tables.get(body[2] >> 4);
  const predictor = body[3];
  const pointTransform = body[5] & 0x0f;
  if (!huffman) throw unreadable('The JPEG scan names a Huffman table that is not there.');
  if (predictor < 1 || predictor > 7) throw unreadable(`JPEG Lossless has no predictor ${predictor}.`);
  return { huffman, predictor, pointTransform };
}
