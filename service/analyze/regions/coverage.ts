/**
 * How much of a region lies within the volume: an estimate from its cut faces. A region that reaches the first or the last
 * slice goes on there. What is missing is taken for half an ellipsoid on the cut face, as high as the region's usual height
 * lets it be (shared between two cut ends by their area), at least `LEAST_MM`.
 */
import type { Grid, Mask } from './grid.js';

const LEAST_MM = 10;
/** A smaller face is the tip of a recess, or a crumb of something else. */
const CUT_MM2 = 100;

export interface Coverage {
  /** Share of the whole region, 0 to 1. */
  readonly coverage: number;
  readonly complete: { readonly inferior: boolean; readonly superior: boolean };
}

export function measureCoverage(
  mask: Mask,
  { dims: [nx, ny, nz], spacing: [sx, sy, sz] }: Grid,
  usualHeightMm: number,
): Coverage {
  const areas = Array.from({ length: nz }, (_, z) => {
    let count = 0;
    for (let i = z * nx * ny; i < (z + 1) * nx * ny; i++) count += mask[i];
    return count * sx * sy;
  });
  const volume = areas.reduce((sum, area) => sum + area, 0) * sz;
  if (volume === 0) return { coverage: 0, complete: { inferior: true, superior: true } };
  const [bottom, top] = [areas[0], areas[nz - 1]].map((area) => (area > CUT_MM2 ? area : 0));
  const height = areas.filter((area) => area > 0).length * sz;
  const missingHeight = Math.max(LEAST_MM, usualHeightMm - height);
  const missing = (2 / 3) * missingHeight * ((bottom * bottom + top * top) / Math.max(bottom + top, 1));
  return { coverage: volume / (volume + missing), complete: { inferior: bottom === 0, superior: top === 0 } };
}
