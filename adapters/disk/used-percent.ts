/**
 * How full the disk of a data folder is, in percent, as df counts: what is kept for root is neither used nor to be had. Space
 * that the packs have written ahead is free: what comes next goes there, and counted as used it would keep itself out.
 */
import { mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { isMissing, onDisk } from './disk-error.js';
import { reserveFolder } from './packs/reserve.js';

/** Makes the folder if it is not there yet: a node will need it. */
export async function usedPercent(dataDir: string): Promise<number> {
  await onDisk(mkdir(dataDir, { recursive: true }));
  const { blocks, bfree, bavail, bsize } = await onDisk(statfs(dataDir));
  const used = blocks - bfree;
  const reserved = (await bytesIn(reserveFolder(dataDir))) / bsize;
  return Math.max(0, (100 * (used - reserved)) / (used + bavail));
}

async function bytesIn(folder: string): Promise<number> {
  const names = await orNone(readdir(folder), []);
  const sizes = names.map((name) =>
    orNone(
      stat(join(folder, name)).then(({ size }) => size),
      0,
    ),
  );
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** A file may be taken from the reserve while it is counted. */
async function orNone<Result>(work: Promise<Result>, none: Result): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isMissing(error)) return none;
    return onDisk(Promise.reject(error));
  }
}
