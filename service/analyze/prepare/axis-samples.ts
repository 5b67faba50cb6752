/**
 * One axis of the array while steps are applied to it: for each of its voxels, the place between the source's voxels at
 * which it is sampled, or the padding that it is. Places count source voxels as the array's axis runs, from 0.
 */
import type { ArrayAxis } from './orientation.js';

export interface AxisSamples extends ArrayAxis {
  /** Voxels of the volume along this axis, and mm between them. */
  readonly sourceLength: number;
  readonly sourceMm: number;
  /** Where voxel 0 lies, also if it is padding, and how far the voxels lie apart; in source voxels. */
  readonly origin: number;
  readonly step: number;
  /** Where each voxel is sampled: within the source. Meaningless for padding. */
  readonly at: readonly number[];
  /** 0: sampled. Otherwise the padding it is, from 1: an index into the plan's list. */
  readonly pad: readonly number[];
  /** mm of the source that were cut off before and behind, as the array's axis runs. */
  readonly leftOutMm: readonly [number, number];
  /** mm that there were before anything was cut off. */
  readonly offeredMm: number;
}

/** MONAI's AFFINE_TOL, mm: closer than this is the same spacing. */
const SAME_SPACING_MM = 1e-3;

export function wholeAxis(axis: ArrayAxis, sourceLength: number, sourceMm: number): AxisSamples {
  return {
    ...axis,
    sourceLength,
    sourceMm,
    origin: 0,
    step: 1,
    at: Array.from({ length: sourceLength }, (_, index) => index),
    pad: new Array<number>(sourceLength).fill(0),
    leftOutMm: [0, 0],
    offeredMm: sourceLength * sourceMm,
  };
}

export function spacingMm({ step, sourceMm }: AxisSamples): number {
  return step * sourceMm;
}

/** Voxels `from` to `to`, without `to`. */
export function cropAxis(axis: AxisSamples, from: number, to: number): AxisSamples {
  const lost = (pads: readonly number[]) => pads.filter((pad) => pad === 0).length * spacingMm(axis);
  const [before, behind] = axis.leftOutMm;
  return {
    ...axis,
    origin: axis.origin + from * axis.step,
    at: axis.at.slice(from, to),
    pad: axis.pad.slice(from, to),
    leftOutMm: [before + lost(axis.pad.slice(0, from)), behind + lost(axis.pad.slice(to))],
  };
}

/** Cut to what is wanted at all, such as the foreground: nothing of it counts as left out. */
export function narrowAxis(axis: AxisSamples, from: number, to: number): AxisSamples {
  return { ...cropAxis(axis, from, to), leftOutMm: axis.leftOutMm, offeredMm: (to - from) * spacingMm(axis) };
}

export function padAxis(axis: AxisSamples, [before, behind]: readonly [number, number], code: number): AxisSamples {
  const padding = (length: number, value: number) => new Array<number>(length).fill(value);
  return {
    ...axis,
    origin: axis.origin - before * axis.step,
    at: [...padding(before, 0), ...axis.at, ...padding(behind, 0)],
    pad: [...padding(before, code), ...axis.pad, ...padding(behind, code)],
  };
}

/** What stays where it is: the centre or the outer corner of the first voxel, or the middle of the axis. */
export type GridRule = 'center' | 'corner' | 'middle';

export interface Resampling {
  readonly mm: number;
  readonly grid: GridRule;
  /** Padding for what lies outside; none: the edge again. */
  readonly outside?: number;
}

/** Only of an axis that was not resampled or padded before. */
export function resampleAxis(axis: AxisSamples, { mm, grid, outside }: Resampling): AxisSamples {
  if (Math.abs(mm - axis.sourceMm) <= SAME_SPACING_MM) return axis;
  const length = axis.at.length;
  const { step, first, count } = GRID[grid](length, mm / axis.sourceMm);
  const places = Array.from({ length: count }, (_, index) => first + index * step);
  const isOutside = (place: number) => outside !== undefined && (place < -0.5 || place >= length - 0.5);
  const [before, behind] = axis.leftOutMm;
  return {
    ...axis,
    // A new grid ends up to half a voxel before or behind the old one: that is not left out.
    offeredMm: before + behind + places.filter((place) => !isOutside(place)).length * step * axis.sourceMm,
    origin: axis.origin + first,
    step,
    at: places.map((place) => axis.at[0] + Math.min(Math.max(place, 0), length - 1)),
    pad: places.map((place) => (isOutside(place) ? (outside ?? 0) : 0)),
  };
}

interface NewGrid {
  readonly step: number;
  readonly first: number;
  readonly count: number;
}

const GRID = {
  center: (length, step) => ({ step, first: 0, count: roundHalfToEven((length - 1) / step + 1) }),
  // Half the number of voxels, not half of the last index: compute_shape_offset of MONAI.
  middle(length, step) {
    const count = roundHalfToEven((length - 1) / step + 1);
    return { step, first: length / 2 - (count / 2) * step, count };
  },
  corner(length, wanted) {
    const count = Math.max(Math.floor(length / wanted), 1);
    const step = length / count;
    return { step, first: step / 2 - 0.5, count };
  },
} as const satisfies Record<GridRule, (length: number, step: number) => NewGrid>;

/** As numpy and Python round. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
