/** Items and sub-items of the A-ASSOCIATE PDUs (PS3.8 §9.3.2): type, reserved, two bytes of length, value. */
import { withoutPadding } from '../../service/dicom/padding.js';
import { ProtocolError } from './protocol-error.js';

export interface Item {
  readonly type: number;
  readonly value: Buffer;
}

/** @throws ProtocolError if one ends past the bytes */
export function decodeItems(bytes: Buffer): readonly Item[] {
  const items: Item[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 + (at + 4 <= bytes.length ? bytes.readUInt16BE(at + 2) : bytes.length);
    if (end > bytes.length) throw new ProtocolError('An item ends past its PDU.');
    items.push({ type: bytes[at], value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return items;
}

/** Some peers pad UIDs here with a null, which PS3.8 Annex F does not ask for. */
export function uidText(value: Buffer): string {
  return withoutPadding(value.toString('latin1'));
}

export function encodeItem(type: number, parts: readonly Buffer[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type, 0, value.length >> 8, value.length & 0xff]), value]);
}

export function textItem(type: number, text: string): Buffer {
  return encodeItem(type, [Buffer.from(text, 'latin1')]);
}

/** What begins with the two-byte length of a text or other value: that value, and what is behind it. */
export function decodeCounted(bytes: Buffer): { readonly value: Buffer; readonly rest: Buffer } {
  const end = bytes.length >= 2 ? 2 + bytes.readUInt16BE(0) : Number.POSITIVE_INFINITY;
  if (end > bytes.length) throw new ProtocolError('A sub-item ends within its value.');
  return { value: bytes.subarray(2, end), rest: bytes.subarray(end) };
}

export function encodeCounted(text: string): Buffer {
  const value = Buffer.from(text, 'latin1');
  return Buffer.concat([Buffer.from([value.length >> 8, value.length & 0xff]), value]);
}
