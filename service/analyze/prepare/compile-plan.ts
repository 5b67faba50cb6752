/**
 * A manifest's steps and a volume in, the plan for it out. The steps are walked once, in their order; each changes the draft
 * of the plan. Voxels are looked at only where a step asks for the foreground or the least value.
 */
import { CambiumError } from '../../errors/registry.js';
import type { Volume } from '../volume.js';
import { type GridRule, narrowAxis, resampleAxis, spacingMm, wholeAxis } from './axis-samples.js';
import { checkOrder } from './check-order.js';
import { type Draft, mapAxes, nextPad, remainingBox, splitChannel, withOperations, withPad } from './draft.js';
import { finishPlan } from './finish-plan.js';
import { fitAxis } from './fit-axis.js';
import { arrayAxes } from './orientation.js';
import type { Plan, PlanChannel, Triple } from './plan.js';
import type { Preparation, Step, StepOf } from './steps.js';
import { sliceStarts, tileStarts } from './tile-starts.js';
import { clipScale, zScore } from './value-map.js';
import { foregroundBox, leastValue } from './volume-contents.js';
import { rowReader } from './voxel-rows.js';

/**
 * @throws CambiumError `pack.invalid` for an order of steps that cannot be done in one pass, `region.absent` if there is no
 *   foreground
 */
export function compilePlan({ orientation, axisOrder, steps }: Preparation, volume: Volume): Plan {
  checkOrder(steps);
  const axes = mapAxes(arrayAxes(orientation, axisOrder), (axis) =>
    wholeAxis(axis, volume.dims[axis.source], volume.spacing[axis.source]),
  );
  const start: Draft = {
    axes,
    channels: [{ before: [], after: [] }],
    copies: 1,
    pads: [],
    resampled: false,
    truncated: false,
  };
  const draft = steps.reduce((before, step) => applyStep(before, step, volume), start);
  return finishPlan(draft, volume);
}

function applyStep(draft: Draft, step: Step, volume: Volume): Draft {
  switch (step.op) {
    case 'rescale_hu':
      return draft;
    case 'clip_scale':
      return withOperations(draft, clipScale(step));
    case 'zscore':
      return withOperations(draft, zScore(step));
    case 'windows':
      return splitChannel(
        draft,
        step.list.map(({ lo, hi }) => clipScale({ in: [lo, hi], out: [0, 1], clip: true })),
      );
    case 'repeat_channels':
      return { ...draft, copies: step.n };
    case 'resample':
      return resample(draft, step, volume);
    case 'crop_foreground':
      return cropForeground(draft, step, volume);
    case 'fit':
      return fitArray(draft, step);
    case 'tile':
      return tile(draft, step);
    case 'slices':
      return slices(draft, step);
    default:
      return step satisfies never;
  }
}

function resample(draft: Draft, { spacing, align, pad, truncate }: StepOf<'resample'>, volume: Volume): Draft {
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

/** Above it MONAI, which has the affine as float32, finds no corner of the old grid from which the new one counts up. */
const OBLIQUE_COSINE = 1e-4;

function monaiGrid({ direction }: Volume): GridRule {
  const oblique = direction.some((unit, k) =>
    unit.some((cosine, axis) => axis !== k && Math.abs(cosine) > OBLIQUE_COSINE),
  );
  return oblique ? 'middle' : 'center';
}

function cropForeground(draft: Draft, { threshold }: StepOf<'crop_foreground'>, volume: Volume): Draft {
  const [{ before }] = draft.channels;
  const within = remainingBox(draft.axes);
  const box = foregroundBox(rowReader(volume, before), volume.dims, within, threshold);
  if (!box) throw new CambiumError('region.absent', `No voxel lies above ${threshold}.`);
  return {
    ...draft,
    axes: mapAxes(draft.axes, (axis) => {
      const { source, reversed } = axis;
      const before = reversed ? within.to[source] - box.to[source] : box.from[source] - within.from[source];
      return narrowAxis(axis, before, before + box.to[source] - box.from[source]);
    }),
  };
}

function fitArray(draft: Draft, step: StepOf<'fit'>): Draft {
  const code = nextPad(draft);
  const axes = mapAxes(draft.axes, (axis, place) => fitAxis(axis, step, { place, code }));
  const fitted = { ...draft, axes };
  return axes.some(({ pad }) => pad.includes(code)) ? withPad(fitted, () => step.padValue) : fitted;
}

function tile(draft: Draft, { size, overlap, margin, order, edge }: StepOf<'tile'>): Draft {
  const shift = edge === 'shift';
  const tooShort = draft.axes.some(({ at }, k) => at.length < size[k]);
  if (shift && tooShort)
    throw new CambiumError('pack.invalid', 'The tile step shifts, but an axis is shorter than a tile.');
  const starts = mapAxes(draft.axes, ({ at }, k) =>
    tileStarts({ length: at.length, size: size[k], overlap: overlap[k], margin: margin[k], shift }),
  );
  if (typeof edge !== 'number') return { ...draft, tiles: { size, starts, order, edge: 'replicate' } };
  return { ...withPad(draft, () => edge), tiles: { size, starts, order, edge: nextPad(draft) } };
}

const PLANE_NORMAL = { sagittal: 0, coronal: 1, axial: 2 } as const;

function slices(draft: Draft, { plane, strideMm }: StepOf<'slices'>): Draft {
  const isNormal = (source: number) => source === PLANE_NORMAL[plane];
  const size: Triple<number> = mapAxes(draft.axes, ({ source, at }) => (isNormal(source) ? 1 : at.length));
  const starts = mapAxes(draft.axes, (axis) =>
    isNormal(axis.source) ? sliceStarts(axis.at.length, spacingMm(axis), strideMm) : [0],
  );
  return { ...draft, tiles: { size, starts, order: 'last-fastest', edge: 'replicate' } };
}
