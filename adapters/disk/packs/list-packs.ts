/**
 * Every pack there is, oldest first: their names sort as they were made. Told from the names of their files alone, since a
 * node looks at all of them before it opens its port, and there may be a hundred thousand.
 */
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Pack } from '../../../service/ports/instance-store.js';
import { isMissing, onDisk } from '../disk-error.js';
import { isPack, OPEN, SEALED } from './pack-name.js';

export async function listPacks(packsDir: string): Promise<readonly Pack[]> {
  const packs: Pack[] = [];
  for (const day of (await entries(packsDir)).toSorted())
    packs.push(...packsOf(day, await entries(join(packsDir, day))));
  return packs;
}

function packsOf(day: string, files: readonly string[]): readonly Pack[] {
  const packs = new Map<string, Pack>();
  // One that is being sealed may be seen under both names; the one it keeps sorts behind the other.
  for (const file of files.toSorted()) {
    const suffix = extname(file);
    const name = `${day}/${file.slice(0, file.length - suffix.length)}`;
    if (isPack(name) && (suffix === OPEN || suffix === SEALED)) packs.set(name, { name, sealed: suffix === SEALED });
  }
  return [...packs.values()];
}

async function entries(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error) || isNoFolder(error)) return [];
    return onDisk(Promise.reject(error));
  }
}

function isNoFolder(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOTDIR';
}
