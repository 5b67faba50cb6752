/**
 * ObjectStore on a local disk. Bytes come in and are hashed on their way into `tmp/`; when `put` returns, they lie synced
 * under `objects/<key>` and the folder entry is synced too.
 *
 * The order is what makes it safe: file synced, then renamed, then folder synced. A file under `objects/` is therefore
 * always whole, whatever moment the power fails, and finding it there is enough to know its bytes are durable.
 */
import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { CambiumError } from '../../service/errors/registry.js';
import type { ObjectKey, ObjectStore, StoredObject } from '../../service/ports/object-store.js';
import { isMissing, onDisk } from './disk-error.js';
import { DurableFolders } from './durable-folders.js';
import { keysBelow } from './keys-below.js';
import { isObjectKey, objectKey, requireObjectName } from './object-key.js';
import { readObject, readStart } from './read-object.js';
import { type TemporaryFile, TemporaryFiles } from './temporary-files.js';
import { usedPercent } from './used-percent.js';

export function createObjectStore(rootDir: string): ObjectStore {
  // Absolute, so that the process may change its folder, and so that walking up from an object ends at the root.
  const root = resolve(rootDir);
  const objectsDir = join(root, 'objects');
  const folders = new DurableFolders(root);
  const temporary = new TemporaryFiles(join(root, 'tmp'));
  mkdirSync(objectsDir, { recursive: true });

  const pathOf = (key: ObjectKey) => join(objectsDir, key);

  async function stored(key: ObjectKey): Promise<{ readonly bytes: number } | undefined> {
    if (!isObjectKey(key)) return undefined;
    try {
      return { bytes: (await stat(pathOf(key))).size };
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  async function put(name: string, source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<StoredObject> {
    requireObjectName(name);
    await using file = await temporary.create();
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of source) {
      hash.update(chunk);
      bytes += chunk.length;
      await onDisk(file.write(chunk));
    }
    const digest = hash.digest('hex');
    const key = objectKey(name, digest);
    await onDisk(place(file, key));
    return { key, digest, bytes };
  }

  async function place(file: TemporaryFile, key: ObjectKey): Promise<void> {
    const folder = dirname(pathOf(key));
    if (!(await stored(key))) {
      await folders.make(folder);
      await file.keepAs(pathOf(key));
    }
    // Also for an object found there: whoever put it may have died between renaming it and syncing its folder.
    await folders.sync(folder);
  }

  return {
    put,
    async get(key) {
      if (!isObjectKey(key)) throw new CambiumError('object.missing', key);
      return readObject(pathOf(key), key);
    },
    async head(key, length) {
      if (!isObjectKey(key)) throw new CambiumError('object.missing', key);
      return readStart(pathOf(key), key, length);
    },
    stat: (key) => onDisk(stored(key)),
    list: (folder) => keysBelow(objectsDir, folder),
    async delete(key) {
      if (isObjectKey(key)) await onDisk(rm(pathOf(key), { force: true }));
    },
    usedPercent: () => usedPercent(root),
  };
}
