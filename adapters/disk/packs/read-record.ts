/** One record of a pack: found by its offset, its prefix checked, its payload checked if it is wanted whole. */
import { crc32 } from '@node-rs/crc32';
import type { RecordNames } from '../../../service/ports/instance-store.js';
import type { PackFile } from './pack-file.js';
import {
  decodeNames,
  decodePrefix,
  PREFIX_BYTES,
  prefixIsWhole,
  type RecordPrefix,
  recordMark,
} from './pack-format.js';
import { idOf } from './pack-name.js';

/** Holds a prefix and its names nearly always: five UIDs of 64 characters and an AE title, with their labels. */
const FIRST_READ_BYTES = 1024;
const STEP_BYTES = 1024 * 1024;

export interface FoundRecord extends RecordPrefix {
  readonly offset: number;
  readonly names: RecordNames;
  /** Where its payload lies. */
  readonly payload: number;
  readonly end: number;
  /** Of the payload, what was asked for ahead; less if the names are long. */
  readonly head: Buffer;
}

/**
 * Undefined if no record with a sound prefix begins there.
 * @param ahead bytes of the payload that are wanted anyway: one read brings them too.
 */
export async function recordAt(file: PackFile, offset: number, ahead = 0): Promise<FoundRecord | undefined> {
  const start = await file.read(offset, FIRST_READ_BYTES + ahead);
  const prefix = decodePrefix(start, recordMark(idOf(file.pack)));
  if (!prefix) return undefined;
  const payload = offset + PREFIX_BYTES + prefix.namesBytes;
  if (payload > file.bytes) return undefined;
  const length = payload - offset;
  const whole = length <= start.length ? start.subarray(0, length) : await file.read(offset, length);
  if (!prefixIsWhole(whole)) return undefined;
  const names = decodeNames(whole.subarray(PREFIX_BYTES));
  const head = start.subarray(length, length + Math.min(ahead, prefix.bytes));
  return { ...prefix, offset, payload, end: payload + prefix.bytes, names, head };
}

/** What is wrong with the payload, in words: every byte is read, a megabyte at a time. */
export async function damageOf(file: PackFile, record: FoundRecord): Promise<string | undefined> {
  if (record.end > file.bytes) return 'The pack ends before it.';
  let crc = 0;
  for (let at = record.payload; at < record.end; at += STEP_BYTES) {
    crc = crc32(await file.read(at, Math.min(STEP_BYTES, record.end - at)), crc);
  }
  return crc === record.crc32 ? undefined : 'Its bytes do not have the CRC it was stored with.';
}
