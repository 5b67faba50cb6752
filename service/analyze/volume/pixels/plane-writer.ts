/** Source slices in, written into their planes of a volume: looked up, shifted if the stack is straightened, put in place. */
import type { SourceLayout, Volume } from '../../volume.js';
import { type PlaneSteps, planeSteps } from '../grid/plane-steps.js';
import { shiftPlane, wholeHu } from '../grid/shift-plane.js';
import { blockWriter } from './block-writer.js';
import { AIR_HU, type HounsfieldTable } from './hounsfield-table.js';
import { lookUp } from './look-up.js';

/**
 * @param slice index along `layout.axes.slices`.
 * @param words rows × columns stored words, as the source slice is oriented.
 */
export type PlaneWriter = (slice: number, words: Uint16Array, table: HounsfieldTable) => void;

export function planeWriter(volume: Volume): PlaneWriter {
  const { hu, exactHu, layout } = volume;
  const pixels = layout.columns * layout.rows;
  const isPlain = liesPlain(layout);
  const plane = new Int16Array(pixels);
  const exactPlane = new Float32Array(exactHu || layout.offsets ? pixels : 0);
  const putHu = putter(hu, volume, (length) => new Int16Array(length));
  const putExact = exactHu && putter(exactHu, volume, (length) => new Float32Array(length));
  return (slice, words, { rounded, exact = rounded }) => {
    const offset = layout.offsets?.[slice];
    if (offset) {
      lookUp(words, exactHu ? exact : rounded, exactPlane);
      const to = planeSteps(volume, slice);
      const shifted = shiftPlane(exactPlane, { from: layout, to, offset, outside: AIR_HU });
      putHu(slice, wholeHu(shifted));
      putExact?.(slice, shifted);
      return;
    }
    if (isPlain) {
      lookUp(words, rounded, planeAt(hu, slice, pixels));
      if (exactHu) lookUp(words, exact, planeAt(exactHu, slice, pixels));
      return;
    }
    putHu(slice, lookUp(words, rounded, plane));
    putExact?.(slice, lookUp(words, exact, exactPlane));
  };
}

/** Source slices lie in the volume as they are stored: nearly all do, and need no plane of their own on the way. */
function liesPlain({ axes, reversed, offsets }: SourceLayout): boolean {
  return !offsets && axes.columns === 0 && axes.rows === 1 && !reversed.columns && !reversed.rows;
}

function planeAt<Voxels extends Int16Array | Float32Array>(voxels: Voxels, slice: number, pixels: number): Voxels {
  return voxels.subarray(slice * pixels, (slice + 1) * pixels) as Voxels;
}

/** How planes are put into `voxels`. They may be changed by it, and are no longer needed when it returns. */
function putter<Plane extends Int16Array | Float32Array>(
  voxels: Plane,
  volume: Volume,
  planesOf: (length: number) => Plane,
): (slice: number, plane: Plane) => void {
  if (volume.layout.axes.slices === 0) return blockWriter(voxels, volume, planesOf);
  return (slice, plane) => put(plane, voxels, planeSteps(volume, slice));
}

/** Whole rows at a time where they lie along x. The rows of `plane` may be reversed by it. */
function put<Plane extends Int16Array | Float32Array>(
  plane: Plane,
  into: Plane,
  { start, column, row, columns, rows }: PlaneSteps,
): void {
  if (Math.abs(column) > 1) {
    for (let r = 0, from = 0; r < rows; r++) {
      for (let c = 0, to = start + r * row; c < columns; c++, to += column) into[to] = plane[from++];
    }
    return;
  }
  if (column === 1 && row === columns) {
    into.set(plane, start);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const line = plane.subarray(r * columns, (r + 1) * columns);
    into.set(column === 1 ? line : line.reverse(), start + r * row - (column === 1 ? 0 : columns - 1));
  }
}
