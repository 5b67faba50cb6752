import { describe, expect, it } from 'vitest';
import { type PreparationInput, preparationSchema } from '../../../../service/analyze/prepare/steps.js';
import { planFor, tilesOf, type VolumeOf, volumeOf, wholeOf } from './volumes.js';

type Step = PreparationInput['steps'][number];

function prepared(volume: VolumeOf, ...steps: readonly Step[]) {
  const built = volumeOf(volume);
  const plan = planFor(built, {
    orientation: 'LPS',
    axisOrder: ['z', 'y', 'x'],
    steps: [{ op: 'rescale_hu' }, ...steps],
  });
  return { plan, values: [...wholeOf(built, plan)], tiles: tilesOf(built, plan).map((tile) => [...tile]) };
}

/** One row along x. */
const row = (...hu: readonly number[]): VolumeOf => ({ dims: [hu.length, 1, 1], hu: (x) => hu[x] });
const clip: Step = { op: 'clip_scale', in: [-1000, 1000], out: [0, 1] };
const half: Step = { op: 'resample', spacing: [1, 1, 0.5], kernel: 'linear' };

describe('steps', () => {
  it('are executed in their order: clipped before or after resampling is not the same', () => {
    const bone = row(0, 3000);
    expect(prepared(bone, clip, half).values).toEqual([0.5, 0.75, 1]);
    expect(prepared(bone, half, clip).values).toEqual([0.5, 1, 1]);
  });

  it('scale without clipping if they say so', () => {
    const step: Step = { op: 'clip_scale', in: [0, 1000], out: [-1, 1], clip: false };
    expect(prepared(row(-500, 0, 1000, 1500), step).values).toEqual([-2, -1, 1, 2]);
  });

  it('subtract a mean and divide by a deviation', () => {
    expect(prepared(row(-300, 100, 500), { op: 'zscore', mean: 100, std: 200 }).values).toEqual([-2, 0, 2]);
  });

  it('give a channel for each window', () => {
    const list = [
      { lo: 0, hi: 100 },
      { lo: -1000, hi: 1000 },
    ];
    expect(prepared(row(-1000, 0, 50), { op: 'windows', list }).values).toEqual([
      0,
      0,
      0.5,
      0,
      0.5,
      Math.fround(0.525),
    ]);
  });

  it('give each channel several times, one after the other', () => {
    const list = [
      { lo: 0, hi: 100 },
      { lo: 0, hi: 200 },
    ];
    const steps: Step[] = [
      { op: 'windows', list },
      { op: 'repeat_channels', n: 2 },
    ];
    expect(prepared(row(0, 100), ...steps).values).toEqual([0, 1, 0, 1, 0, 0.5, 0, 0.5]);
  });

  it('cut to the box around what lies above a threshold', () => {
    const blob: VolumeOf = { dims: [6, 5, 4], hu: (x, y, z) => (x > 1 && x < 4 && y === 3 && z > 1 ? 100 * x : -1000) };
    const { plan, values } = prepared(blob, clip, { op: 'crop_foreground', threshold: 0.2 });
    expect(plan.grid).toMatchObject({ dims: [2, 1, 2], origin: [2, 3, 2] });
    expect(values).toEqual([200, 300, 200, 300].map((hu) => Math.fround(Math.fround(hu + 1000) / 2000)));
    expect(plan.coverage).toMatchObject({ share: 1, from: [2, 3, 2], to: [4, 4, 4] });
  });

  it('repeat the edge of a box that was cut out, not what lies behind it', () => {
    const cut: Step = { op: 'fit', size: [1, 1, 2], mode: 'crop', anchor: 'start' };
    const coarse: Step = { op: 'resample', spacing: [1, 1, 0.6], kernel: 'linear' };
    // Samples at 0, 0.6 and 1.2: the last beyond the second voxel.
    expect(prepared(row(0, 10, 5000), cut, coarse).values).toEqual([0, 6, 10]);
  });

  it('know the least value of a box that was cut out, not that of the volume', () => {
    const cut: Step = { op: 'fit', size: [1, 1, 2], mode: 'crop', anchor: 'start' };
    const coarse: Step = { op: 'resample', spacing: [1, 1, 1.9], kernel: 'linear', pad: 'min' };
    // Samples at 0 and 1.9: the last more than half a voxel outside.
    expect(prepared(row(20, 10, -5000), cut, coarse).values).toEqual([20, 10]);
  });

  it('find no foreground in a volume without one', () => {
    expect(() => prepared(row(0, 0), { op: 'crop_foreground', threshold: 0 })).toThrow(
      expect.objectContaining({ code: 'region.absent' }),
    );
  });

  describe('fit', () => {
    const fitTo = (
      rest: Partial<Extract<Step, { op: 'fit'; size: unknown }>> & { size: [number, number, number] },
    ): Step => ({
      op: 'fit',
      mode: 'pad_crop',
      padValue: -9,
      ...rest,
    });
    it.each([
      ['center', 2, [2, 3]],
      ['start', 2, [1, 2]],
      ['end', 2, [3, 4]],
      ['center', 3, [2, 3, 4]],
      ['center', 7, [-9, 1, 2, 3, 4, -9, -9]],
      ['start', 6, [1, 2, 3, 4, -9, -9]],
      ['end', 6, [-9, -9, 1, 2, 3, 4]],
    ] as const)('keeps the %s of four voxels for %i', (anchor, size, expected) => {
      expect(prepared(row(1, 2, 3, 4), fitTo({ size: [1, 1, size], anchor })).values).toEqual(expected);
    });

    it.each([
      ['crop', 4],
      ['pad', 6],
      ['pad_crop', 4],
    ] as const)('to a multiple, mode %s, makes five voxels %i', (mode, expected) => {
      const { plan } = prepared(row(1, 2, 3, 4, 5), { op: 'fit', multipleOf: [1, 1, 2], mode });
      expect(plan.grid.dims[2]).toBe(expected);
    });

    it('keeps an axis that is shorter than one multiple unless it may be padded', () => {
      const lengths = (['crop', 'pad_crop'] as const).map(
        (mode) => prepared(row(1, 2, 3), { op: 'fit', multipleOf: [1, 1, 5], mode }).plan.grid.dims[2],
      );
      expect(lengths).toEqual([3, 5]);
    });

    it('pads with a value of its step: later steps change it too', () => {
      const pad: Step = { op: 'fit', size: [1, 1, 3], mode: 'pad', padValue: -1000 };
      expect(prepared(row(1000), pad, clip).values).toEqual([0, 1, 0]);
      expect(prepared(row(1000), clip, pad).values).toEqual([-1000, 1, -1000]);
    });

    it('of a later step lies outside of the padding of an earlier one', () => {
      const inner: Step = { op: 'fit', size: [1, 3, 1], mode: 'pad', padValue: 5 };
      const outer: Step = { op: 'fit', size: [1, 3, 3], mode: 'pad', padValue: 7 };
      expect(prepared(row(1), inner, outer).values).toEqual([7, 5, 7, 7, 1, 7, 7, 5, 7]);
    });

    it('moves the origin with what it cuts and pads', () => {
      expect(prepared(row(1, 2, 3, 4), fitTo({ size: [3, 1, 2] })).plan.grid.origin).toEqual([1, 0, -1]);
    });
  });

  describe('an order that one pass cannot do', () => {
    const tile: Step = { op: 'tile', size: [1, 1, 1], edge: 'replicate' };
    const pad: Step = { op: 'fit', size: [9, 9, 9], mode: 'pad' };
    it.each<[string, readonly Step[]]>([
      ['Step 3 (resample) cannot come after padding fit.', [pad, half]],
      ['Step 3 (resample) cannot come after resample.', [half, half]],
      ['Step 3 (crop_foreground) cannot come after resample.', [half, { op: 'crop_foreground', threshold: 0 }]],
      ['Step 3 (padding fit) cannot come after tile.', [tile, pad]],
      ['Step 3 (tile) cannot come after tile.', [tile, tile]],
      ['Step 2 (rescale_hu) cannot come after rescale_hu.', [{ op: 'rescale_hu' }]],
    ])('is refused: %s', (message, steps) => {
      expect(() => prepared(row(1), ...steps)).toThrow(
        expect.objectContaining({ code: 'pack.invalid', details: message }),
      );
    });

    it('is one that does not begin with HU', () => {
      expect(() =>
        planFor(volumeOf(row(1)), { orientation: 'LPS', axisOrder: ['z', 'y', 'x'], steps: [clip] }),
      ).toThrow(expect.objectContaining({ code: 'pack.invalid' }));
    });
  });

  it.each<[string, unknown]>([
    ['an unknown kernel', { op: 'resample', spacing: [1, 1, 1], kernel: 'cubic' }],
    ['a window turned round', { op: 'clip_scale', in: [1, 0], out: [0, 1] }],
    ['tiles that leave gaps', { op: 'tile', size: [4, 4, 4], margin: [1, 0, 0], edge: 0 }],
    ['an overlap as large as the tile', { op: 'tile', size: [4, 4, 4], overlap: [4, 0, 0], edge: 0 }],
    ['a size and a multiple', { op: 'fit', size: [1, 1, 1], multipleOf: [1, 1, 1], mode: 'pad' }],
    ['an unknown key', { op: 'zscore', mean: 0, std: 1, stdev: 1 }],
  ])('are not %s', (_, step) => {
    const preparation = { orientation: 'RAS', axisOrder: ['x', 'y', 'z'], steps: [{ op: 'rescale_hu' }, step] };
    expect(preparationSchema.safeParse(preparation).success).toBe(false);
  });
});
