/** Left and right half of the cranial cavity: by the plane that best halves its rows, whatever way the head lies turned. */
import type { Grid, Mask } from './grid.js';

/** Column of the midsagittal plane at a row: `at + alongY · y + alongZ · z`. */
export interface Midplane {
  readonly at: number;
  readonly alongY: number;
  readonly alongZ: number;
}

/** Least squares over the middles of the rows, each weighted by its length: long rows cross the whole cavity. */
export function findMidplane(cavity: Mask, { dims: [nx, ny, nz] }: Grid): Midplane {
  // Of the normal equations of middle = at + alongY · y + alongZ · z.
  const sums = { w: 0, y: 0, z: 0, yy: 0, yz: 0, zz: 0, m: 0, my: 0, mz: 0 };
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = cavity.subarray((z * ny + y) * nx, (z * ny + y + 1) * nx);
      const first = row.indexOf(1);
      if (first < 0) continue;
      const last = row.lastIndexOf(1);
      const weight = last - first + 1;
      const middle = (first + last) / 2;
      sums.w += weight;
      sums.y += weight * y;
      sums.z += weight * z;
      sums.yy += weight * y * y;
      sums.yz += weight * y * z;
      sums.zz += weight * z * z;
      sums.m += weight * middle;
      sums.my += weight * middle * y;
      sums.mz += weight * middle * z;
    }
  }
  const { w } = sums;
  const yy = sums.yy - (sums.y * sums.y) / w;
  const yz = sums.yz - (sums.y * sums.z) / w;
  const zz = sums.zz - (sums.z * sums.z) / w;
  const my = sums.my - (sums.m * sums.y) / w;
  const mz = sums.mz - (sums.m * sums.z) / w;
  const determinant = yy * zz - yz * yz;
  if (!(determinant > 0)) return { at: sums.m / w, alongY: 0, alongZ: 0 };
  const alongY = (my * zz - mz * yz) / determinant;
  const alongZ = (mz * yy - my * yz) / determinant;
  return { at: (sums.m - alongY * sums.y - alongZ * sums.z) / w, alongY, alongZ };
}

/** Patient's left, since x grows to the left. */
export function isLeftOf({ at, alongY, alongZ }: Midplane, [x, y, z]: readonly [number, number, number]): boolean {
  return x > at + alongY * y + alongZ * z;
}
