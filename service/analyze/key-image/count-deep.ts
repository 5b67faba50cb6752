/**
 * How many pixels of a plane of labels lie deep in a piece: what an erosion by a disk leaves, counted by the runs of its rows.
 * Many planes are asked before one is shown, so none of them is drawn.
 */
import type { Grid } from '../regions/grid.js';
import { ballRows } from '../regions/morphology.js';

export interface LabelPlane {
  readonly labels: Uint8Array;
  /** Index of the plane's first pixel, and from one column, one row to the next. */
  readonly start: number;
  readonly column: number;
  readonly row: number;
  /** Of one slice. */
  readonly grid: Grid;
}

/** Of each row: first column and the one past the last of each run of shown pixels, one run after the other. */
type RowRuns = readonly (readonly number[])[];

/** @param isShown by label. */
export function countDeep(plane: LabelPlane, isShown: Uint8Array, deepMm: number): number {
  const [columns, rows] = plane.grid.dims;
  const disk = ballRows(plane.grid, deepMm, 'planar');
  const runs = runsOf(plane, isShown);
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let left: readonly number[] = runs[row];
    for (const { dy, reach } of disk) {
      if (left.length === 0) break;
      const other = runs[row + dy];
      // Beyond the plane nothing is known, and nothing is taken away.
      if (other) left = within(left, other, { reach, columns });
    }
    for (let i = 0; i < left.length; i += 2) count += left[i + 1] - left[i];
  }
  return count;
}

function runsOf({ labels, start, column, row, grid: { dims } }: LabelPlane, isShown: Uint8Array): RowRuns {
  const [columns, rows] = dims;
  const runs: number[][] = [];
  for (let r = 0; r < rows; r++) {
    const ofRow: number[] = [];
    let before = 0;
    for (let c = 0, at = start + r * row; c < columns; c++, at += column) {
      const now = isShown[labels[at]];
      if (now !== before) ofRow.push(c);
      before = now;
    }
    if (before !== 0) ofRow.push(columns);
    runs.push(ofRow);
  }
  return runs;
}

/** What of `left` lies in the runs of another row and `reach` away from their ends, but for those at the edge of the plane. */
function within(
  left: readonly number[],
  other: readonly number[],
  { reach, columns }: { readonly reach: number; readonly columns: number },
): readonly number[] {
  const both: number[] = [];
  for (let a = 0, b = 0; a < left.length && b < other.length; ) {
    const first = other[b] === 0 ? 0 : other[b] + reach;
    const last = other[b + 1] === columns ? columns : other[b + 1] - reach;
    const from = Math.max(left[a], first);
    const to = Math.min(left[a + 1], last);
    if (from < to) both.push(from, to);
    if (left[a + 1] <= last) a += 2;
    else b += 2;
  }
  return both;
}
