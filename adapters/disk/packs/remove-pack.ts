/** Removal of a pack, and of the folder of its day once that is empty. */
import { rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, onDisk } from '../disk-error.js';
import { dayOf, OPEN, pathOf, SEALED } from './pack-name.js';
import type { PacksFolder } from './seal-pack.js';

/**
 * Durable on return: a pack that came back after a loss of power would be taken in again.
 * @param today its folder stays, since new packs come into it.
 */
export async function removePack(pack: string, today: string, { packsDir, folders }: PacksFolder): Promise<void> {
  for (const suffix of [OPEN, SEALED] as const) await onDisk(rm(pathOf(packsDir, pack, suffix), { force: true }));
  const day = dayOf(pack);
  const gone = day !== today && (await removedIfEmpty(join(packsDir, day)));
  await onDisk(folders.sync(gone ? packsDir : join(packsDir, day)));
}

async function removedIfEmpty(folder: string): Promise<boolean> {
  try {
    await rmdir(folder);
    return true;
  } catch (error) {
    if (isMissing(error)) return true;
    if (error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY') return false;
    return onDisk(Promise.reject(error));
  }
}
