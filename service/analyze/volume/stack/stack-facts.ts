/** StackFacts from the sorted slices of a stack. */
import type { Vector3 } from '../../../dicom/instance-header.js';
import { sourceAxes, stackNormal } from '../grid/axes.js';
import { stackLine } from '../grid/stack-line.js';
import type { Slice } from '../slice.js';
import type { StackFacts, StackOrientation } from '../stack.js';
import { sliceGaps } from './slice-gaps.js';

/** Gantries tilt by up to 30°: a stack whose normal is nearer to its axis than that is called after it. */
const NAMED_WITHIN_COSINE = Math.cos((30.5 * Math.PI) / 180);
/** By the axis of the patient along the normal. */
const ORIENTATIONS: readonly StackOrientation[] = ['sagittal', 'coronal', 'axial'];

/** @param slices sorted along their normal, at least one. @param repeated how many were left out as exact repeats. */
export function stackFacts(slices: readonly Slice[], repeated: number): StackFacts {
  const [first] = slices;
  const normal = stackNormal(first);
  const axis = sourceAxes(first).slices;
  const positions = slices.map(({ position }) => position);
  const { usualMm, missing } = sliceGaps(positions, normal);
  return {
    slices: slices.length,
    repeated,
    orientation: normal[axis] >= NAMED_WITHIN_COSINE ? ORIENTATIONS[axis] : 'oblique',
    rows: first.rows,
    columns: first.columns,
    pixelSpacing: first.pixelSpacing,
    spacingMm: usualMm,
    tiltDegrees: usualMm > 0 ? tilt(positions, normal) : 0,
    missing,
    fromMm: positions[0][axis],
    toMm: positions[positions.length - 1][axis],
  };
}

/** The sign is that of the drift along y or, if that is the lesser one, along the other axis. */
function tilt(positions: readonly Vector3[], normal: Vector3): number {
  const { shearDegrees, drift } = stackLine(positions, normal);
  const most = drift.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
  return most < 0 ? -shearDegrees : shearDegrees;
}
