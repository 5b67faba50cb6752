/** Sealing: the last thing written to a pack. Cut behind its records, synced, and renamed; from then on it is only read. */
import { close, fdatasync, ftruncate } from 'node:fs';
import { rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { onDisk } from '../disk-error.js';
import type { DurableFolders } from '../durable-folders.js';
import { OPEN, pathOf, SEALED } from './pack-name.js';

const truncate = promisify(ftruncate);
const dataSync = promisify(fdatasync);
const closeFile = promisify(close);

export interface PacksFolder {
  readonly packsDir: string;
  readonly folders: DurableFolders;
}

/**
 * Seals the pack at `end`; durable on return.
 * @param fd of its file, writable; closed whatever happens.
 * @throws CambiumError `storage.failed`: the pack stays open on disk, and recovery seals it.
 */
export async function sealPack(
  { name, fd, end }: { readonly name: string; readonly fd: number; readonly end: number },
  { packsDir, folders }: PacksFolder,
): Promise<void> {
  try {
    await onDisk(truncate(fd, end));
    await onDisk(dataSync(fd));
  } finally {
    await closeFile(fd);
  }
  const sealed = pathOf(packsDir, name, SEALED);
  await onDisk(rename(pathOf(packsDir, name, OPEN), sealed));
  await onDisk(folders.make(dirname(sealed)));
  await onDisk(folders.sync(dirname(sealed)));
}

/** Removes a pack that holds no record. @param fd as for `sealPack` */
export async function dropPack(name: string, fd: number, { packsDir }: PacksFolder): Promise<void> {
  await closeFile(fd);
  await onDisk(unlink(pathOf(packsDir, name, OPEN)));
}
