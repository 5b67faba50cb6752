/**
 * The loops in which the time goes. Four voxels a turn: at the end of each turn V8 looks for interrupts, which costs as much as
 * a voxel does. So every row has a length that is a multiple of four; what it holds too much is computed and not used.
 */
const TURN = 4;

export function rowLength(voxels: number): number {
  return Math.ceil(voxels / TURN) * TURN;
}

/** row = near + (far − near) · weight, in float64. */
export function lerp(near: Float64Array, far: Float64Array, weight: number, row: Float64Array): void {
  for (let i = 0; i < row.length; i += TURN) {
    const a = near[i];
    const b = near[i + 1];
    const c = near[i + 2];
    const d = near[i + 3];
    row[i] = a + (far[i] - a) * weight;
    row[i + 1] = b + (far[i + 1] - b) * weight;
    row[i + 2] = c + (far[i + 2] - c) * weight;
    row[i + 3] = d + (far[i + 3] - d) * weight;
  }
}

/** Values of Int16 voxels: of voxel v, table[v − LEAST_INT16]. */
export interface LookUp {
  readonly table: Float32Array;
  readonly voxels: Int16Array;
}

export const LEAST_INT16 = -32768;

/** The voxels from index `offset` on. */
export function lookUp({ table, voxels }: LookUp, offset: number, row: Float64Array): void {
  for (let i = 0; i < row.length; i += TURN) {
    const at = offset + i;
    row[i] = table[voxels[at] - LEAST_INT16];
    row[i + 1] = table[voxels[at + 1] - LEAST_INT16];
    row[i + 2] = table[voxels[at + 2] - LEAST_INT16];
    row[i + 3] = table[voxels[at + 3] - LEAST_INT16];
  }
}

/** Between the voxels from index `near` and those from index `far` on. */
export function lookUpBetween(
  { table, voxels }: LookUp,
  { near, far, weight }: { near: number; far: number; weight: number },
  row: Float64Array,
): void {
  for (let i = 0; i < row.length; i += TURN) {
    const from = near + i;
    const to = far + i;
    const a = table[voxels[from] - LEAST_INT16];
    const b = table[voxels[from + 1] - LEAST_INT16];
    const c = table[voxels[from + 2] - LEAST_INT16];
    const d = table[voxels[from + 3] - LEAST_INT16];
    row[i] = a + (table[voxels[to] - LEAST_INT16] - a) * weight;
    row[i + 1] = b + (table[voxels[to + 1] - LEAST_INT16] - b) * weight;
    row[i + 2] = c + (table[voxels[to + 2] - LEAST_INT16] - c) * weight;
    row[i + 3] = d + (table[voxels[to + 3] - LEAST_INT16] - d) * weight;
  }
}

/** Sample i lies between left[i] and right[i] of a row. */
export interface Samples {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly weight: Float64Array;
}

export function sample(row: Float64Array, { left, right, weight }: Samples, result: Float32Array): void {
  for (let i = 0; i < result.length; i += TURN) {
    const a = row[left[i]];
    const b = row[left[i + 1]];
    const c = row[left[i + 2]];
    const d = row[left[i + 3]];
    result[i] = a + (row[right[i]] - a) * weight[i];
    result[i + 1] = b + (row[right[i + 1]] - b) * weight[i + 1];
    result[i + 2] = c + (row[right[i + 2]] - c) * weight[i + 2];
    result[i + 3] = d + (row[right[i + 3]] - d) * weight[i + 3];
  }
}

/** The same without fractions, cut off before the result becomes float32: towards zero. */
export function sampleTruncated(row: Float64Array, { left, right, weight }: Samples, result: Float32Array): void {
  for (let i = 0; i < result.length; i++) {
    const from = row[left[i]];
    result[i] = Math.trunc(from + (row[right[i]] - from) * weight[i]);
  }
}
