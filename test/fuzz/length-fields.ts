/** Where the lengths are in what a requestor sends: of PDUs, of items, of presentation data values, of elements. */
import { PDU_TYPE, PDV } from '../support/pdu-bytes.js';

export interface LengthField {
  readonly at: number;
  readonly bytes: 2 | 4;
  readonly littleEndian: boolean;
}

const PDU_HEADER = 6;
const VARIABLE_ITEMS = PDU_HEADER + 68;
const USER_INFORMATION = 0x50;
const PRESENTATION_CONTEXT = 0x20;
const LONG_VRS = ['OB', 'OD', 'OF', 'OL', 'OW', 'SQ', 'UC', 'UN', 'UR', 'UT'];

/** Whole PDUs; what is behind the last of them is one more, whole or not. */
export function splitPdus(bytes: Buffer): readonly Buffer[] {
  const pdus: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + PDU_HEADER <= bytes.length ? at + PDU_HEADER + bytes.readUInt32BE(at + 2) : bytes.length;
    pdus.push(bytes.subarray(at, Math.min(end, bytes.length)));
    at = end;
  }
  return pdus;
}

/** Of one PDU, as far as it is right in form. */
export function lengthFields(pdu: Buffer): readonly LengthField[] {
  if (pdu.length < PDU_HEADER) return [];
  const own: LengthField = { at: 2, bytes: 4, littleEndian: false };
  if (pdu[0] === PDU_TYPE.associate) return [own, ...itemLengths(pdu, VARIABLE_ITEMS, pdu.length)];
  if (pdu[0] === PDU_TYPE.data) return [own, ...valueLengths(pdu)];
  return [own];
}

function itemLengths(pdu: Buffer, start: number, end: number): LengthField[] {
  const fields: LengthField[] = [];
  for (let at = start; at + 4 <= end; ) {
    const next = Math.min(at + 4 + pdu.readUInt16BE(at + 2), end);
    fields.push({ at: at + 2, bytes: 2, littleEndian: false });
    if (pdu[at] === USER_INFORMATION) fields.push(...itemLengths(pdu, at + 4, next));
    if (pdu[at] === PRESENTATION_CONTEXT) fields.push(...itemLengths(pdu, at + 8, next));
    at = next;
  }
  return fields;
}

function valueLengths(pdu: Buffer): LengthField[] {
  const fields: LengthField[] = [];
  for (let at = PDU_HEADER; at + 6 <= pdu.length; ) {
    const next = at + 4 + pdu.readUInt32BE(at);
    fields.push({ at, bytes: 4, littleEndian: false });
    const isCommand = (pdu[at + 5] & PDV.command) !== 0;
    fields.push(...elementLengths(pdu, { start: at + 6, end: Math.min(next, pdu.length), isCommand }));
    at = next;
  }
  return fields;
}

/** Command sets are Implicit VR (PS3.7 §6.3.1); of a data set those are found that have an explicit VR. */
function elementLengths(pdu: Buffer, span: { start: number; end: number; isCommand: boolean }): LengthField[] {
  const fields: LengthField[] = [];
  for (let at = span.start; at + 12 <= span.end; ) {
    const vr = pdu.toString('latin1', at + 4, at + 6);
    if (!span.isCommand && !/^[A-Z]{2}$/.test(vr)) break;
    const isShort = !span.isCommand && !LONG_VRS.includes(vr);
    const field: LengthField = isShort
      ? { at: at + 6, bytes: 2, littleEndian: true }
      : { at: at + (span.isCommand ? 4 : 8), bytes: 4, littleEndian: true };
    fields.push(field);
    at = field.at + field.bytes + readLength(pdu, field);
  }
  return fields;
}

export function readLength(bytes: Buffer, { at, bytes: size, littleEndian }: LengthField): number {
  return littleEndian ? bytes.readUIntLE(at, size) : bytes.readUIntBE(at, size);
}

export function writeLength(bytes: Buffer, { at, bytes: size, littleEndian }: LengthField, value: number): void {
  if (littleEndian) bytes.writeUIntLE(value, at, size);
  else bytes.writeUIntBE(value, at, size);
}
