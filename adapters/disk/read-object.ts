/** Bytes of an object: whole and checked, or its start. */
import { createHash } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { CambiumError } from '../../service/errors/registry.js';
import type { ObjectKey } from '../../service/ports/object-store.js';
import { isMissing, storageError } from './disk-error.js';
import { digestInKey } from './object-key.js';

/** @throws CambiumError `object.missing`, `object.damaged`, `storage.failed` */
export async function readObject(path: string, key: ObjectKey): Promise<Buffer> {
  const bytes = await found(key, readFile(path));
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (!digest.startsWith(digestInKey(key))) throw new CambiumError('object.damaged', key);
  return bytes;
}

/** @throws CambiumError `object.missing`, `storage.failed` */
export function readStart(path: string, key: ObjectKey, length: number): Promise<Buffer> {
  return found(key, startOf(path, length));
}

async function startOf(path: string, length: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const bytes = Buffer.alloc(Math.min(length, (await handle.stat()).size));
    let filled = 0;
    while (filled < bytes.length) {
      const { bytesRead } = await handle.read(bytes, filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  } finally {
    await handle.close();
  }
}

async function found(key: ObjectKey, reading: Promise<Buffer>): Promise<Buffer> {
  try {
    return await reading;
  } catch (error) {
    throw isMissing(error) ? new CambiumError('object.missing', key, { cause: error }) : storageError(error);
  }
}
