/** The part of a slice worth showing: the body and everything outlined, without the air and the table around it. */
import type { Outline } from '../../analyze/findings.js';

/** Pixels; right and bottom are beyond the last one. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export interface Slice {
  readonly hu: Int16Array;
  readonly rows: number;
  readonly columns: number;
}

/** Above air, blankets and foam. */
const BODY_HU = -300;
/** Air kept around, as a share of the larger side. */
const MARGIN_SHARE = 0.03;

/** The box of the largest connected part denser than air, widened to hold every outline; all of the slice if it is air. */
export function bodyBox(slice: Slice, outlines: readonly Outline[]): Box {
  const corners = [...largestPart(slice), ...outlines.flat()];
  if (corners.length === 0) return { left: 0, top: 0, right: slice.columns, bottom: slice.rows };
  const box = { left: slice.columns, top: slice.rows, right: 0, bottom: 0 };
  for (const [column, row] of corners) {
    box.left = Math.min(box.left, Math.floor(column));
    box.top = Math.min(box.top, Math.floor(row));
    box.right = Math.max(box.right, Math.ceil(column));
    box.bottom = Math.max(box.bottom, Math.ceil(row));
  }
  const margin = Math.round(MARGIN_SHARE * Math.max(box.right - box.left, box.bottom - box.top));
  return {
    left: Math.max(0, box.left - margin),
    top: Math.max(0, box.top - margin),
    right: Math.min(slice.columns, box.right + margin),
    bottom: Math.min(slice.rows, box.bottom + margin),
  };
}

/** Two corners of its box, or none. */
function largestPart({ hu, rows, columns }: Slice): readonly (readonly [number, number])[] {
  const seen = new Uint8Array(hu.length);
  let largest = 0;
  let corners: readonly (readonly [number, number])[] = [];
  for (let start = 0; start < hu.length; start++) {
    if (seen[start] || hu[start] <= BODY_HU) continue;
    let [left, top, right, bottom] = [columns, rows, 0, 0];
    const part = [start];
    seen[start] = 1;
    for (let next = 0; next < part.length; next++) {
      const at = part[next];
      const column = at % columns;
      const row = (at - column) / columns;
      left = Math.min(left, column);
      top = Math.min(top, row);
      right = Math.max(right, column + 1);
      bottom = Math.max(bottom, row + 1);
      for (const neighbour of neighbours(at, column, columns)) {
        if (seen[neighbour] || !(hu[neighbour] > BODY_HU)) continue;
        seen[neighbour] = 1;
        part.push(neighbour);
      }
    }
    if (part.length <= largest) continue;
    largest = part.length;
    corners = [
      [left, top],
      [right, bottom],
    ];
  }
  return corners;
}

/** Those above and below may lie outside: there HU is undefined. */
function neighbours(at: number, column: number, columns: number): number[] {
  const across = [...(column > 0 ? [at - 1] : []), ...(column < columns - 1 ? [at + 1] : [])];
  return [...across, at - columns, at + columns];
}

export function cropped({ hu, columns }: Slice, { left, top, right, bottom }: Box): Slice {
  const width = right - left;
  const part = new Int16Array(width * (bottom - top));
  for (let row = top; row < bottom; row++) {
    part.set(hu.subarray(row * columns + left, row * columns + right), (row - top) * width);
  }
  return { hu: part, rows: bottom - top, columns: width };
}
