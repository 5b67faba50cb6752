/** Writes a source slice into its plane of a volume. */
import type { Volume } from '../volume.js';
import { flipPlane } from './flip-plane.js';
import type { HounsfieldTable } from './hounsfield-table.js';

/** @param words rows × columns stored words, as the source slice is oriented. */
export function writePlane({ hu, dims, flipped }: Volume, z: number, words: Uint16Array, table: HounsfieldTable): void {
  const [nx, ny] = dims;
  const plane = hu.subarray(z * nx * ny, (z + 1) * nx * ny);
  for (let i = 0; i < plane.length; i++) plane[i] = table[words[i]];
  flipPlane(plane, nx, flipped);
}
