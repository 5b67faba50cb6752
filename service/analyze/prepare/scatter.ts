/** Rows of voxels, put into an array in which they may lie across. */

/** Planes that are cut together where z is the array's fastest axis, so that what is written lies side by side. */
export const BLOCK = 4;

export interface Rows {
  /** `count` rows, each of `length` numbers, of which the first `width` count. */
  readonly rows: Float32Array;
  readonly length: number;
  readonly count: number;
  readonly width: number;
}

export interface Place {
  readonly data: Float32Array;
  readonly offset: number;
  /** From one voxel of a row to the next. */
  readonly stride: number;
}

/** Where the stride is not 1, the same voxel of each row lies side by side. */
export function scatter({ rows, length, count, width }: Rows, { data, offset, stride }: Place): void {
  if (stride === 1) {
    data.set(rows.subarray(0, width), offset);
    return;
  }
  if (count === BLOCK) {
    for (let i = 0, place = offset; i < width; i++, place += stride) {
      data[place] = rows[i];
      data[place + 1] = rows[i + length];
      data[place + 2] = rows[i + 2 * length];
      data[place + 3] = rows[i + 3 * length];
    }
    return;
  }
  for (let i = 0, place = offset; i < width; i++, place += stride) {
    for (let k = 0; k < count; k++) data[place + k] = rows[i + k * length];
  }
}
