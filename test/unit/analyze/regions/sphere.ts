/** A ball of one density in another, as a scanner would give it: partial volume at its border, and Gaussian noise. */
import { type Box, boxBetween } from '../../../../service/analyze/regions/box.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { randomNumbers } from '../../../support/random-numbers.js';
import { volumeOf } from './volumes.js';

export interface SphereOptions {
  readonly diameterMm: number;
  readonly hu: number;
  readonly aroundHu: number;
  readonly pixelMm: number;
  readonly sliceMm: number;
  /** Standard deviation, HU. */
  readonly noise: number;
  /** Of the noise, and of where the centre lies between the voxels. */
  readonly seed: number;
}

const MARGIN_MM = 8;
/** Points a voxel is sampled at along each axis, at least, and how near to each other. */
const SAMPLES = { least: 3, everyMm: 0.5 } as const;

export interface Sphere {
  readonly volume: Volume;
  /** All of the volume. */
  readonly box: Box;
  /** True volume of the ball. */
  readonly ml: number;
}

export function sphere({ diameterMm, hu, aroundHu, pixelMm, sliceMm, noise, seed }: SphereOptions): Sphere {
  const random = randomNumbers(seed);
  const spacing: Vector3 = [pixelMm, pixelMm, sliceMm];
  const dims = spacing.map((mm) => Math.ceil((diameterMm + 2 * MARGIN_MM) / mm));
  const centre = spacing.map((mm, axis) => ((dims[axis] - 1) / 2 + random() - 0.5) * mm);
  const share = shareInside({ centre, spacing, radius: diameterMm / 2 });
  const voxels = new Int16Array(dims[0] * dims[1] * dims[2]);
  let at = 0;
  for (let z = 0; z < dims[2]; z++) {
    for (let y = 0; y < dims[1]; y++) {
      for (let x = 0; x < dims[0]; x++, at++)
        voxels[at] = Math.round(aroundHu + share([x, y, z]) * (hu - aroundHu) + noise * normal(random));
    }
  }
  const volume = volumeOf({ dims: [dims[0], dims[1], dims[2]], spacing, origin: [0, 0, 0], hu: voxels });
  const box = boxBetween(
    [0, 0, 0],
    dims.map((count) => count - 1),
    spacing,
  );
  return { volume, box, ml: (Math.PI * diameterMm ** 3) / 6000 };
}

interface Ball {
  readonly centre: readonly number[];
  readonly spacing: Vector3;
  readonly radius: number;
}

/** How much of a voxel lies in the ball, 0 to 1. */
function shareInside({ centre, spacing, radius }: Ball): (voxel: Vector3) => number {
  const samples = spacing.map((mm) => Math.max(SAMPLES.least, Math.ceil(mm / SAMPLES.everyMm)));
  const offsets = samples.map((count, axis) =>
    Array.from({ length: count }, (_, k) => ((k + 0.5) / count - 0.5) * spacing[axis]),
  );
  const halfDiagonal = Math.hypot(...spacing) / 2;
  return (voxel) => {
    const [dx, dy, dz] = voxel.map((index, axis) => index * spacing[axis] - centre[axis]);
    const distance = Math.hypot(dx, dy, dz);
    if (Math.abs(distance - radius) > halfDiagonal) return distance < radius ? 1 : 0;
    let inside = 0;
    for (const oz of offsets[2]) {
      for (const oy of offsets[1]) {
        for (const ox of offsets[0]) if (Math.hypot(dx + ox, dy + oy, dz + oz) <= radius) inside++;
      }
    }
    return inside / (samples[0] * samples[1] * samples[2]);
  };
}

/** Box–Muller. */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
