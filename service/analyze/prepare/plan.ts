/**
 * Plan: a manifest's steps, compiled for one volume. Pure data: for every voxel of the encoder's array, which voxels of the
 * volume give it with which weights; what is done to their values; where the tiles lie. Axes are in the order of the array,
 * slowest first.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { Axis } from '../volume.js';
import type { ValueOperation } from './value-map.js';

export type Triple<Item> = readonly [Item, Item, Item];

/** Voxel i is lower[i] + (upper[i] − lower[i]) · weight[i] of the volume along `source`, or padding pad[i] if that is not 0. */
export interface PlanAxis {
  readonly source: Axis;
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
  /** 0, or a padding from 1. If several axes name one, the highest counts: the step that came last. */
  readonly pad: Uint8Array;
}

export interface PlanChannel {
  /** On the voxels of the volume, and on what was interpolated between them. */
  readonly before: readonly ValueOperation[];
  readonly after: readonly ValueOperation[];
}

/** Where tiles begin along each axis; where one sticks out, `edge` says what it sees. */
export interface TileLayout {
  readonly size: Triple<number>;
  readonly starts: Triple<readonly number[]>;
  readonly order: 'last-fastest' | 'first-fastest';
  /** `replicate`, or a padding from 1. */
  readonly edge: 'replicate' | number;
}

/** The array as a grid in patient space. */
export interface OutputGrid {
  readonly dims: Triple<number>;
  /** mm */
  readonly spacing: Vector3;
  /** LPS position of the centre of voxel 0, 0, 0, mm. */
  readonly origin: Vector3;
  /** Unit directions in LPS in which the three axes count up. */
  readonly direction: Triple<Vector3>;
}

/** What of the scan the encoder sees. What it does not see must never be called negative. */
export interface Coverage {
  /** Share of the volume (of its foreground, if the steps cut to that) that lies in the array: 0 to 1. */
  readonly share: number;
  /** mm cut off on each side of the patient. */
  readonly leftOutMm: Readonly<Record<PatientSide, number>>;
  /** Voxels of the volume that lie in the array: along x, y, z, from the first to before the last. */
  readonly from: Vector3;
  readonly to: Vector3;
}

export type PatientSide = 'right' | 'left' | 'anterior' | 'posterior' | 'inferior' | 'superior';

export interface Plan {
  readonly grid: OutputGrid;
  readonly axes: Triple<PlanAxis>;
  readonly channels: readonly PlanChannel[];
  /** Interpolated values lose their fractions before they become float32. */
  readonly truncated: boolean;
  /** Each channel comes so many times, one after the other. */
  readonly copies: number;
  /** For each padding its value in each channel. */
  readonly pads: readonly (readonly number[])[];
  /** One tile of the whole array, if the steps say nothing. */
  readonly tiles: TileLayout;
  readonly coverage: Coverage;
}

/** Channels of the array, copies included. */
export function channelCount({ channels, copies }: Plan): number {
  return channels.length * copies;
}

/**
 * The array's voxel indices as LPS, mm: row-major 4 × 4, columns in the order of the array's axes. For NIfTI (RAS) the first
 * two rows change their sign.
 */
export function affineLps({ spacing, origin, direction }: OutputGrid): readonly (readonly number[])[] {
  const row = (axis: Axis) => [...direction.map((unit, k) => unit[axis] * spacing[k]), origin[axis]];
  return [row(0), row(1), row(2), [0, 0, 0, 1]];
}
