/**
 * Dilation and erosion of masks by a distance in mm: exact Euclidean disks (`planar`, within a slice) or balls (`spatial`),
 * whatever the spacing. What lies outside the grid counts as unset in a dilation and as set in an erosion, so that a region
 * cut by the first or last slice is not eaten from there.
 */
import type { Grid, Mask } from './grid.js';

export type Extent = 'planar' | 'spatial';

export interface Radius {
  readonly mm: number;
  readonly extent: Extent;
}

export function dilate(mask: Mask, grid: Grid, radius: Radius): Mask {
  return spreadValue(mask, grid, { ...radius, value: 1 });
}

export function erode(mask: Mask, grid: Grid, radius: Radius): Mask {
  return spreadValue(mask, grid, { ...radius, value: 0 });
}

/** Keeps what a disk or ball of the radius fits into. */
export function open(mask: Mask, grid: Grid, radius: Radius): Mask {
  return dilate(erode(mask, grid, radius), grid, radius);
}

/** Fills what a disk or ball of the radius, outside the mask, cannot reach. */
export function close(mask: Mask, grid: Grid, radius: Radius): Mask {
  return erode(dilate(mask, grid, radius), grid, radius);
}

/** Inverts in place, and returns the mask. */
export function invert(mask: Mask): Mask {
  for (let i = 0; i < mask.length; i++) mask[i] ^= 1;
  return mask;
}

/** Gives `value` to every element within the radius of one that has it. */
function spreadValue(mask: Mask, grid: Grid, { mm, extent, value }: Radius & { value: 0 | 1 }): Mask {
  const [nx, ny, nz] = grid.dims;
  const ball = ballRows(grid, mm, extent);
  const rows = rowDistances(mask, grid, value);
  const out = new Uint8Array(mask);
  for (let target = 0; target < ny * nz; target++) {
    if (rows.lastOther[target] < 0) continue;
    const y = target % ny;
    const z = (target - y) / ny;
    for (const { dy, dz, reach } of ball) {
      if (y + dy < 0 || y + dy >= ny || z + dz < 0 || z + dz >= nz) continue;
      const source = target + dz * ny + dy;
      if (rows.last[source] < 0) continue;
      const shift = (source - target) * nx;
      const end = target * nx + Math.min(rows.lastOther[target], rows.last[source] + reach);
      for (let i = target * nx + Math.max(rows.firstOther[target], rows.first[source] - reach); i <= end; i++) {
        if (rows.distance[i + shift] <= reach) out[i] = value;
      }
    }
  }
  return out;
}

/** A row of the ball: rows that lie `dy`, `dz` away reach `reach` elements to either side. */
interface BallRow {
  readonly dy: number;
  readonly dz: number;
  readonly reach: number;
}

function ballRows({ spacing: [sx, sy, sz] }: Grid, mm: number, extent: Extent): BallRow[] {
  const rows: BallRow[] = [];
  // A spacing read from text may be 2.999999: without the allowance a ball would lose its outermost elements.
  const radius = mm + 0.001;
  const deep = extent === 'spatial' ? Math.floor(radius / sz) : 0;
  const tall = Math.floor(radius / sy);
  for (let dz = -deep; dz <= deep; dz++) {
    for (let dy = -tall; dy <= tall; dy++) {
      const rest = radius ** 2 - (dy * sy) ** 2 - (dz * sz) ** 2;
      if (rest >= 0) rows.push({ dy, dz, reach: Math.min(254, Math.floor(Math.sqrt(rest) / sx)) });
    }
  }
  return rows;
}

interface RowDistances {
  /** Elements to the nearest one of the same row that has the value, at most 255; only of rows that have one. */
  readonly distance: Uint8Array;
  /** Columns of each row's first and last element that has the value, and that has the other; -1 if there is none. */
  readonly first: Int16Array;
  readonly last: Int16Array;
  readonly firstOther: Int16Array;
  readonly lastOther: Int16Array;
}

function rowDistances(mask: Mask, { dims: [nx, ny, nz] }: Grid, value: 0 | 1): RowDistances {
  const distance = new Uint8Array(mask.length);
  const [first, last, firstOther, lastOther] = Array.from({ length: 4 }, () => new Int16Array(ny * nz));
  for (let row = 0; row < ny * nz; row++) {
    const elements = mask.subarray(row * nx, (row + 1) * nx);
    first[row] = elements.indexOf(value);
    last[row] = elements.lastIndexOf(value);
    firstOther[row] = elements.indexOf(1 - value);
    lastOther[row] = elements.lastIndexOf(1 - value);
    // Rows all alike need no distances: none are asked for, or all are 0.
    if (last[row] >= 0 && lastOther[row] >= 0) measureRow(elements, distance.subarray(row * nx, (row + 1) * nx), value);
  }
  return { distance, first, last, firstOther, lastOther };
}

function measureRow(elements: Mask, distance: Uint8Array, value: 0 | 1): void {
  let steps = 255;
  for (let x = 0; x < elements.length; x++) {
    if (elements[x] === value) steps = 0;
    else if (steps < 255) steps++;
    distance[x] = steps;
  }
  for (let x = elements.length - 2; x >= 0; x--) {
    if (distance[x + 1] + 1 < distance[x]) distance[x] = distance[x + 1] + 1;
  }
}
