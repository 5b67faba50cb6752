/**
 * A phantom: CT slices made of analytic shapes, and the true value of every measure, counted from the shapes' voxels. It
 * shows that the whole walk measures what is there; of clinical accuracy it says nothing.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { MeasureTruth } from './compare-with-truth.js';

export type PhantomPart = 'chest' | 'head';

export interface PhantomOptions {
  /** Rows and columns; the field of view stays the same. */
  readonly matrix?: number;
  /** The height covered stays the same. */
  readonly slices?: number;
  /** Of the noise: the same seed, the same voxels. */
  readonly seed?: number;
}

export interface PhantomTruth {
  /** % of the aerated lung below -950 HU: the emphysema-like region and the pocket of gas, which lies in the pleural space but is as dark. */
  readonly laa950?: number;
  readonly lungVolumeMl?: number;
  readonly nonAeratedMl?: number;
  readonly hyperdenseMl?: number;
  /** Left minus right. */
  readonly asymmetryMl?: number;
}

export interface Phantom {
  readonly part: PhantomPart;
  /** Voxel counts along x (to the left), y (to posterior), z (to superior). */
  readonly dims: readonly [number, number, number];
  /** mm. */
  readonly spacing: Vector3;
  /** LPS centre of voxel 0, 0, 0, mm. */
  readonly origin: Vector3;
  /** HU: index = (z · ny + y) · nx + x. */
  readonly hu: Int16Array;
  readonly truth: PhantomTruth;
}

type Measure = keyof PhantomTruth;

/** What each truth is called as a measure of the densitometry pack, and how far a measured value may lie from it. */
export const PHANTOM_MEASURES = {
  laa950: { measure: 'laa950', unit: '%', absolute: 1, relative: 0 },
  lungVolumeMl: { measure: 'lung-volume', unit: 'ml', absolute: 0.3, relative: 0.03 },
  nonAeratedMl: { measure: 'non-aerated-lung-volume', unit: 'ml', absolute: 0.3, relative: 0.03 },
  hyperdenseMl: { measure: 'intracranial-hyperdense-volume', unit: 'ml', absolute: 0.3, relative: 0.03 },
  asymmetryMl: { measure: 'intracranial-hyperdense-asymmetry', unit: 'ml', absolute: 0.3, relative: 0.03 },
} as const satisfies Record<Measure, { measure: string; unit: string; absolute: number; relative: number }>;

/** The truths of a phantom as measures: the larger of absolute and relative tolerance holds. */
export function measureTruths({ truth }: Phantom): readonly MeasureTruth[] {
  return (Object.keys(PHANTOM_MEASURES) as Measure[]).flatMap((name) => {
    const value = truth[name];
    if (value === undefined) return [];
    const { measure, unit, absolute, relative } = PHANTOM_MEASURES[name];
    return [{ measure, unit, value, tolerance: Math.max(absolute, relative * Math.abs(value)) }];
  });
}
