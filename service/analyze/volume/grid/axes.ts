/**
 * Which axis of the patient the columns, the rows and the normal of a slice run along. Turning slices into a volume by
 * permuting and reversing axes moves every voxel to its place without computing a new one.
 */
import type { Vector3 } from '../../../dicom/instance-header.js';
import type { Axis, SourceLayout } from '../../volume.js';
import type { SliceGeometry } from '../slice.js';
import { cross, opposite, unit } from '../vector.js';

export type SourceAxes = SourceLayout['axes'];

/** Every way to give each direction of a slice an axis of its own; the axial one first, since it wins ties. */
const PERMUTATIONS: readonly (readonly [Axis, Axis, Axis])[] = [
  [0, 1, 2],
  [0, 2, 1],
  [1, 2, 0],
  [1, 0, 2],
  [2, 0, 1],
  [2, 1, 0],
];
/** Sums of three cosines nearer than this are equal: a slice at 45° must not turn with the last digit of its orientation. */
const TIE = 1e-3;

/** The permutation under which the directions lie nearest to the axes: the largest sum of cosines. */
export function sourceAxes({ rowDirection, columnDirection }: Directions): SourceAxes {
  const normal = cross(rowDirection, columnDirection);
  const nearness = ([columns, rows, slices]: readonly Axis[]) =>
    Math.abs(rowDirection[columns]) + Math.abs(columnDirection[rows]) + Math.abs(normal[slices]);
  const [columns, rows, slices] = PERMUTATIONS.reduce((best, next) =>
    nearness(next) > nearness(best) + TIE ? next : best,
  );
  return { columns, rows, slices };
}

/** Unit normal of a slice, to superior (left, posterior): the way in which the slices of its stack are listed. */
export function stackNormal(directions: Directions): Vector3 {
  const normal = unit(cross(directions.rowDirection, directions.columnDirection));
  return normal[sourceAxes(directions).slices] < 0 ? opposite(normal) : normal;
}

type Directions = Pick<SliceGeometry, 'rowDirection' | 'columnDirection'>;
