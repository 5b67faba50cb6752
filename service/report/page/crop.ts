/** The part of a slice worth showing: the body and everything outlined, without the air around it. */
import type { Outline } from '../../analyze/findings.js';

/** Pixels, from (0, 0); right and bottom are beyond the last one. */
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
/** A row or column belongs to the body from this share of it on: a table edge or a cable does not. */
const BODY_SHARE = 0.03;
/** Air kept around, as a share of the larger side. */
const MARGIN_SHARE = 0.03;

export function bodyBox({ hu, rows, columns }: Slice, outlines: readonly Outline[]): Box {
  const perRow = new Uint32Array(rows);
  const perColumn = new Uint32Array(columns);
  for (let row = 0, i = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, i++) {
      if (hu[i] <= BODY_HU) continue;
      perRow[row]++;
      perColumn[column]++;
    }
  }
  const points = outlines.flat();
  const [top, bottom] = extent(perRow, columns, points.map(([, row]) => row));
  const [left, right] = extent(perColumn, rows, points.map(([column]) => column));
  const margin = Math.round(MARGIN_SHARE * Math.max(bottom - top, right - left));
  return {
    left: Math.max(0, left - margin),
    top: Math.max(0, top - margin),
    right: Math.min(columns, right + margin),
    bottom: Math.min(rows, bottom + margin),
  };
}

/** All of it, where neither body nor outline is found. */
function extent(counts: Uint32Array, across: number, outlined: readonly number[]): [number, number] {
  const enough = BODY_SHARE * across;
  let from = counts.findIndex((count) => count >= enough);
  let to = counts.findLastIndex((count) => count >= enough) + 1;
  if (from < 0 && outlined.length === 0) return [0, counts.length];
  if (from < 0) [from, to] = [counts.length, 0];
  for (const position of outlined) {
    from = Math.min(from, Math.floor(position));
    to = Math.max(to, Math.ceil(position));
  }
  return [from, to];
}

export function cropped({ hu, columns }: Slice, { left, top, right, bottom }: Box): Slice {
  const width = right - left;
  const part = new Int16Array(width * (bottom - top));
  for (let row = top; row < bottom; row++) {
    part.set(hu.subarray(row * columns + left, row * columns + right), (row - top) * width);
  }
  return { hu: part, rows: bottom - top, columns: width };
}
