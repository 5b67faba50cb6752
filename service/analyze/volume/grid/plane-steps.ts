/** Where the pixels of a source slice lie in a volume: three numbers that stand for any of the 48 arrangements of axes. */
import type { Axis, Volume } from '../../volume.js';

export interface PlaneSteps {
  /** Index in the volume of the first column of the first row, as the source counts them. */
  readonly start: number;
  /** From one column, one row to the next. */
  readonly column: number;
  readonly row: number;
  /** Columns and rows of the volume's plane: more than the source slice's where a stack was straightened. */
  readonly columns: number;
  readonly rows: number;
}

export function planeSteps(
  { dims, layout: { axes, reversed } }: Pick<Volume, 'dims' | 'layout'>,
  slice: number,
): PlaneSteps {
  const strides = [1, dims[0], dims[0] * dims[1]];
  const along = (axis: Axis, isReversed: boolean) => ({
    step: isReversed ? -strides[axis] : strides[axis],
    first: isReversed ? (dims[axis] - 1) * strides[axis] : 0,
  });
  const column = along(axes.columns, reversed.columns);
  const row = along(axes.rows, reversed.rows);
  return {
    start: slice * strides[axes.slices] + column.first + row.first,
    column: column.step,
    row: row.step,
    columns: dims[axes.columns],
    rows: dims[axes.rows],
  };
}
