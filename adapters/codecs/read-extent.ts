/** A FileExtent in, its bytes out, read at once: on a thread that has nothing else to do. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { crc32 } from '@node-rs/crc32';
import type { FileExtent } from '../../service/ports/file-extent.js';

/** A longer one is left to the caller: read(2) takes no more than 2 GiB at a time. */
const MAX_BYTES = 2 ** 30;
/** Kept for the next file. New memory for each costs as much as reading into it. */
const KEPT_BYTES = 2 ** 24;
let kept = Buffer.alloc(0);

/** Good until the next call. Undefined if they cannot be read, or are fewer or others: the caller finds out why. */
export function readExtent(extent: FileExtent): Buffer | undefined {
  try {
    return read(extent);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return undefined;
  }
}

function read({ path, offset, bytes, crc32: expected }: FileExtent): Buffer | undefined {
  const file = openSync(path, 'r');
  try {
    const length = bytes ?? fstatSync(file).size - offset;
    if (length < 0 || length > MAX_BYTES) return undefined;
    const buffer = room(length);
    if (readSync(file, buffer, 0, length, offset) !== length) return undefined;
    return expected === undefined || crc32(buffer) === expected ? buffer : undefined;
  } finally {
    closeSync(file);
  }
}

function room(length: number): Buffer {
  if (length > KEPT_BYTES) return Buffer.allocUnsafeSlow(length);
  if (kept.length < length) kept = Buffer.allocUnsafeSlow(length);
  return kept.subarray(0, length);
}
