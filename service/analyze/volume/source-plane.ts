/** From a volume back to its source slices: for key images, and for documents that point at pixels of the archive's images. */
import type { Volume } from '../volume.js';
import { flipPlane } from './flip-plane.js';

/** Column and row, from 0, in the source slice of the voxel at x, y of any plane. */
export function sourcePixel(
  { dims, flipped }: Volume,
  x: number,
  y: number,
): { readonly column: number; readonly row: number } {
  return { column: flipped.x ? dims[0] - 1 - x : x, row: flipped.y ? dims[1] - 1 - y : y };
}

/** HU of the plane at z, rows × columns, as the source slice is oriented. A copy. */
export function sourcePlane({ hu, dims, flipped }: Volume, z: number): Int16Array {
  const [nx, ny] = dims;
  const plane = hu.slice(z * nx * ny, (z + 1) * nx * ny);
  flipPlane(plane, nx, flipped);
  return plane;
}

/** Patient directions of the right-hand and the lower edge of the source slices (PS3.3 §C.7.6.1.1.1). */
export function planeEdges({ flipped }: Volume): readonly [string, string] {
  return [flipped.x ? 'R' : 'L', flipped.y ? 'A' : 'P'];
}
