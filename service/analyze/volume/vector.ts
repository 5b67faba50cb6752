/** The little vector arithmetic that geometry needs. */
import type { Vector3 } from '../../dicom/instance-header.js';

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** a + b · factor */
export function along(a: Vector3, b: Vector3, factor: number): Vector3 {
  return [a[0] + b[0] * factor, a[1] + b[1] * factor, a[2] + b[2] * factor];
}

export function minus(a: Vector3, b: Vector3): Vector3 {
  return along(a, b, -1);
}

export function opposite(a: Vector3): Vector3 {
  return minus([0, 0, 0], a);
}

export function norm(a: Vector3): number {
  return Math.hypot(...a);
}

export function unit(a: Vector3): Vector3 {
  const length = norm(a);
  return [a[0] / length, a[1] / length, a[2] / length];
}

export function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}
