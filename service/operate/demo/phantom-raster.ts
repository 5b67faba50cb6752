/** Voxels of a phantom: the tissue at each voxel's centre gives its mean HU and noise, and is counted. */
import type { Vector3 } from '../../dicom/instance-header.js';

export interface Tissue {
  readonly hu: number;
  /** Standard deviation of its noise or texture, HU. */
  readonly sd: number;
}

/** Tissue at a point in mm from the middle of the field: x to the left, y to posterior, z to superior. */
export type TissueAt<Name extends string> = (x: number, y: number, z: number) => Name;

export interface Raster<Name extends string> {
  readonly dims: readonly [number, number, number];
  readonly spacing: Vector3;
  readonly origin: Vector3;
  readonly hu: Int16Array;
  /** ml of each tissue, by voxel count. */
  readonly ml: Readonly<Record<Name, number>>;
}

interface Field {
  readonly widthMm: number;
  readonly heightMm: number;
  readonly matrix: number;
  readonly slices: number;
  readonly seed: number;
}

export function rasterize<Name extends string>(
  tissues: Readonly<Record<Name, Tissue>>,
  tissueAt: TissueAt<Name>,
  field: Field,
): Raster<Name> {
  const { widthMm, heightMm, matrix, slices } = field;
  const spacing: Vector3 = [widthMm / matrix, widthMm / matrix, heightMm / slices];
  const origin: Vector3 = [(spacing[0] - widthMm) / 2, (spacing[1] - widthMm) / 2, (spacing[2] - heightMm) / 2];
  const hu = new Int16Array(matrix * matrix * slices);
  const ml = Object.fromEntries(Object.keys(tissues).map((name) => [name, 0])) as Record<Name, number>;
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  const noise = noiseOf(field.seed);
  let at = 0;
  for (let z = 0; z < slices; z++) {
    for (let y = 0; y < matrix; y++) {
      for (let x = 0; x < matrix; x++) {
        const name = tissueAt(origin[0] + x * spacing[0], origin[1] + y * spacing[1], origin[2] + z * spacing[2]);
        ml[name] += voxelMl;
        hu[at++] = tissues[name].hu + tissues[name].sd * noise();
      }
    }
  }
  return { dims: [matrix, matrix, slices], spacing, origin, hu, ml };
}

/** Squared distance from the middle of an ellipsoid in units of its half axes: below 1 inside. */
export function inEllipsoid(point: Vector3, middle: Vector3, half: Vector3): number {
  return (
    ((point[0] - middle[0]) / half[0]) ** 2 +
    ((point[1] - middle[1]) / half[1]) ** 2 +
    ((point[2] - middle[2]) / half[2]) ** 2
  );
}

const NOISE_BITS = 14;

/** Normal deviates, drawn from a table in the order of a linear congruential generator: millions a second, and repeatable. */
function noiseOf(seed: number): () => number {
  let state = seed | 0;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state >>> 0;
  };
  const uniform = () => (next() + 1) / 4294967297;
  const table = Float32Array.from(
    { length: 1 << NOISE_BITS },
    () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  // The high bits: the low ones of such a generator repeat soon.
  return () => table[next() >>> (32 - NOISE_BITS)];
}
