/** The `resample` step: the same array on another grid; what falls outside of the old one is padding. */
import type { Volume } from '../volume.js';
import { type GridRule, resampleAxis } from './axis-samples.js';
import { type Draft, mapAxes, nextPad, remainingBox, withPad } from './draft.js';
import type { PlanChannel } from './plan.js';
import type { StepOf } from './steps.js';
import { leastValue } from './volume-contents.js';
import { rowReader } from './voxel-rows.js';

/** Above it MONAI, which has the affine as float32, finds no corner of the old grid from which the new one counts up. */
const OBLIQUE_COSINE = 1e-4;

export function resampleArray(
  draft: Draft,
  { spacing, align, pad, truncate }: StepOf<'resample'>,
  volume: Volume,
): Draft {
  if (spacing === 'native') return draft;
  const finest = Math.min(...volume.spacing);
  const grid = align === 'monai' ? monaiGrid(volume) : align;
  const outside = pad === 'edge' ? undefined : nextPad(draft);
  const axes = mapAxes(draft.axes, (axis, place) =>
    resampleAxis(axis, { mm: spacing === 'iso_min' ? finest : spacing[place], grid, outside }),
  );
  const padValue = ({ before }: PlanChannel) =>
    typeof pad === 'number' ? pad : leastValue(rowReader(volume, before), volume.dims, remainingBox(draft.axes));
  const isOutside = axes.some((axis) => axis.pad.some((code) => code !== 0));
  return { ...(isOutside ? withPad(draft, padValue) : draft), axes, resampled: true, truncated: truncate };
}

function monaiGrid({ direction }: Volume): GridRule {
  const oblique = direction.some((unit, k) =>
    unit.some((cosine, axis) => axis !== k && Math.abs(cosine) > OBLIQUE_COSINE),
  );
  return oblique ? 'middle' : 'center';
}
