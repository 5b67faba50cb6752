/** Writes a source slice into its plane of a volume. */
import type { Volume } from '../volume.js';
import type { HounsfieldTable } from './hounsfield-table.js';

/** @param words rows × columns stored words, as the source slice is oriented. */
export function writePlane(volume: Volume, z: number, words: Uint16Array, table: HounsfieldTable): void {
  const { hu, flipped } = volume;
  const [nx, ny] = volume.dims;
  const step = flipped.x ? -1 : 1;
  let from = 0;
  for (let row = 0; row < ny; row++) {
    const y = flipped.y ? ny - 1 - row : row;
    let to = (z * ny + y) * nx + (flipped.x ? nx - 1 : 0);
    for (const rowEnd = from + nx; from < rowEnd; from++, to += step) hu[to] = table[words[from]];
  }
}
