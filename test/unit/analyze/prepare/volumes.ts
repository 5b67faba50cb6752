/** Small volumes for the preparation's tests, and what a plan makes of them without threads. */
import { compilePlan } from '../../../../service/analyze/prepare/compile-plan.js';
import { channelCount, type Plan } from '../../../../service/analyze/prepare/plan.js';
import { type Region, tileRegions } from '../../../../service/analyze/prepare/region.js';
import { RegionCutter } from '../../../../service/analyze/prepare/region-cutter.js';
import { type PreparationInput, preparationSchema } from '../../../../service/analyze/prepare/steps.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { SeriesInstanceUid } from '../../../../service/dicom/uid.js';

export type Voxel = (x: number, y: number, z: number) => number;

export interface VolumeOf {
  readonly dims: readonly [number, number, number];
  readonly spacing?: readonly [number, number, number];
  readonly origin?: readonly [number, number, number];
  readonly direction?: Volume['direction'];
  readonly hu: Voxel;
  /** As floats, as where the rescale gives fractions. */
  readonly exact?: boolean;
}

const LPS = [
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
] as const;

export function volumeOf({
  dims,
  spacing = [1, 1, 1],
  origin = [0, 0, 0],
  direction = LPS,
  hu,
  exact,
}: VolumeOf): Volume {
  const [nx, ny, nz] = dims;
  const values = new Int16Array(new SharedArrayBuffer(nx * ny * nz * 2));
  const fractions = new Float32Array(exact ? nx * ny * nz : 0);
  for (let index = 0; index < values.length; index++) {
    const value = hu(index % nx, Math.floor(index / nx) % ny, Math.floor(index / (nx * ny)));
    values[index] = Math.round(value);
    if (exact) fractions[index] = value;
  }
  return {
    seriesInstanceUid: '1.2.3' as SeriesInstanceUid,
    dims,
    spacing,
    origin,
    direction,
    hu: values,
    ...(exact ? { exactHu: fractions } : {}),
    slices: [],
    layout: {
      axes: { columns: 0, rows: 1, slices: 2 },
      reversed: { columns: false, rows: false },
      columns: nx,
      rows: ny,
    },
  };
}

export function planFor(volume: Volume, preparation: PreparationInput): Plan {
  return compilePlan(preparationSchema.parse(preparation), volume);
}

/** The whole array, cut on this thread. */
export function wholeOf(volume: Volume, plan: Plan): Float32Array {
  return cut(new RegionCutter(plan, volume), { start: [0, 0, 0], size: plan.grid.dims });
}

export function tilesOf(volume: Volume, plan: Plan): readonly Float32Array[] {
  const cutter = new RegionCutter(plan, volume);
  return tileRegions(plan.tiles).map((region) => cut(cutter, region));
}

/** Begins as NaN: a voxel that nobody writes shows. */
function cut(cutter: RegionCutter, region: Region): Float32Array {
  const channelStride = region.size[0] * region.size[1] * region.size[2];
  const data = new Float32Array(channelStride * channelCount(cutter.plan)).fill(Number.NaN);
  cutter.cut(region, { data, offset: 0, channelStride });
  return data;
}
