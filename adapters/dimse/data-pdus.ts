/** A command set or data set in the P-DATA-TF that carry it (PS3.8 §9.3.5, Annex E), for what is small enough to be held. */
import { encodeDataHeader, MIN_PDU_LENGTH, PDV_HEADER_BYTES } from './pdu.js';

export interface MessagePart {
  readonly contextId: number;
  readonly command: boolean;
  readonly bytes: Buffer;
}

/** @param maxPduLength that the peer announced; 0 is no limit. */
export function encodeDataPdus({ contextId, command, bytes }: MessagePart, maxPduLength: number): Buffer {
  const longest = maxPduLength === 0 ? Number.POSITIVE_INFINITY : Math.max(maxPduLength, MIN_PDU_LENGTH);
  const size = longest - PDV_HEADER_BYTES;
  const parts: Buffer[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += size) {
    const fragment = bytes.subarray(at, at + size);
    const last = at + size >= bytes.length;
    parts.push(encodeDataHeader(contextId, { command, last }, fragment.length), fragment);
  }
  return Buffer.concat(parts);
}
