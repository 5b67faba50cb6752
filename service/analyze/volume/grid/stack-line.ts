/**
 * StackLine: the line on which the first pixels of a stack's slices lie. If it leaves the normal, the gantry was tilted (or
 * the table moved askew) and the stack is sheared; Gantry/Detector Tilt (0018,1120) is not asked, because it is often absent
 * and its sign is not agreed upon.
 */
import type { Vector3 } from '../../../dicom/instance-header.js';
import { along, degrees, dot, minus, norm } from '../vector.js';

export interface StackLine {
  /** From one slice to the next, mm, LPS. */
  readonly step: Vector3;
  /** Of the step: along the normal, mm, and within the plane. */
  readonly normalMm: number;
  readonly drift: Vector3;
  /** Between line and normal, 0 to 90°. */
  readonly shearDegrees: number;
}

/** @param positions sorted along `normal`, at least two. */
export function stackLine(positions: readonly Vector3[], normal: Vector3): StackLine {
  const last = positions.length - 1;
  const step = along([0, 0, 0], minus(positions[last], positions[0]), 1 / last);
  const drift = inPlane(step, normal);
  const normalMm = dot(step, normal);
  return { step, normalMm, drift, shearDegrees: degrees(Math.atan2(norm(drift), normalMm)) };
}

/** How far each position lies from the line within its plane, mm. */
export function sideways(positions: readonly Vector3[], { step }: StackLine, normal: Vector3): readonly number[] {
  return positions.map((position, i) => norm(inPlane(minus(position, along(positions[0], step, i)), normal)));
}

function inPlane(vector: Vector3, normal: Vector3): Vector3 {
  return along(vector, normal, -dot(vector, normal));
}

/** Less than this moves the ends of a 40 cm stack by 3.5 mm against each other, which the volume's own direction carries. */
const SHEAR_TOLERANCE_DEGREES = 0.5;
/** Of a pixel. A stack so short that its ends move by less is no truer for being resampled, and its voxels are less so. */
const DRIFT_TOLERANCE = 0.5;

/** Whether a stack is straightened: its slices shifted in their planes until they lie above each other. */
export function isSheared(line: StackLine, slices: number, pixelMm: number): boolean {
  return line.shearDegrees > SHEAR_TOLERANCE_DEGREES && norm(line.drift) * (slices - 1) > DRIFT_TOLERANCE * pixelMm;
}
