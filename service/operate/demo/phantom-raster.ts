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
  { widthMm, heightMm, matrix, slices, seed }: Field,
): Raster<Name> {
  const spacing: Vector3 = [widthMm / matrix, widthMm / matrix, heightMm / slices];
  const origin: Vector3 = [(spacing[0] - widthMm) / 2, (spacing[1] - widthMm) / 2, (spacing[2] - heightMm) / 2];
  const hu = new Int16Array(matrix * matrix * slices);
  const names = Object.keys(tissues) as Name[];
  const voxels = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  const noise = noiseOf(seed);
  let at = 0;
  for (let z = 0; z < slices; z++) {
    for (let y = 0; y < matrix; y++) {
      for (let x = 0; x < matrix; x++) {
        const name = tissueAt(origin[0] + x * spacing[0], origin[1] + y * spacing[1], origin[2] + z * spacing[2]);
        const tissue = tissues[name];
        voxels[name]++;
        hu[at++] = tissue.hu + tissue.sd * noise();
      }
    }
  }
  const voxelMl = (spacing[0] * spacing[1] * spacing[2]) / 1000;
  for (const name of names) voxels[name] *= voxelMl;
  return { dims: [matrix, matrix, slices], spacing, origin, hu, ml: voxels };
}

/** Middle and half axes, mm. */
export interface Ellipsoid {
  readonly middle: Vector3;
  readonly half: Vector3;
}

export function isInside({ middle, half }: Ellipsoid, x: number, y: number, z: number): boolean {
  const [dx, dy, dz] = [(x - middle[0]) / half[0], (y - middle[1]) / half[1], (z - middle[2]) / half[2]];
  return dx * dx + dy * dy + dz * dz < 1;
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
