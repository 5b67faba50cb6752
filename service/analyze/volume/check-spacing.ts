/** Whether positions are evenly spaced along the normal of their slices; if not, whether some are doubled or missing. */
import type { Vector3 } from '../../dicom/instance-header.js';
import { CambiumError } from '../../errors/registry.js';
import { along, dot, minus } from './vector.js';

/** mm. Positions are written with two decimals or more: slices nearer than this were meant to lie at the same place. */
const SAME_POSITION_MM = 0.01;
/**
 * Of the spacing. Positions rounded to 0.1 mm are off the regular grid by up to a tenth of a 0.5 mm spacing; a slice that is
 * further off would be measured at a place where it is not.
 */
const SPACING_TOLERANCE = 0.1;
/** Of all gaps. If more are long, the scan was planned with two spacings and nothing was lost. */
const MOST_LONG_GAPS = 0.25;

/**
 * @param positions sorted along `normal`, which points to superior; at least two.
 * @throws CambiumError `geometry.duplicate-position`, `geometry.missing-slice`, `geometry.uneven-spacing`
 */
export function checkSpacing(positions: readonly Vector3[], normal: Vector3): void {
  const heights = positions.map((position) => dot(position, normal));
  const gaps = heights.slice(1).map((height, i) => height - heights[i]);
  const doubled = gaps.flatMap((gap, i) => (gap < SAME_POSITION_MM ? [positions[i]] : []));
  if (doubled.length > 0) {
    throw new CambiumError(
      'geometry.duplicate-position',
      `${count(doubled.length, 'slice')} too many, ${places(doubled)}.`,
    );
  }
  if (isRegular(heights)) return;
  const usual = median(gaps);
  const missing = gaps.flatMap((gap, i) => between(positions[i], positions[i + 1], gap / usual));
  const long = gaps.filter((gap) => Math.round(gap / usual) > 1).length;
  const isolated = long === 1 || long <= gaps.length * MOST_LONG_GAPS;
  if (missing.length > 0 && isolated && gaps.every((gap) => isMultiple(gap / usual))) {
    throw new CambiumError('geometry.missing-slice', `${count(missing.length, 'slice')} missing, ${places(missing)}.`);
  }
  throw new CambiumError('geometry.uneven-spacing', `Gaps of ${mm(Math.min(...gaps))} to ${mm(Math.max(...gaps))} mm.`);
}

/** Compared with the grid from first to last and not gap by gap: small errors may add up, and rounding must not matter. */
function isRegular(heights: readonly number[]): boolean {
  const spacing = (heights[heights.length - 1] - heights[0]) / (heights.length - 1);
  return heights.every((height, i) => Math.abs(height - heights[0] - i * spacing) <= SPACING_TOLERANCE * spacing);
}

/** A gap has two ends, and each may be off by the tolerance. */
function isMultiple(ratio: number): boolean {
  return Math.round(ratio) >= 1 && Math.abs(ratio - Math.round(ratio)) <= 2 * SPACING_TOLERANCE;
}

/** Where slices would lie in a gap of `ratio` spacings. */
function between(before: Vector3, after: Vector3, ratio: number): Vector3[] {
  const steps = Math.round(ratio);
  const step = minus(after, before);
  return Array.from({ length: Math.max(steps - 1, 0) }, (_, i) => along(before, step, (i + 1) / steps));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[(values.length - 1) >> 1];
}

/** Named by z of Image Position (Patient), which every viewer shows; the first few are enough to find them. */
function places(positions: readonly Vector3[]): string {
  const shown = positions.slice(0, 5).map((position) => mm(position[2]));
  return `at z = ${shown.join(', ')} mm${positions.length > shown.length ? ' and on' : ''}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function mm(value: number): string {
  return value.toFixed(2);
}
