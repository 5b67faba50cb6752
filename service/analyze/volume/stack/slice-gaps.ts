/** SliceGaps: whether positions are evenly spaced along the normal of their slices, and which are doubled or missing. */
import type { Vector3 } from '../../../dicom/instance-header.js';
import { along, dot, minus } from '../vector.js';

/** mm. Positions are written with two decimals or more: slices nearer than this were meant to lie at the same place. */
export const SAME_POSITION_MM = 0.01;
/** Of the spacing. A slice that is further off the regular grid would be measured at a place where it is not. */
const SPACING_TOLERANCE = 0.1;
/** mm. In positions of one decimal a slice and the ends of its stack are off by half of that each. Not less than it, by a hair. */
const ROUNDING_MM = 0.1 + 1e-6;
/** Of the spacing. However thin the slices are: where one is missing, another is off the grid by a third at least. */
const MOST_ROUNDING = 0.25;
/** Of all gaps. If more are long, the scan was planned with two spacings and nothing was lost. */
const MOST_LONG_GAPS = 0.25;

/** More missing slices than a stack ever has: one of the positions is wrong. */
const MOST_MISSING = 1000;

export interface SliceGaps {
  /** Median gap, mm; 0 of one slice. */
  readonly usualMm: number;
  readonly leastMm: number;
  readonly mostMm: number;
  /** Slices at the most crowded place; 1 if every slice has a place of its own. */
  readonly crowd: number;
  /** Positions at which there is a slice before them. */
  readonly doubled: readonly Vector3[];
  /** Where slices would lie that are missing from an otherwise even stack. */
  readonly missing: readonly Vector3[];
  readonly even: boolean;
}

/** @param positions sorted along `normal`; at least one. */
export function sliceGaps(positions: readonly Vector3[], normal: Vector3): SliceGaps {
  const heights = positions.map((position) => dot(position, normal));
  const gaps = heights.slice(1).map((height, i) => height - heights[i]);
  const usualMm = median(gaps);
  return {
    usualMm,
    leastMm: gaps.length > 0 ? Math.min(...gaps) : 0,
    mostMm: gaps.length > 0 ? Math.max(...gaps) : 0,
    crowd: crowd(gaps),
    doubled: gaps.flatMap((gap, i) => (gap < SAME_POSITION_MM ? [positions[i + 1]] : [])),
    ...evenness(positions, heights, gaps),
  };
}

function evenness(
  positions: readonly Vector3[],
  heights: readonly number[],
  gaps: readonly number[],
): Pick<SliceGaps, 'even' | 'missing'> {
  if (isRegular(heights)) return { even: true, missing: [] };
  const usual = median(gaps);
  const long = gaps.filter((gap) => Math.round(gap / usual) > 1).length;
  const isolated = long === 1 || long <= gaps.length * MOST_LONG_GAPS;
  const span = (heights[heights.length - 1] - heights[0]) / usual;
  const isMissing =
    usual >= SAME_POSITION_MM &&
    isolated &&
    gaps.every((gap) => isMultiple(gap / usual)) &&
    span - gaps.length <= MOST_MISSING;
  if (!isMissing) return { even: false, missing: [] };
  return { even: false, missing: gaps.flatMap((gap, i) => between(positions[i], positions[i + 1], gap / usual)) };
}

/** Compared with the grid from first to last and not gap by gap: small errors may add up, and rounding must not matter. */
function isRegular(heights: readonly number[]): boolean {
  if (heights.length < 2) return true;
  const spacing = (heights[heights.length - 1] - heights[0]) / (heights.length - 1);
  if (spacing < SAME_POSITION_MM) return false;
  const tolerance = Math.max(SPACING_TOLERANCE * spacing, Math.min(ROUNDING_MM, MOST_ROUNDING * spacing));
  return heights.every((height, i) => Math.abs(height - heights[0] - i * spacing) <= tolerance);
}

/** A gap has two ends, and each may be off by the tolerance. */
function isMultiple(ratio: number): boolean {
  return Math.round(ratio) >= 1 && Math.abs(ratio - Math.round(ratio)) <= 2 * SPACING_TOLERANCE;
}

/** Where slices would lie in a gap of `ratio` spacings. */
function between(before: Vector3, after: Vector3, ratio: number): Vector3[] {
  const steps = Math.round(ratio);
  const step = minus(after, before);
  return Array.from({ length: steps - 1 }, (_, i) => along(before, step, (i + 1) / steps));
}

function crowd(gaps: readonly number[]): number {
  let most = 1;
  let here = 1;
  for (const gap of gaps) {
    here = gap < SAME_POSITION_MM ? here + 1 : 1;
    most = Math.max(most, here);
  }
  return most;
}

function median(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];
}
