/**
 * Part 10 files (PS3.10 §7.1). An instance is stored as a file: 128 bytes of preamble, the prefix, a File Meta Information
 * that names class, instance and transfer syntax, then the data set exactly as it came.
 */
import { CambiumError } from '../errors/registry.js';
import type { DataSet } from './data-set.js';
import { readDataSet } from './data-set-reader.js';
import { EXPLICIT_VR_LITTLE_ENDIAN, IMPLICIT_VR_LITTLE_ENDIAN } from './transfer-syntax.js';
import { deriveUid } from './uid.js';
import { valueRepresentationAt } from './value-representation.js';

/** Our Implementation Class UID (PS3.7 §D.3.3.2): derived, so that it needs no registered root. */
export const IMPLEMENTATION_CLASS_UID = deriveUid('cambium', 'implementation');
export const IMPLEMENTATION_VERSION_NAME = 'CAMBIUM_0_1';

const PREAMBLE_BYTES = 128;
const PREFIX = 'DICM';
const GROUP_LENGTH = Buffer.from([0x02, 0x00, 0x00, 0x00, 0x55, 0x4c, 4, 0, 0, 0, 0, 0]);
const VERSION = Buffer.from([0x02, 0x00, 0x01, 0x00, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1]);
/** Where the bytes begin that the group length counts. */
const GROUP_BEGIN = PREAMBLE_BYTES + PREFIX.length + GROUP_LENGTH.length;

const BEFORE_INSTANCE = Buffer.concat([Buffer.alloc(PREAMBLE_BYTES), Buffer.from(PREFIX), GROUP_LENGTH, VERSION]);
const IMPLEMENTATION = Buffer.concat([
  shortElement(0x0012, 'UI', IMPLEMENTATION_CLASS_UID),
  shortElement(0x0013, 'SH', IMPLEMENTATION_VERSION_NAME),
]);

export interface FileMeta {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
}

/** Preamble, prefix and File Meta Information for a data set: a function of its arguments alone, so bytes repeat. */
export function part10Header({ sopClassUid, sopInstanceUid, transferSyntaxUid }: FileMeta): Buffer {
  const header = Buffer.concat([
    BEFORE_INSTANCE,
    shortElement(0x0002, 'UI', sopClassUid),
    shortElement(0x0003, 'UI', sopInstanceUid),
    shortElement(0x0010, 'UI', transferSyntaxUid),
    IMPLEMENTATION,
  ]);
  header.writeUInt32LE(header.length - GROUP_BEGIN, GROUP_BEGIN - 4);
  return header;
}

function shortElement(element: number, vr: 'UI' | 'SH', text: string): Buffer {
  const length = text.length + (text.length & 1);
  const bytes = Buffer.alloc(8 + length, vr === 'UI' ? 0 : ' ');
  bytes.writeUInt16LE(0x0002, 0);
  bytes.writeUInt16LE(element, 2);
  bytes.write(vr, 4, 'latin1');
  bytes.writeUInt16LE(length, 6);
  bytes.write(text, 8, 'latin1');
  return bytes;
}

export interface Part10 {
  readonly meta: FileMeta;
  /** The data set as it lies in the file. */
  readonly dataSet: Buffer;
}

/** Whether the file has the preamble and prefix of PS3.10 §7.1. */
export function isPart10(file: Buffer): boolean {
  return file.toString('latin1', PREAMBLE_BYTES, PREAMBLE_BYTES + PREFIX.length) === PREFIX;
}

/**
 * Splits a file into meta information and data set. A file without preamble is read as a bare data set, in the syntax its
 * first bytes suggest: old archives and some modalities write such files.
 * @throws CambiumError `instance.unreadable`
 */
export function splitPart10(file: Buffer): Part10 {
  if (!isPart10(file)) return bareDataSet(file);
  const start = PREAMBLE_BYTES + 4;
  const end = metaEnd(file, start);
  const meta = readDataSet(file.subarray(start, end), EXPLICIT_VR_LITTLE_ENDIAN, { extent: 'whole' });
  const transferSyntaxUid = meta.ascii(0x00020010);
  if (!transferSyntaxUid) throw new CambiumError('instance.unreadable', 'The file names no transfer syntax.');
  return {
    meta: {
      sopClassUid: meta.ascii(0x00020002) ?? '',
      sopInstanceUid: meta.ascii(0x00020003) ?? '',
      transferSyntaxUid,
    },
    dataSet: file.subarray(end),
  };
}

/** Where group 0002 ends: walked, because group length is wrong or absent in files seen in the field. */
function metaEnd(file: Buffer, start: number): number {
  let at = start;
  while (at + 8 <= file.length && file.readUInt16LE(at) === 0x0002) {
    const long = valueRepresentationAt(file, at + 4)?.hasLongHeader ?? false;
    if (long && at + 12 > file.length) break;
    at += long ? 12 + file.readUInt32LE(at + 8) : 8 + file.readUInt16LE(at + 6);
  }
  if (at > file.length) throw new CambiumError('instance.unreadable', 'The file ends within its meta information.');
  return at;
}

function bareDataSet(file: Buffer): Part10 {
  const explicit = valueRepresentationAt(file, 4) !== undefined;
  const transferSyntaxUid = explicit ? EXPLICIT_VR_LITTLE_ENDIAN : IMPLICIT_VR_LITTLE_ENDIAN;
  const identity: DataSet = readDataSet(file.subarray(0, 4096), transferSyntaxUid, {
    extent: 'start',
    before: 0x00080020,
  });
  return {
    meta: {
      sopClassUid: identity.ascii(0x00080016) ?? '',
      sopInstanceUid: identity.ascii(0x00080018) ?? '',
      transferSyntaxUid,
    },
    dataSet: file,
  };
}
