/** The keys below a folder, walked file by file: a store of millions is never held in memory. */
import { opendir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { ObjectKey } from '../../service/ports/object-store.js';
import { isMissing, storageError } from './disk-error.js';
import { isObjectKey, isObjectName } from './object-key.js';

/** @param folder a name; the empty one stands for the whole store. One that is not there holds nothing. */
export async function* keysBelow(objectsDir: string, folder: string): AsyncIterable<ObjectKey> {
  if (folder !== '' && !isObjectName(folder)) return;
  try {
    for await (const entry of await opendir(join(objectsDir, folder), { recursive: true })) {
      const key = relative(objectsDir, join(entry.parentPath, entry.name)).split(sep).join('/');
      if (entry.isFile() && isObjectKey(key)) yield key;
    }
  } catch (error) {
    if (!isMissing(error)) throw storageError(error);
  }
}
