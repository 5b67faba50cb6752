/** A new pack: its file made, or taken from the reserve, and its header written. Nothing of it is durable yet. */
import { closeSync, fdatasync, mkdirSync, openSync, unlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { StudyInstanceUid } from '../../../service/dicom/uid.js';
import { storageError } from '../disk-error.js';
import { OpenPack } from './open-pack.js';
import { OPEN, pathOf } from './pack-name.js';
import type { PackReserve } from './reserve.js';
import type { PacksFolder } from './seal-pack.js';

const dataSync = promisify(fdatasync);

export interface PackPlace extends PacksFolder {
  readonly reserve: PackReserve | undefined;
}

/** @throws CambiumError `storage.full`, `storage.failed`; then there is no such file. */
export function createPack(name: string, study: StudyInstanceUid, place: PackPlace): OpenPack {
  const { packsDir, reserve, folders } = place;
  const path = pathOf(packsDir, name, OPEN);
  const folder = dirname(path);
  let fd: number | undefined;
  try {
    mkdirSync(folder, { recursive: true });
    const writtenAhead = reserve?.take(path) ?? 0;
    const file = openSync(path, writtenAhead > 0 ? 'r+' : 'wx');
    fd = file;
    return new OpenPack({
      name,
      study,
      fd: file,
      writtenAhead,
      syncData: () => dataSync(file),
      syncName: () => folders.make(folder).then(() => folders.sync(folder)),
    });
  } catch (error) {
    if (fd !== undefined) {
      closeSync(fd);
      unlinkSync(path);
    }
    throw storageError(error);
  }
}
