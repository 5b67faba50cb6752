/** Source slices in, written into their planes of a volume: looked up, shifted if the stack is straightened, put in place. */
import type { Volume } from '../../volume.js';
import { type PlaneSteps, planeSteps } from '../grid/plane-steps.js';
import { shiftPlane, wholeHu } from '../grid/shift-plane.js';
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
  const plane = new Int16Array(pixels);
  const exactPlane = new Float32Array(exactHu || layout.offsets ? pixels : 0);
  return (slice, words, { rounded, exact = rounded }) => {
    const steps = planeSteps(volume, slice);
    const offset = layout.offsets?.[slice];
    if (offset) {
      lookUp(words, exactHu ? exact : rounded, exactPlane);
      const shifted = shiftPlane(exactPlane, { from: layout, to: steps, offset, outside: AIR_HU });
      put(wholeHu(shifted), hu, steps);
      if (exactHu) put(shifted, exactHu, steps);
      return;
    }
    put(lookUp(words, rounded, plane), hu, steps);
    if (exactHu) put(lookUp(words, exact, exactPlane), exactHu, steps);
  };
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
