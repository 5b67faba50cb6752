/**
 * Where the slices of a series lie, from Image Position and Image Orientation (PS3.3 §C.7.6.2.1.1). Slice Thickness and
 * Spacing Between Slices are not asked: they are what the operator ordered, not where the slices are.
 */
import type { InstanceHeader, Vector3 } from '../dicom/instance-header.js';

export interface StackGeometry {
  /** Smallest angle between a slice's normal and the head-foot axis, degrees, 0 to 90. */
  readonly tiltDegrees: number;
  /** Median distance between neighbouring slices, mm; 0 if all lie at one place. */
  readonly spacingMm: number;
  /** Ends of the stack along the head-foot axis, mm, half a slice beyond the outermost centres. */
  readonly fromMm: number;
  readonly toMm: number;
}

/** Positions nearer than this are one position written twice. */
const SAME_POSITION_MM = 0.01;

/** Undefined if there is no slice, or one has no position or orientation. */
export function stackGeometry(slices: readonly InstanceHeader[]): StackGeometry | undefined {
  const planes = slices.flatMap(planeOf);
  if (planes.length === 0 || planes.length < slices.length) return undefined;
  const { normal } = planes[0];
  const along = planes.map(({ position }) => dot(position, normal)).sort((a, b) => a - b);
  const heights = planes.map(({ position }) => position[2]);
  const spacingMm = median(distances(along));
  const half = (spacingMm * Math.abs(normal[2])) / 2;
  return {
    tiltDegrees: Math.min(...planes.map((plane) => angleToAxis(plane.normal))),
    spacingMm,
    fromMm: Math.min(...heights) - half,
    toMm: Math.max(...heights) + half,
  };
}

interface Plane {
  readonly position: Vector3;
  readonly normal: Vector3;
}

function planeOf({ imagePosition, imageOrientation }: InstanceHeader): Plane[] {
  if (!imagePosition || !imageOrientation) return [];
  const [rx, ry, rz, cx, cy, cz] = imageOrientation;
  const cross: Vector3 = [ry * cz - rz * cy, rz * cx - rx * cz, rx * cy - ry * cx];
  const length = Math.hypot(...cross);
  if (length < 0.5) return [];
  return [{ position: imagePosition, normal: [cross[0] / length, cross[1] / length, cross[2] / length] }];
}

function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function angleToAxis(normal: Vector3): number {
  return (Math.acos(Math.min(1, Math.abs(normal[2]))) * 180) / Math.PI;
}

function distances(sorted: readonly number[]): number[] {
  return sorted
    .slice(1)
    .map((value, i) => value - sorted[i])
    .filter((distance) => distance > SAME_POSITION_MM);
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  return values.length === 0 ? 0 : values[values.length >> 1];
}
