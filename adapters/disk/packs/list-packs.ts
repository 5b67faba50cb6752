/** Every pack there is, oldest first: their names sort as they were made. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Pack } from '../../../service/ports/instance-store.js';
import { isMissing, onDisk } from '../disk-error.js';
import { isPack, OPEN, pathOf, SEALED } from './pack-name.js';

export async function listPacks(packsDir: string): Promise<readonly Pack[]> {
  const names = new Set<string>();
  for (const day of await entries(packsDir)) {
    for (const entry of await entries(join(packsDir, day))) {
      const name = `${day}/${entry.slice(0, entry.lastIndexOf('.'))}`;
      if (isPack(name)) names.add(name);
    }
  }
  const packs: Pack[] = [];
  for (const name of [...names].sort()) {
    const pack = await onDiskNow(packsDir, name);
    if (pack) packs.push(pack);
  }
  return packs;
}

/** Undefined for one that was removed meanwhile. One that is being sealed has its open name first, then the other. */
async function onDiskNow(packsDir: string, name: string): Promise<Pack | undefined> {
  for (const suffix of [OPEN, SEALED] as const) {
    const bytes = await sizeIfThere(pathOf(packsDir, name, suffix));
    if (bytes !== undefined) return { name, sealed: suffix === SEALED, bytes };
  }
  return undefined;
}

async function sizeIfThere(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    return onDisk(Promise.reject(error));
  }
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
