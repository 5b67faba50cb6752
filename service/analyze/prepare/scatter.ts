/** Rows of voxels, put into an array in which they may lie across. */

/**
 * Planes that are cut together where z is the array's fastest axis, so that what is written lies side by side: a whole line
 * of the cache, since the next one written lies so far away that this one is gone when it would be written again.
 */
export const BLOCK = 16;

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
  // Four rows a turn, as in lerp.ts.
  for (let i = 0, place = offset; i < width; i++, place += stride) {
    let k = 0;
    let from = i;
    for (; k + 4 <= count; k += 4, from += 4 * length) {
      data[place + k] = rows[from];
      data[place + k + 1] = rows[from + length];
      data[place + k + 2] = rows[from + 2 * length];
      data[place + k + 3] = rows[from + 3 * length];
    }
    for (; k < count; k++, from += length) data[place + k] = rows[from];
  }
}
