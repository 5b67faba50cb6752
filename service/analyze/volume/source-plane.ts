/** From a volume back to its source slices: for key images, and for documents that point at pixels of the archive's images. */
import type { Volume } from '../volume.js';
import { planeSteps } from './grid/plane-steps.js';
import { shiftPlane, wholeHu } from './grid/shift-plane.js';
import { AIR_HU } from './pixels/hounsfield-table.js';

type Laid = Pick<Volume, 'dims' | 'layout'>;

export interface SourcePixel {
  /** Index into `volume.slices`. */
  readonly slice: number;
  /** From 0, (0, 0) the centre of the first pixel; fractions where a stack was straightened, or asked for. */
  readonly column: number;
  readonly row: number;
}

/** Where in the source a voxel comes from. In a straightened volume it may lie outside of the slice. */
export function sourcePixel({ dims, layout }: Laid, voxel: readonly [number, number, number]): SourcePixel {
  const { axes, reversed, offsets } = layout;
  const slice = voxel[axes.slices];
  const [column, row] = offsets?.[Math.round(slice)] ?? [0, 0];
  const along = (axis: number, isReversed: boolean) => (isReversed ? dims[axis] - 1 - voxel[axis] : voxel[axis]);
  return {
    slice,
    column: along(axes.columns, reversed.columns) + column,
    row: along(axes.rows, reversed.rows) + row,
  };
}

/**
 * HU of a source slice, layout.rows × layout.columns, as it is oriented: a copy. Of a straightened stack it is the volume's
 * plane shifted back, which was interpolated twice.
 */
export function sourcePlane(volume: Pick<Volume, 'dims' | 'layout' | 'hu'>, slice: number): Int16Array {
  const { layout } = volume;
  const { columns, rows } = planeSteps(volume, slice);
  const plane = takePlane(volume.hu, new Int16Array(columns * rows), planeSteps(volume, slice));
  const offset = layout.offsets?.[slice];
  if (!offset) return plane;
  const back = { from: { columns, rows }, to: layout, offset: [-offset[0], -offset[1]] as const, outside: AIR_HU };
  return wholeHu(shiftPlane(plane, back));
}

/** The same of a map of labels that lies on the volume's grid: of a straightened stack the nearest label. */
export function sourceLabels(volume: Laid, labels: Uint8Array, slice: number): Uint8Array {
  const steps = planeSteps(volume, slice);
  const { layout } = volume;
  const offset = layout.offsets?.[slice];
  if (!offset) return takePlane(labels, new Uint8Array(steps.columns * steps.rows), steps);
  const [column, row] = offset.map(Math.round);
  const plane = new Uint8Array(layout.columns * layout.rows);
  for (let r = Math.max(row, 0); r < Math.min(layout.rows, steps.rows + row); r++) {
    for (let c = Math.max(column, 0); c < Math.min(layout.columns, steps.columns + column); c++) {
      plane[r * layout.columns + c] = labels[steps.start + (r - row) * steps.row + (c - column) * steps.column];
    }
  }
  return plane;
}

function takePlane<Plane extends Int16Array | Uint8Array>(
  from: Plane,
  to: Plane,
  { start, column, row, columns, rows }: ReturnType<typeof planeSteps>,
): Plane {
  for (let r = 0, at = 0; r < rows; r++) {
    for (let c = 0, source = start + r * row; c < columns; c++, source += column) to[at++] = from[source];
  }
  return to;
}

/** Letters of PS3.3 §C.7.6.1.1.1 by axis: where it begins and where it ends. */
const EDGES = [
  ['R', 'L'],
  ['A', 'P'],
  ['F', 'H'],
] as const;

/** Patient directions of the right-hand and the lower edge of the source slices. */
export function planeEdges({ layout: { axes, reversed } }: Pick<Volume, 'layout'>): readonly [string, string] {
  return [EDGES[axes.columns][reversed.columns ? 0 : 1], EDGES[axes.rows][reversed.rows ? 0 : 1]];
}
