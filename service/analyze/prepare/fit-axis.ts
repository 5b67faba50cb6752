/** The `fit` step on one axis: cut or padded to a size, at one end or at both. */
import { type AxisSamples, cropAxis, padAxis } from './axis-samples.js';
import type { StepOf } from './steps.js';

type Fit = StepOf<'fit'>;

/** @param place of the axis in the array; @param code of the padding, should there be any */
export function fitAxis(axis: AxisSamples, step: Fit, { place, code }: { place: number; code: number }): AxisSamples {
  const length = axis.at.length;
  const wanted = wantedLength(length, step, place);
  if (wanted < length && step.mode !== 'pad') {
    const from = CROP_FROM[step.anchor](length, wanted);
    return cropAxis(axis, from, from + wanted);
  }
  if (wanted > length && step.mode !== 'crop') {
    const before = PAD_BEFORE[step.anchor](wanted - length);
    return padAxis(axis, [before, wanted - length - before], code);
  }
  return axis;
}

/** An axis shorter than one multiple is padded to one; a longer one keeps whole multiples, or gets them if it may only grow. */
function wantedLength(length: number, step: Fit, place: number): number {
  if ('size' in step) return step.size[place];
  const multiple = step.multipleOf[place];
  if (step.mode === 'pad') return Math.ceil(length / multiple) * multiple;
  return Math.max(Math.floor(length / multiple), 1) * multiple;
}

/**
 * MONAI's CenterSpatialCrop cuts around floor(length / 2): one voxel further on than floor((length − wanted) / 2) where an odd
 * piece is cut out of an even length.
 */
const CROP_FROM = {
  center: (length, wanted) => Math.floor(length / 2) - Math.floor(wanted / 2),
  start: () => 0,
  end: (length, wanted) => length - wanted,
} as const satisfies Record<Fit['anchor'], (length: number, wanted: number) => number>;

const PAD_BEFORE = {
  center: (missing) => Math.floor(missing / 2),
  start: () => 0,
  end: (missing) => missing,
} as const satisfies Record<Fit['anchor'], (missing: number) => number>;
