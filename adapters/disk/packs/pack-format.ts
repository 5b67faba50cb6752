/**
 * The bytes of a pack, version 1; all numbers are little-endian. A file header, then records, each begun at a multiple of 8.
 *
 * | file header      | bytes |     | record prefix           | bytes |
 * |------------------|-------|-----|-------------------------|-------|
 * | `CAMBPACK`       | 8     |     | `REC1`                  | 4     |
 * | version          | 4     |     | pack id                 | 8     |
 * | length of JSON   | 4     |     | length of names         | 4     |
 * | pack id          | 8     |     | length of payload       | 8     |
 * | CRC of the above and the JSON | 4 | | time of receiving, ms, float64 | 8 |
 * | JSON: the study  | n     |     | CRC of payload          | 4     |
 * |                  |       |     | CRC of the above and the names | 4 |
 * |                  |       |     | names (RecordNames), JSON | n   |
 * |                  |       |     | payload: a Part 10 file | n     |
 *
 * Every CRC is the CRC-32 of zlib. What lies between a record and the next multiple of 8 has no meaning.
 */
import { crc32 } from '@node-rs/crc32';
import type { StudyInstanceUid } from '../../../service/dicom/uid.js';
import type { RecordNames } from '../../../service/ports/instance-store.js';

export const HEADER_BYTES = 28;
export const PREFIX_BYTES = 40;
export const VERSION = 1;

const ALIGNMENT = 8;
const FILE_MAGIC = Buffer.from('CAMBPACK', 'latin1');
const RECORD_MAGIC = Buffer.from('REC1', 'latin1');

export interface FileHeader {
  readonly version: number;
  /** Length with its JSON. */
  readonly bytes: number;
}

export interface RecordPrefix {
  readonly namesBytes: number;
  readonly bytes: number;
  readonly receivedAt: number;
  readonly crc32: number;
}

/** The first place at or behind `offset` where a record can begin. */
export function aligned(offset: number): number {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT;
}

export function encodeFileHeader(id: Buffer, study: StudyInstanceUid): Buffer {
  const json = Buffer.from(JSON.stringify({ studyInstanceUid: study }));
  const header = Buffer.alloc(HEADER_BYTES + json.length);
  FILE_MAGIC.copy(header, 0);
  header.writeUInt32LE(VERSION, 8);
  header.writeUInt32LE(json.length, 12);
  id.copy(header, 16);
  json.copy(header, HEADER_BYTES);
  header.writeUInt32LE(crc32(json, crc32(header.subarray(0, 24))), 24);
  return header;
}

/** Undefined if `start`, the first bytes of a file, do not hold a whole header. */
export function decodeFileHeader(start: Buffer): FileHeader | undefined {
  if (start.length < HEADER_BYTES || !start.subarray(0, 8).equals(FILE_MAGIC)) return undefined;
  const bytes = HEADER_BYTES + start.readUInt32LE(12);
  if (bytes > start.length) return undefined;
  const crc = crc32(start.subarray(HEADER_BYTES, bytes), crc32(start.subarray(0, 24)));
  return crc === start.readUInt32LE(24) ? { version: start.readUInt32LE(8), bytes } : undefined;
}

export function encodeNames(names: RecordNames): Buffer {
  return Buffer.from(JSON.stringify(names));
}

/** @param bytes whose CRC holds, so that what they say was written here. */
export function decodeNames(bytes: Buffer): RecordNames {
  return JSON.parse(bytes.toString('utf8')) as RecordNames;
}

/** What every record of a pack begins with, and nothing else in it. */
export function recordMark(id: Buffer): Buffer {
  return Buffer.concat([RECORD_MAGIC, id]);
}

/** The prefix of a record and its names behind it. */
export function encodePrefix(mark: Buffer, names: Buffer, record: Omit<RecordPrefix, 'namesBytes'>): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES + names.length);
  mark.copy(prefix, 0);
  prefix.writeUInt32LE(names.length, 12);
  prefix.writeBigUInt64LE(BigInt(record.bytes), 16);
  prefix.writeDoubleLE(record.receivedAt, 24);
  prefix.writeUInt32LE(record.crc32, 32);
  names.copy(prefix, PREFIX_BYTES);
  prefix.writeUInt32LE(crc32(names, crc32(prefix.subarray(0, 36))), 36);
  return prefix;
}

/** The prefix, its CRC not checked: the names must be read for that. Undefined if no record of the pack begins here. */
export function decodePrefix(start: Buffer, mark: Buffer): RecordPrefix | undefined {
  if (start.length < PREFIX_BYTES || !start.subarray(0, mark.length).equals(mark)) return undefined;
  return {
    namesBytes: start.readUInt32LE(12),
    bytes: Number(start.readBigUInt64LE(16)),
    receivedAt: start.readDoubleLE(24),
    crc32: start.readUInt32LE(32),
  };
}

/** @param record the prefix and the names. */
export function prefixIsWhole(record: Buffer): boolean {
  return crc32(record.subarray(PREFIX_BYTES), crc32(record.subarray(0, 36))) === record.readUInt32LE(36);
}
