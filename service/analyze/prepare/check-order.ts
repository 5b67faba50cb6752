/** Which steps may follow which: one pass over the volume can only give what one interpolation and one padding can. */
import { CambiumError } from '../../errors/registry.js';
import type { Step } from './steps.js';

/** A step as the rules see it: a `fit` that pads is another thing than one that only cuts. */
type Kind = Exclude<Step['op'], 'fit'> | 'padding fit' | 'cropping fit';

const ENDS = ['tile', 'slices'] as const satisfies readonly Kind[];

/** What must not have come before. */
const NOT_AFTER: Readonly<Record<Kind, readonly Kind[]>> = {
  rescale_hu: ['rescale_hu'],
  clip_scale: [],
  zscore: [],
  windows: ['windows', 'repeat_channels'],
  repeat_channels: ['repeat_channels'],
  resample: ['resample', 'padding fit', ...ENDS],
  crop_foreground: ['crop_foreground', 'windows', 'resample', 'padding fit', ...ENDS],
  'cropping fit': [...ENDS],
  'padding fit': [...ENDS],
  tile: [...ENDS],
  slices: [...ENDS],
};

/** @throws CambiumError `pack.invalid`, which names the step */
export function checkOrder(steps: readonly Step[]): void {
  if (steps[0]?.op !== 'rescale_hu') throw refuse(0, 'is not rescale_hu: a volume is in Hounsfield units');
  const kinds = steps.map(kindOf);
  for (const [index, kind] of kinds.entries()) {
    const before = kinds.slice(0, index).find((earlier) => NOT_AFTER[kind].includes(earlier));
    if (before) throw refuse(index, `(${kind}) cannot come after ${before}`);
  }
}

function kindOf(step: Step): Kind {
  if (step.op !== 'fit') return step.op;
  return step.mode === 'crop' ? 'cropping fit' : 'padding fit';
}

function refuse(index: number, why: string): CambiumError {
  return new CambiumError('pack.invalid', `Step ${index + 1} ${why}.`);
}
