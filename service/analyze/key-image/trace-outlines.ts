/**
 * Outlines of the pieces of a mask, by marching squares: between a set pixel and an unset one the outline runs half way
 * between their centres. Outer borders only; holes are not drawn. Coordinates as PS3.3 §C.10.5.1 has them for outlines:
 * (0.5, 0.5) is the centre of the first pixel.
 */
import type { Outline } from '../findings.js';

export interface PlaneSize {
  readonly width: number;
  readonly height: number;
}

/** Middles of a square's sides, in half pixels from the square's own middle; y runs down. The corners are pixel centres. */
type Side = readonly [number, number];
const TOP: Side = [0, -1];
const RIGHT: Side = [1, 0];
const BOTTOM: Side = [0, 1];
const LEFT: Side = [-1, 0];

/**
 * The border through a square, from side to side with the set corners to its right, by the sum of its set corners: 1 upper
 * left, 2 upper right, 4 lower left, 8 lower right. Pixels that touch at a corner only (6, 9) stay apart.
 */
const BORDERS: readonly (readonly (readonly [Side, Side])[])[] = [
  [],
  [[TOP, LEFT]],
  [[RIGHT, TOP]],
  [[RIGHT, LEFT]],
  [[LEFT, BOTTOM]],
  [[TOP, BOTTOM]],
  [
    [RIGHT, TOP],
    [LEFT, BOTTOM],
  ],
  [[RIGHT, BOTTOM]],
  [[BOTTOM, RIGHT]],
  [
    [TOP, LEFT],
    [BOTTOM, RIGHT],
  ],
  [[BOTTOM, TOP]],
  [[BOTTOM, LEFT]],
  [[LEFT, RIGHT]],
  [[TOP, RIGHT]],
  [[LEFT, TOP]],
  [],
];

export interface TracedOutline {
  /** Without the first point repeated at the end. */
  readonly outline: Outline;
  /** Pixels, holes included. */
  readonly area: number;
}

/** Largest first. @param mask 0 or 1, row by row. */
export function traceOutlines(mask: Uint8Array, { width, height }: PlaneSize): TracedOutline[] {
  const next = linkBorders(mask, { width, height });
  const traced: TracedOutline[] = [];
  for (let start = 0; start < next.length; start++) {
    if (next[start] < 0) continue;
    const outline = follow(next, start, 2 * width + 1);
    const area = signedArea(outline);
    // With set pixels to the right, outer borders run clockwise, the borders of holes against it.
    if (area > 0) traced.push({ outline, area });
  }
  return traced.sort((a, b) => b.area - a.area);
}

/** From each point of a border to the next one; -1 where none starts. Points are counted in half pixels, row by row. */
function linkBorders(mask: Uint8Array, { width, height }: PlaneSize): Int32Array {
  const columns = 2 * width + 1;
  const next = new Int32Array(columns * (2 * height + 1)).fill(-1);
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= width || y >= height ? 0 : mask[y * width + x]);
  for (let y = 0; y <= height; y++) {
    for (let x = 0; x <= width; x++) {
      const corners = at(x - 1, y - 1) + 2 * at(x, y - 1) + 4 * at(x - 1, y) + 8 * at(x, y);
      const middle = 2 * y * columns + 2 * x;
      for (const [from, to] of BORDERS[corners]) {
        next[middle + from[1] * columns + from[0]] = middle + to[1] * columns + to[0];
      }
    }
  }
  return next;
}

/** One closed border; its links are taken out, so that it is not found again. */
function follow(next: Int32Array, start: number, columns: number): [number, number][] {
  const points: [number, number][] = [];
  for (let point = start; next[point] >= 0; ) {
    points.push([(point % columns) / 2, Math.floor(point / columns) / 2]);
    const to = next[point];
    next[point] = -1;
    point = to;
  }
  return points;
}

/** Positive for a clockwise outline on a screen, where y runs down. */
function signedArea(outline: Outline): number {
  let twice = 0;
  let [fromX, fromY] = outline[outline.length - 1];
  for (const [x, y] of outline) {
    twice += fromX * y - x * fromY;
    [fromX, fromY] = [x, y];
  }
  return twice / 2;
}
