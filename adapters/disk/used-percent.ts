/** How full the file system of a folder is, in percent, as df counts: what is kept for root is neither used nor to be had. */
import { mkdir, statfs } from 'node:fs/promises';
import { onDisk } from './disk-error.js';

/** Makes the folder if it is not there yet: a node will need it. */
export async function usedPercent(folder: string): Promise<number> {
  await onDisk(mkdir(folder, { recursive: true }));
  const { blocks, bfree, bavail } = await onDisk(statfs(folder));
  const used = blocks - bfree;
  return (100 * used) / (used + bavail);
}
