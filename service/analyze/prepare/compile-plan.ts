/**
 * A manifest's steps and a volume in, the plan for it out. The steps are walked once, in their order; each changes the draft
 * of the plan. Voxels are looked at only where a step asks for the foreground or the least value.
 */
import { CambiumError } from '../../errors/registry.js';
import type { Volume } from '../volume.js';
import { narrowAxis, wholeAxis } from './axis-samples.js';
import { checkOrder } from './check-order.js';
import { type Draft, mapAxes, nextPad, remainingBox, splitChannel, withOperations, withPad } from './draft.js';
import { finishPlan } from './finish-plan.js';
import { fitAxis } from './fit-axis.js';
import { layPlanes, layTiles } from './lay-tiles.js';
import { arrayAxes } from './orientation.js';
import type { Plan } from './plan.js';
import { resampleArray } from './resample-array.js';
import type { Preparation, Step, StepOf } from './steps.js';
import { clipScale, zScore } from './value-map.js';
import { foregroundBox } from './volume-contents.js';
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
      return resampleArray(draft, step, volume);
    case 'crop_foreground':
      return cropForeground(draft, step, volume);
    case 'fit':
      return fitArray(draft, step);
    case 'tile':
      return layTiles(draft, step);
    case 'slices':
      return layPlanes(draft, step);
    default:
      return step satisfies never;
  }
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
