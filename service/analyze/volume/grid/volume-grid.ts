/**
 * The grid of a volume from the stack of its slices: axes permuted and reversed so that x runs to the left, y to posterior,
 * z to superior, whichever way the patient lay and the slices were reconstructed. A sheared stack is given a grid along
 * its normal, large enough for every slice at the place where it was acquired.
 */
import type { Vector3 } from '../../../dicom/instance-header.js';
import type { Axis, Volume } from '../../volume.js';
import type { SliceGeometry } from '../slice.js';
import { along, dot, minus, norm, opposite, unit } from '../vector.js';
import { sourceAxes, stackNormal } from './axes.js';
import { isSheared, stackLine } from './stack-line.js';

export type VolumeGrid = Pick<Volume, 'dims' | 'spacing' | 'origin' | 'direction' | 'layout'>;

/** Of a pixel. A slice that lies so near to the grid is copied: to interpolate it would only lose digits. */
const WHOLE_PIXEL = 1e-3;

/**
 * @param slices of the stack, sorted; at least two, evenly spaced.
 * @param chosen indices of the slices that the volume is made of, ascending and evenly spaced.
 */
export function volumeGrid(
  slices: readonly SliceGeometry[],
  chosen: readonly number[] = [...slices.keys()],
): VolumeGrid {
  const normal = stackNormal(slices[0]);
  const line = stackLine(
    slices.map(({ position }) => position),
    normal,
  );
  const sheared = isSheared(line, slices.length, Math.min(...slices[0].pixelSpacing));
  const every = chosen.length > 1 ? chosen[1] - chosen[0] : 1;
  const used = chosen.map((index) => slices[index]);
  const corners = sheared ? cornersOf(used, along([0, 0, 0], normal, line.normalMm * every)) : undefined;
  const step = sheared ? along([0, 0, 0], normal, line.normalMm) : line.step;
  return gridOf(used, along([0, 0, 0], step, every), corners);
}

/** Where slices lie on the grid: column and row of each one's first pixel, the least of them 0. */
interface Corners {
  readonly first: Vector3;
  readonly at: readonly (readonly [column: number, row: number])[];
  /** Columns and rows by which the grid is larger than a slice. */
  readonly growth: readonly [columns: number, rows: number];
}

function cornersOf(slices: readonly SliceGeometry[], step: Vector3): Corners {
  const [{ position, rowDirection, columnDirection, pixelSpacing }] = slices;
  const drifts = slices.map((slice, i) => {
    const drift = minus(slice.position, along(position, step, i));
    return [dot(drift, rowDirection) / pixelSpacing[1], dot(drift, columnDirection) / pixelSpacing[0]] as const;
  });
  const least = [Math.min(...drifts.map(([column]) => column)), Math.min(...drifts.map(([, row]) => row))] as const;
  const at = drifts.map(([column, row]) => [snapped(column - least[0]), snapped(row - least[1])] as const);
  return {
    first: along(
      along(position, rowDirection, least[0] * pixelSpacing[1]),
      columnDirection,
      least[1] * pixelSpacing[0],
    ),
    at,
    growth: [Math.ceil(Math.max(...at.map(([column]) => column))), Math.ceil(Math.max(...at.map(([, row]) => row)))],
  };
}

function snapped(pixels: number): number {
  const whole = Math.round(pixels);
  return Math.abs(pixels - whole) < WHOLE_PIXEL ? whole : pixels;
}

function gridOf(slices: readonly SliceGeometry[], step: Vector3, corners: Corners | undefined): VolumeGrid {
  const [{ rows, columns, rowDirection, columnDirection, pixelSpacing, position }] = slices;
  const axes = sourceAxes({ rowDirection, columnDirection });
  const reversed = { columns: rowDirection[axes.columns] < 0, rows: columnDirection[axes.rows] < 0 };
  const [moreColumns, moreRows] = corners?.growth ?? [0, 0];
  const sides = [
    { axis: axes.columns, count: columns + moreColumns, mm: pixelSpacing[1], towards: rowDirection },
    { axis: axes.rows, count: rows + moreRows, mm: pixelSpacing[0], towards: columnDirection },
    { axis: axes.slices, count: slices.length, mm: norm(step), towards: unit(step) },
  ];
  let origin = corners?.first ?? position;
  for (const { axis, count, mm, towards } of sides) {
    if (towards[axis] < 0) origin = along(origin, towards, (count - 1) * mm);
  }
  const [x, y, z] = sides.toSorted((a, b) => a.axis - b.axis);
  const offsets = corners?.at.map(([column, row]) => [0 - column, 0 - row] as const);
  return {
    dims: [x.count, y.count, z.count],
    spacing: [x.mm, y.mm, z.mm],
    origin,
    direction: [upwards(x), upwards(y), upwards(z)],
    layout: { axes, reversed, columns, rows, ...(offsets && { offsets }) },
  };
}

function upwards({ axis, towards }: { readonly axis: Axis; readonly towards: Vector3 }): Vector3 {
  return towards[axis] < 0 ? opposite(towards) : towards;
}
