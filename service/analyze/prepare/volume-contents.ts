/** The two questions of which the answer depends on the voxels, not on the grid: where the foreground lies, and the least value. */
import type { Vector3 } from '../../dicom/instance-header.js';
import { rowLength } from './lerp.js';
import type { RowReader } from './voxel-rows.js';

/** Voxels along x, y, z: from the first to before the last. */
export interface VoxelBox {
  readonly from: Vector3;
  readonly to: Vector3;
}

/** The smallest box around the voxels above the threshold; undefined if there are none. */
export function foregroundBox(
  reader: RowReader,
  dims: Vector3,
  within: VoxelBox,
  threshold: number,
): VoxelBox | undefined {
  const from: [number, number, number] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const to: [number, number, number] = [0, 0, 0];
  for (const { y, z, row } of rowsOf(reader, dims, within)) {
    const first = row.findIndex((value) => value > threshold);
    if (first < 0) continue;
    const last = row.findLastIndex((value) => value > threshold);
    const found = [within.from[0] + first, y, z];
    const end = [within.from[0] + last, y, z];
    for (let axis = 0; axis < 3; axis++) {
      from[axis] = Math.min(from[axis], found[axis]);
      to[axis] = Math.max(to[axis], end[axis] + 1);
    }
  }
  return to[0] > 0 ? { from, to } : undefined;
}

export function leastValue(reader: RowReader, dims: Vector3, within: VoxelBox): number {
  let least = Number.POSITIVE_INFINITY;
  for (const { row } of rowsOf(reader, dims, within)) {
    for (let i = 0; i < row.length; i++) if (row[i] < least) least = row[i];
  }
  return least;
}

function* rowsOf(reader: RowReader, [nx, ny]: Vector3, { from, to }: VoxelBox) {
  const wanted = to[0] - from[0];
  const padded = new Float64Array(rowLength(wanted));
  const row = padded.subarray(0, wanted);
  for (let z = from[2]; z < to[2]; z++) {
    for (let y = from[1]; y < to[1]; y++) {
      reader.read((z * ny + y) * nx + from[0], padded);
      yield { y, z, row };
    }
  }
}
