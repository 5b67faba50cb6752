/** The slice that shows labelled voxels best. */
import type { Mask } from '../regions/grid.js';
import { erode } from '../regions/morphology.js';
import type { Volume } from '../volume.js';

export interface Shown {
  /** By label, 1 if it is shown. */
  readonly labels: Uint8Array;
  /** Only voxels below this HU choose. */
  readonly belowHu?: number;
}

export interface ChosenSlice {
  readonly z: number;
  /** Voxels that chose it: 0 if there are none in the volume. */
  readonly voxels: number;
}

/** Off the edge of a piece: what is thinner, a streak or a seam, does not choose. */
const DEEP_MM = 2;

/**
 * By a threshold, the slice with most voxels below it. Else the one with most voxels that lie deep in a piece: a compact
 * lesion is worth more than streaks of the same area. Of equal slices the lowest.
 */
export function chooseSlice(volume: Volume, labels: Uint8Array, shown: Shown): ChosenSlice {
  const slices = Array.from({ length: volume.dims[2] }, (_, z) => ({
    z,
    voxels: count(volume, labels, { ...shown, z }),
  }));
  slices.sort((a, b) => b.voxels - a.voxels || a.z - b.z);
  if (shown.belowHu !== undefined) return slices[0];
  let best = { ...slices[0], deep: 0 };
  for (const slice of slices) {
    // No slice has more deep voxels than voxels, and those that follow have fewer still.
    if (slice.voxels <= best.deep) break;
    const deep = countDeep(planeMask(volume, labels, { ...shown, z: slice.z }), volume);
    if (deep > best.deep) best = { ...slice, deep };
  }
  return best;
}

type ShownOnPlane = Shown & { readonly z: number };

function count(
  { hu, dims: [nx, ny] }: Volume,
  labels: Uint8Array,
  { labels: shown, belowHu = Number.POSITIVE_INFINITY, z }: ShownOnPlane,
): number {
  let voxels = 0;
  for (let i = z * nx * ny; i < (z + 1) * nx * ny; i++) if (shown[labels[i]] === 1 && hu[i] < belowHu) voxels++;
  return voxels;
}

/** The shown labels of one plane. */
export function planeMask({ dims: [nx, ny] }: Volume, labels: Uint8Array, { labels: shown, z }: ShownOnPlane): Mask {
  return labels.slice(z * nx * ny, (z + 1) * nx * ny).map((label) => shown[label]);
}

function countDeep(mask: Mask, { dims: [nx, ny], spacing }: Volume): number {
  const deep = erode(mask, { dims: [nx, ny, 1], spacing }, { mm: DEEP_MM, extent: 'planar' });
  return deep.reduce((sum, element) => sum + element, 0);
}
