/** From a volume back to its source slices: for key images, and for documents that point at pixels of the archive's images. */
import type { Volume } from '../volume.js';

/** Column and row, from 0, in the source slice of the voxel at x, y of any plane. */
export function sourcePixel({ dims, flipped }: Volume, x: number, y: number): { readonly column: number; readonly row: number } {
  return { column: flipped.x ? dims[0] - 1 - x : x, row: flipped.y ? dims[1] - 1 - y : y };
}

/** HU of the plane at z, rows × columns, as the source slice is oriented. A copy. */
export function sourcePlane(volume: Volume, z: number): Int16Array {
  const [nx, ny] = volume.dims;
  const plane = volume.hu.slice(z * nx * ny, (z + 1) * nx * ny);
  const { x, y } = volume.flipped;
  if (x) for (let row = 0; row < ny; row++) plane.subarray(row * nx, (row + 1) * nx).reverse();
  return y ? rowsReversed(plane, nx) : plane;
}

function rowsReversed(plane: Int16Array, columns: number): Int16Array {
  const out = new Int16Array(plane.length);
  for (let from = 0; from < plane.length; from += columns) {
    out.set(plane.subarray(from, from + columns), plane.length - columns - from);
  }
  return out;
}

/** Patient directions of the right-hand and the lower edge of the source slices (PS3.3 §C.7.6.1.1.1). */
export function planeEdges({ flipped }: Volume): readonly [string, string] {
  return [flipped.x ? 'R' : 'L', flipped.y ? 'A' : 'P'];
}
