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
  const line = new Float32Array(from.columns);
  for (let row = down.first; row <= down.last; row++) {
    const above = plane.subarray(down.lower[row] * from.columns);
    const below = plane.subarray(down.upper[row] * from.columns);
    blend({ above, below, weight: down.weight }, line);
    spread(line, across, shifted.subarray(row * to.columns, (row + 1) * to.columns));
  }
  return shifted;
}

interface RowPair {
  readonly above: Int16Array | Float32Array;
  readonly below: Int16Array | Float32Array;
  /** Of the row below. */
  readonly weight: number;
}

/** The row between two rows. */
function blend({ above, below, weight }: RowPair, line: Float32Array): void {
  for (let i = 0; i < line.length; i++) line[i] = above[i] + (below[i] - above[i]) * weight;
}

/** A row moved sideways into a row of the result: by whole pixels where the gantry only tilted about x. */
function spread(line: Float32Array, { first, last, lower, upper, weight }: Taps, shifted: Float32Array): void {
  if (weight === 0 && first <= last) {
    shifted.set(line.subarray(lower[first], lower[last] + 1), first);
    return;
  }
  for (let i = first; i <= last; i++) {
    shifted[i] = line[lower[i]] + (line[upper[i]] - line[lower[i]]) * weight;
  }
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
  const lower = new Int32Array(to);
  const upper = new Int32Array(to);
  for (let i = 0; i < to; i++) {
    lower[i] = Math.min(Math.max(i + whole, 0), from - 1);
    upper[i] = Math.min(Math.max(i + whole + 1, 0), from - 1);
  }
  return {
    first: Math.max(Math.ceil(-0.5 - offset), 0),
    last: Math.min(Math.floor(from - 0.5 - offset), to - 1),
    lower,
    upper,
    weight: offset - whole,
  };
}
