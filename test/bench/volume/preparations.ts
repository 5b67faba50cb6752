/** What is prepared: the window of the published SPECTRE profile as its tiles, and the whole volume on the same spacing. */
import { preparationSchema } from '../../../service/analyze/prepare/steps.js';

const CLIP = { op: 'clip_scale', in: [-1000, 1000], out: [0, 1] } as const;

export const TILES = preparationSchema.parse({
  orientation: 'RAS',
  axisOrder: ['x', 'y', 'z'],
  steps: [
    { op: 'rescale_hu' },
    CLIP,
    { op: 'resample', spacing: [0.75, 0.75, 1.5], kernel: 'linear', align: 'monai' },
    { op: 'fit', size: [384, 384, 256], mode: 'pad_crop', padValue: 0 },
    { op: 'tile', size: [128, 128, 64], edge: 0 },
  ],
});

export const WHOLE = preparationSchema.parse({
  orientation: 'LPS',
  axisOrder: ['z', 'y', 'x'],
  steps: [{ op: 'rescale_hu' }, CLIP, { op: 'resample', spacing: [1.5, 0.75, 0.75], kernel: 'linear', align: 'monai' }],
});
