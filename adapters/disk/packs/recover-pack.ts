/** Recovery of a pack that a killed process, or a loss of power, left open. */
import { openSync } from 'node:fs';
import { storageError } from '../disk-error.js';
import { PackFile } from './pack-file.js';
import { OPEN, pathOf } from './pack-name.js';
import { endOfWholeRecords } from './read-records.js';
import { dropPack, type PacksFolder, sealPack } from './seal-pack.js';

/**
 * Cuts it behind its last record whose every byte is right, and seals it; one without such a record is removed. A sealed
 * pack is left as it is: what is wrong in it is damage, to be named and not to be cut off.
 * @throws CambiumError `storage.failed`, `registry.newer-version`
 */
export async function recoverPack(pack: string, folder: PacksFolder): Promise<void> {
  await using file = await PackFile.open(folder.packsDir, pack);
  if (!file || file.sealed) return;
  const end = await endOfWholeRecords(file);
  const fd = openForWriting(pathOf(folder.packsDir, pack, OPEN));
  await (end === undefined ? dropPack(pack, fd, folder) : sealPack({ name: pack, fd, end }, folder));
}

function openForWriting(path: string): number {
  try {
    return openSync(path, 'r+');
  } catch (error) {
    throw storageError(error);
  }
}
