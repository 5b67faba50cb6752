/**
 * The grid on which a stack is looked over: planes a centimetre or two apart, each in cells of 4 mm or so with the mean HU
 * of their voxels. Coarse enough to cost milliseconds and to be free of noise, fine enough for an aorta or a skull.
 */
import type { Grid } from '../regions/grid.js';
import type { Volume } from '../volume.js';

export interface CoarseVolume extends Grid {
  readonly hu: Int16Array;
}

/** At most, unless voxels are larger: six cells across an aorta, two across a skull. */
const CELL_MM = 4.5;
/** Planes along the head-foot axis: over a whole trunk they lie 3 cm apart, which no organ that is looked for hides in. */
export const MAX_PLANES = 24;

export function coarseGrid({ hu, dims: [nx, ny, nz], spacing: [sx, sy, sz] }: Volume): CoarseVolume {
  const [bx, by] = [sx, sy].map((mm) => Math.max(1, Math.floor(CELL_MM / mm)));
  const step = Math.ceil(nz / MAX_PLANES);
  const dims = [Math.ceil(nx / bx), Math.ceil(ny / by), Math.ceil(nz / step)] as const;
  const cells = new Int16Array(dims[0] * dims[1] * dims[2]);
  let at = 0;
  for (let z = 0; z < nz; z += step) {
    for (let y = 0; y < ny; y += by) {
      const yEnd = Math.min(ny, y + by);
      for (let x = 0; x < nx; x += bx)
        cells[at++] = meanOf(hu, { nx, x, xEnd: Math.min(nx, x + bx), z: z * ny, y, yEnd });
    }
  }
  return { dims, spacing: [sx * bx, sy * by, sz * step], hu: cells };
}

/** Where a cell has so many rows, every second one is enough for its mean. */
const MANY_ROWS = 4;

interface Cell {
  readonly nx: number;
  readonly x: number;
  readonly xEnd: number;
  /** First row of the plane. */
  readonly z: number;
  readonly y: number;
  readonly yEnd: number;
}

function meanOf(hu: Int16Array, { nx, x, xEnd, z, y, yEnd }: Cell): number {
  let sum = 0;
  let count = 0;
  const step = yEnd - y >= MANY_ROWS ? 2 : 1;
  for (let row = y; row < yEnd; row += step) {
    const start = (z + row) * nx;
    for (let i = start + x; i < start + xEnd; i++) sum += hu[i];
    count += xEnd - x;
  }
  return Math.round(sum / count);
}
