/** How far a volume is from what independent programs read, or from what was generated. */
import type { Volume } from '../../service/analyze/volume.js';
import type { Grid, Landmark, Reading, Truth } from './ct-oracles.js';

type Place = readonly number[];

/** Of a Volume, as service/analyze/volume.ts promises it. */
const AIR_HU = -1024;
/** What rounding to whole HU may take; a float32 of 4000 HU is exact to less than the rest. */
const ROUNDING_HU = 0.5 + 1e-3;
const FLOAT_HU = 1e-3;

/** HU as a Volume holds them. */
export function asVolume(hu: number): number {
  return Math.max(Math.round(hu), AIR_HU);
}

/** mm by which the corners of two grids lie apart, at most; infinite if their dims differ. */
export function apart(a: Grid, b: Grid): number {
  if (a.dims.some((count, axis) => count !== b.dims[axis])) return Number.POSITIVE_INFINITY;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].map((which) =>
    a.dims.map((count, axis) => (which & (1 << axis) ? count - 1 : 0)),
  );
  return Math.max(...corners.map((corner) => distance(placeOf(a, corner), placeOf(b, corner))));
}

/** LPS mm of a voxel. */
export function placeOf({ spacing, origin, direction }: Grid, voxel: Place): Place {
  return origin.map((start, axis) =>
    voxel.reduce((at, index, k) => at + direction[k][axis] * spacing[k] * index, start),
  );
}

/**
 * Voxels of a volume that are not those of a reading, after what a Volume promises: padding is air and nothing is below it.
 * Exactly equal where the reading holds whole HU; its nearest whole number otherwise, and then `exactHu` must hold it.
 */
export function differences(volume: Volume, { hu }: Reading, paddingHu: Truth['paddingHu'] = null): number {
  if (volume.hu.length !== hu.length) return Number.POSITIVE_INFINITY;
  const [from, to] = paddingHu ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const { exactHu } = volume;
  let count = 0;
  for (let i = 0; i < hu.length; i++) {
    const expected = hu[i] >= from && hu[i] <= to ? AIR_HU : Math.max(hu[i], AIR_HU);
    const equal = Math.abs(volume.hu[i] - expected) <= ROUNDING_HU;
    const exact = exactHu ? Math.abs(exactHu[i] - expected) <= FLOAT_HU : Number.isInteger(expected);
    if (!equal || !exact) count++;
  }
  return count;
}

/** How far a landmark is from where it should be: voxels along the axis on which it is off most. Infinite if it is not there. */
export function voxelsOff(volume: Volume, landmark: Landmark): number {
  const found = centroid(volume, landmark);
  if (!found) return Number.POSITIVE_INFINITY;
  const off = found.map((mm, axis) => mm - landmark.place[axis]);
  return Math.max(...volume.direction.map((axis, k) => Math.abs(dot(axis, off)) / volume.spacing[k]));
}

/** Whether all of a landmark's surroundings lie within a grid. */
export function isWithin(grid: Grid, { place, radius }: Landmark): boolean {
  return grid.dims.every((count, axis) => {
    const { middle, reach } = span(grid, axis, { place, radius });
    return middle - reach >= 0 && middle + reach <= count - 1;
  });
}

/** Highest HU within the landmark's radius. */
export function peakHu(volume: Volume, landmark: Landmark): number {
  let peak = AIR_HU;
  eachNear(volume, landmark, (hu) => {
    peak = Math.max(peak, hu);
  });
  return peak;
}

function centroid(volume: Volume, landmark: Landmark): Place | undefined {
  const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = landmark;
  const sum = [0, 0, 0];
  let weights = 0;
  eachNear(volume, landmark, (hu, place) => {
    if (hu <= above || hu >= below) return;
    const weight = landmark.above === undefined ? below - hu : hu - above;
    weights += weight;
    place.forEach((mm, axis) => {
      sum[axis] += mm * weight;
    });
  });
  return weights > 0 ? sum.map((mm) => mm / weights) : undefined;
}

/** Every voxel whose middle lies within the landmark's radius. */
function eachNear(volume: Volume, { place, radius }: Landmark, visit: (hu: number, place: Place) => void): void {
  const { dims, hu } = volume;
  const [xs, ys, zs] = dims.map((count, axis) => {
    const { middle, reach } = span(volume, axis, { place, radius });
    const from = Math.max(Math.ceil(middle - reach), 0);
    const to = Math.min(Math.floor(middle + reach), count - 1);
    return Array.from({ length: Math.max(to - from + 1, 0) }, (_, i) => from + i);
  });
  for (const z of zs) {
    for (const y of ys) {
      for (const x of xs) {
        const at = placeOf(volume, [x, y, z]);
        if (distance(at, place) <= radius) visit(hu[(z * dims[1] + y) * dims[0] + x], at);
      }
    }
  }
}

/** In voxels along an axis of the grid. */
function span(
  { spacing, origin, direction }: Grid,
  axis: number,
  { place, radius }: Pick<Landmark, 'place' | 'radius'>,
) {
  const offset = place.map((mm, k) => mm - origin[k]);
  return { middle: dot(direction[axis], offset) / spacing[axis], reach: radius / spacing[axis] };
}

function dot(a: Place, b: Place): number {
  return a.reduce((sum, value, axis) => sum + value * b[axis], 0);
}

function distance(a: Place, b: Place): number {
  return Math.hypot(...a.map((mm, axis) => mm - b[axis]));
}
