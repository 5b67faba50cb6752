/** What is compared in speed must be the same: our whole array beside SimpleITK's, voxel by voxel. */
import { readFileSync, rmSync } from 'node:fs';
import type { SeriesOnDisk } from '../../interop/ct-folder.js';
import type { Cambium } from './cambium.js';
import type { SimpleItk } from './simpleitk.js';

/** In the unit of the array, 2000 HU; SimpleITK interpolates in another order, and beyond the last centre it sees air. */
const TOLERANCE = 1e-6;

export async function checkSame(
  series: SeriesOnDisk,
  folder: string,
  { cambium, simpleItk }: { cambium: Cambium; simpleItk: SimpleItk },
): Promise<void> {
  const file = `${folder}.array`;
  await simpleItk.write(folder, 'whole', file);
  const bytes = readFileSync(file);
  rmSync(file);
  const theirs = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const { array } = await cambium.round(series, 'whole');
  if (array?.length !== theirs.length) throw new Error(`${array?.length} voxels beside ${theirs.length}.`);
  const greatest = array.reduce((most, value, i) => Math.max(most, Math.abs(value - (theirs[i] + 1000) / 2000)), 0);
  if (greatest > TOLERANCE) throw new Error(`The arrays differ by ${greatest}.`);
}
