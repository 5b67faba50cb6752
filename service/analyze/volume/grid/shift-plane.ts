/**
 * A plane moved within itself by fractions of a pixel: what straightening a tilted stack does to each slice, and what takes
 * it back. Linear along rows and columns, as ITK does it: within half a pixel of the border the border's value is taken.
 */
export interface PlaneSize {
  readonly columns: number;
  readonly rows: number;
}

interface ShiftOptions {
  readonly from: PlaneSize;
  readonly to: PlaneSize;
  /** Column and row of `plane` at which the first pixel of the result is sampled. */
  readonly offset: readonly [column: number, row: number];
  /** Value outside of `plane`. */
  readonly outside: number;
}

/** to.rows × to.columns values, row by row. */
export function shiftPlane(
  plane: Int16Array | Float32Array,
  { from, to, offset, outside }: ShiftOptions,
): Float32Array {
  const shifted = new Float32Array(to.columns * to.rows).fill(outside);
  const across = taps(offset[0], from.columns, to.columns);
  const down = taps(offset[1], from.rows, to.rows);
  const { weight: right, lower: lefts, upper: rights } = across;
  for (let row = down.first; row <= down.last; row++) {
    const above = down.lower[row] * from.columns;
    const below = down.upper[row] * from.columns;
    const low = down.weight;
    for (let column = across.first, to_ = row * to.columns + column; column <= across.last; column++, to_++) {
      const l = lefts[column];
      const r = rights[column];
      const top = plane[above + l] + (plane[above + r] - plane[above + l]) * right;
      const bottom = plane[below + l] + (plane[below + r] - plane[below + l]) * right;
      shifted[to_] = top + (bottom - top) * low;
    }
  }
  return shifted;
}

/** Whole HU. A loop, because `Int16Array.from` takes a hundred times as long. */
export function wholeHu(plane: Float32Array): Int16Array {
  const whole = new Int16Array(plane.length);
  for (let i = 0; i < plane.length; i++) whole[i] = Math.round(plane[i]);
  return whole;
}

/** For each target pixel the two source pixels it lies between; all lie equally far from the lower one. */
interface Taps {
  /** First and last target pixel that lies in the source. */
  readonly first: number;
  readonly last: number;
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  /** Of the upper pixel, 0 to 1. */
  readonly weight: number;
}

function taps(offset: number, from: number, to: number): Taps {
  const whole = Math.floor(offset);
  const within = (pixel: number) => Math.min(Math.max(pixel, 0), from - 1);
  return {
    first: Math.max(Math.ceil(-0.5 - offset), 0),
    last: Math.min(Math.floor(from - 0.5 - offset), to - 1),
    lower: Int32Array.from({ length: to }, (_, i) => within(i + whole)),
    upper: Int32Array.from({ length: to }, (_, i) => within(i + whole + 1)),
    weight: offset - whole,
  };
}
