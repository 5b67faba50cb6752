/** The header of a JPEG-LS frame (ITU-T T.87 Annex C) up to its one scan, and whether the frame ends where it should. */
import type { CodedHeader } from './check-header.js';
import { markerSegmentAt, word } from './marker-segments.js';
import { unreadable } from './unreadable.js';

type FrameSize = Omit<CodedHeader, 'lossy'>;

const SOI = 0xd8;
const SOF55 = 0xf7;
const SOS = 0xda;
const EOI = 0xd9;
/** A frame of odd length gets a byte of padding (PS3.5 §A.4); some archives add more. */
const MAX_PADDING_BYTES = 16;

/** @throws CambiumError `pixels.unreadable` if it is damaged, breaks off or has more than one component */
export function readJpegLsHeader(frame: Uint8Array): CodedHeader {
  if (frame[0] !== 0xff || frame[1] !== SOI) throw unreadable('The frame is not JPEG-LS.');
  checkEnd(frame);
  let size: FrameSize | undefined;
  let at = 2;
  for (;;) {
    const { marker, body, end } = markerSegmentAt(frame, at);
    at = end;
    if (marker === SOF55) size = frameSize(body);
    if (marker !== SOS) continue;
    if (!size) throw unreadable('The JPEG-LS scan comes before its frame header.');
    return { ...size, lossy: nearLossless(body) > 0 };
  }
}

function frameSize(body: Uint8Array): FrameSize {
  if (body.length < 9 || body[5] !== 1) throw unreadable('The JPEG-LS frame has more than one component.');
  return { precision: body[0], rows: word(body, 1), columns: word(body, 3) };
}

/** NEAR: by how much a sample may be off (§C.2.3). */
function nearLossless(body: Uint8Array): number {
  if (body.length < 6 || body[0] !== 1) throw unreadable('The JPEG-LS scan has more than one component.');
  return body[3];
}

/** CharLS 2.4.4 can loop for ever on a frame that breaks off. */
function checkEnd(frame: Uint8Array): void {
  const from = Math.max(2, frame.length - 2 - MAX_PADDING_BYTES);
  const at = frame.lastIndexOf(EOI);
  if (at <= from || frame[at - 1] !== 0xff) throw unreadable('The JPEG-LS frame breaks off.');
}
