/**
 * The code stream of JPEG 2000 and HTJ2K (ITU-T T.800 Annex A): what its main header says of the image, and whether all of
 * it is there. OpenJPH pads what is missing with zeros and says nothing.
 */
import type { CodedHeader } from './check-header.js';
import { longWord, markerSegmentAt, word } from './marker-segments.js';
import { unreadable } from './unreadable.js';

export interface CodeStream extends CodedHeader {
  readonly bytes: Uint8Array;
  readonly signed: boolean;
}

type ImageSize = Omit<CodeStream, 'bytes' | 'lossy'>;

const SOC = 0x4f;
const SIZ = 0x51;
const COD = 0x52;
const SOT = 0x90;
const EOC = 0xd9;
/** The first byte of every marker. */
const MARKER = 0xff;
/** Of SOT: index of the tile, length of the tile-part (0: up to the end), number of the part, number of parts. */
const SOT_BODY_BYTES = 8;
const JP2_SIGNATURE = 0x6a502020;
const JP2_CODE_STREAM = 0x6a703263;

/** @throws CambiumError `pixels.unreadable` if it is damaged, breaks off or has more than one component */
export function readCodeStream(frame: Uint8Array): CodeStream {
  const bytes = withoutBoxes(frame);
  if (bytes[0] !== MARKER || bytes[1] !== SOC) throw unreadable('The frame is not JPEG 2000.');
  let size: ImageSize | undefined;
  let lossy = false;
  let at = 2;
  for (;;) {
    const { marker, body, end } = markerSegmentAt(bytes, at);
    if (marker === SIZ) size = imageSize(body);
    if (marker === COD) lossy = isIrreversible(body);
    if (marker === SOT) break;
    at = end;
  }
  if (!size) throw unreadable('The JPEG 2000 frame does not say its size.');
  return { ...size, lossy, bytes: ended(bytes, endOfTileParts(bytes, at)) };
}

/** Some archives store the whole of a JP2 file as a frame (§I.4): its code stream lies in one of its boxes. */
function withoutBoxes(frame: Uint8Array): Uint8Array {
  if (frame.length < 12 || longWord(frame, 4) !== JP2_SIGNATURE) return frame;
  let at = 0;
  while (at + 8 <= frame.length) {
    const length = longWord(frame, at);
    if (longWord(frame, at + 4) === JP2_CODE_STREAM) return frame.subarray(at + 8, length ? at + length : undefined);
    if (length < 8) break;
    at += length;
  }
  throw unreadable('The JP2 file holds no code stream.');
}

/** §A.5.1. */
function imageSize(body: Uint8Array): ImageSize {
  const components = word(body, 34);
  if (components !== 1) throw unreadable('The JPEG 2000 frame has more than one component.');
  const depth = body[36];
  return {
    columns: longWord(body, 2) - longWord(body, 10),
    rows: longWord(body, 6) - longWord(body, 14),
    precision: (depth & 0x7f) + 1,
    signed: depth >= 0x80,
  };
}

/** Whether the wavelet is the one of floating point (§A.6.1, Table A.20): its samples come back rounded. */
function isIrreversible(body: Uint8Array): boolean {
  return body[9] === 0;
}

/** Each tile-part names its length (§A.4.2); the last may leave it open. */
function endOfTileParts(bytes: Uint8Array, first: number): number {
  let at = first;
  while (at + 2 <= bytes.length && word(bytes, at) === MARKER * 256 + SOT) {
    const { body } = markerSegmentAt(bytes, at);
    if (body.length !== SOT_BODY_BYTES) throw unreadable('A tile-part of the JPEG 2000 frame is damaged.');
    const length = longWord(body, 2);
    if (length === 0) return bytes.lastIndexOf(MARKER);
    if (length < 4 + SOT_BODY_BYTES || at + length > bytes.length) throw unreadable('The JPEG 2000 frame breaks off.');
    at += length;
  }
  return at;
}

/** The end marker is put there where an encoder left it out: OpenJPEG asks for it. */
function ended(bytes: Uint8Array, end: number): Uint8Array {
  if (end + 2 > bytes.length) return Uint8Array.from([...bytes.subarray(0, end), MARKER, EOC]);
  if (word(bytes, end) !== MARKER * 256 + EOC) throw unreadable('A tile-part of the JPEG 2000 frame is damaged.');
  return bytes;
}
