/**
 * Dilation and erosion of masks by a distance in mm: exact Euclidean disks (`planar`, within a slice) or balls (`spatial`),
 * whatever the spacing. What lies outside the grid counts as unset in a dilation and as set in an erosion, so that a region
 * cut by the first or last slice is not eaten from there.
 */
import type { Grid, Mask } from './grid.js';
import { runsOf } from './runs.js';

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

/** Gives `value` to every element within the radius of one that has it: each run, widened, into each row the ball reaches. */
function spreadValue(mask: Mask, grid: Grid, { mm, extent, value }: Radius & { value: 0 | 1 }): Mask {
  const [nx, ny, nz] = grid.dims;
  const ball = ballRows(grid, mm, extent);
  const { starts, ends, firstOfRow } = runsOf(mask, grid, value);
  const out = new Uint8Array(mask.length);
  // Of the widened runs that reach a row: how many more begin than end at an element.
  const begun = new Int32Array(nx + 1);
  for (let target = 0; target < ny * nz; target++) {
    const y = target % ny;
    const z = (target - y) / ny;
    let reached = false;
    for (const { dy, dz, reach } of ball) {
      if (y + dy < 0 || y + dy >= ny || z + dz < 0 || z + dz >= nz) continue;
      const source = target + dz * ny + dy;
      const first = source * nx;
      for (let run = firstOfRow[source]; run < firstOfRow[source + 1]; run++) {
        begun[Math.max(0, starts[run] - first - reach)]++;
        begun[Math.min(nx, ends[run] - first + reach)]--;
        reached = true;
      }
    }
    if (reached) drawRow(out, target * nx, { begun, value });
    else if (value === 0) out.fill(1, target * nx, (target + 1) * nx);
  }
  return out;
}

/** Draws a row of which some elements are in a run, and clears `begun`. */
function drawRow(out: Mask, from: number, { begun, value }: { begun: Int32Array; value: 0 | 1 }): void {
  const other = 1 - value;
  let open = 0;
  for (let x = 0; x < begun.length - 1; x++) {
    open += begun[x];
    begun[x] = 0;
    out[from + x] = open > 0 ? value : other;
  }
  begun[begun.length - 1] = 0;
}

/** A row of the ball: rows that lie `dy`, `dz` away reach `reach` elements to either side. */
export interface BallRow {
  readonly dy: number;
  readonly dz: number;
  readonly reach: number;
}

export function ballRows({ spacing: [sx, sy, sz] }: Grid, mm: number, extent: Extent): BallRow[] {
  const rows: BallRow[] = [];
  // A spacing read from text may be 2.999999: without the allowance a ball would lose its outermost elements.
  const radius = mm + 0.001;
  const deep = extent === 'spatial' ? Math.floor(radius / sz) : 0;
  const tall = Math.floor(radius / sy);
  for (let dz = -deep; dz <= deep; dz++) {
    for (let dy = -tall; dy <= tall; dy++) {
      const rest = radius ** 2 - (dy * sy) ** 2 - (dz * sz) ** 2;
      if (rest >= 0) rows.push({ dy, dz, reach: Math.floor(Math.sqrt(rest) / sx) });
    }
  }
  return rows;
}
