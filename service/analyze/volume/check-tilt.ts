/**
 * Whether positions follow the normal of their slices. If they drift away evenly, the gantry was tilted and the stack is
 * sheared; Gantry/Detector Tilt (0018,1120) is not asked, because it is often absent and its sign is not agreed upon.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import { CambiumError } from '../../errors/registry.js';
import { along, degrees, dot, minus, norm } from './vector.js';

/** Less than this moves the ends of a 40 cm stack by 3.5 mm against each other, which the volume's own direction carries. */
const SHEAR_TOLERANCE_DEGREES = 0.5;
/** Of a pixel: a slice that is further off its line gives voxels the values of their neighbours. */
const SHIFT_TOLERANCE = 0.5;

/**
 * @param positions sorted along `normal`, evenly spaced, at least two.
 * @param pixelMm the smaller Pixel Spacing.
 * @throws CambiumError `geometry.shifted` if slices jump sideways, `geometry.tilted` if all move the same way.
 */
export function checkTilt(positions: readonly Vector3[], normal: Vector3, pixelMm: number): void {
  const last = positions.length - 1;
  const span = minus(positions[last], positions[0]);
  const off = positions.filter((position, i) => {
    const onLine = along(positions[0], span, i / last);
    return norm(inPlane(minus(position, onLine), normal)) > SHIFT_TOLERANCE * pixelMm;
  });
  if (off.length > 0)
    throw new CambiumError('geometry.shifted', `${off.length} of ${positions.length} slices lie off the line.`);
  const shear = degrees(Math.atan2(norm(inPlane(span, normal)), dot(span, normal)));
  if (shear > SHEAR_TOLERANCE_DEGREES) throw new CambiumError('geometry.tilted', `By ${shear.toFixed(1)}°.`);
}

function inPlane(vector: Vector3, normal: Vector3): Vector3 {
  return along(vector, normal, -dot(vector, normal));
}
