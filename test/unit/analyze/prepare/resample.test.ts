import { describe, expect, it } from 'vitest';
import type { PreparationInput } from '../../../../service/analyze/prepare/steps.js';
import { planFor, type VolumeOf, volumeOf, wholeOf } from './volumes.js';

type Resample = Extract<PreparationInput['steps'][number], { op: 'resample' }>;

function resampled(volume: VolumeOf, step: Partial<Resample>, orientation = 'LPS') {
  const built = volumeOf(volume);
  const plan = planFor(built, {
    orientation,
    axisOrder: ['z', 'y', 'x'],
    steps: [{ op: 'rescale_hu' }, { op: 'resample', spacing: [1, 1, 1], kernel: 'linear', ...step }],
  });
  return { plan, values: wholeOf(built, plan) };
}

/** HU grows by 10 for each mm to the left, 20 to posterior, 40 to superior, from the centre of voxel 0, 0, 0. */
const SPACING = [0.7, 0.9, 2.5] as const;
const RAMP: VolumeOf = {
  dims: [20, 15, 9],
  spacing: SPACING,
  exact: true,
  hu: (x, y, z) => 10 * x * SPACING[0] + 20 * y * SPACING[1] + 40 * z * SPACING[2],
};

describe('resample', () => {
  it.each([
    ['LPS', 'center', [0.75, 0.75, 1.5]],
    ['LPS', 'corner', [0.75, 0.75, 1.5]],
    ['RAS', 'center', [2, 1.1, 0.3]],
    ['RAI', 'corner', [2, 1.1, 0.3]],
    ['RPI', 'monai', [1, 1, 1]],
  ] as const)('leaves a linear ramp linear: %s, %s, %j mm', (orientation, align, spacing) => {
    const { plan, values } = resampled(RAMP, { spacing: [...spacing], align }, orientation);
    const { dims, origin, direction, spacing: mm } = plan.grid;
    const last = RAMP.dims.map((length, axis) => (length - 1) * SPACING[axis]);
    let greatest = 0;
    for (let i = 0; i < values.length; i++) {
      const voxel = [Math.floor(i / (dims[1] * dims[2])), Math.floor(i / dims[2]) % dims[1], i % dims[2]];
      // Beyond the outermost centres the edge goes on.
      const [x, y, z] = [0, 1, 2].map((axis) => {
        const place = origin[axis] + direction.reduce((sum, unit, k) => sum + unit[axis] * mm[k] * voxel[k], 0);
        return Math.min(Math.max(place, 0), last[axis]);
      });
      greatest = Math.max(greatest, Math.abs(values[i] - (10 * x + 20 * y + 40 * z)));
    }
    expect(greatest).toBeLessThan(1e-3);
  });

  it('keeps the centre of the first voxel and rounds the size half to even', () => {
    const { plan } = resampled({ dims: [6, 7, 8], spacing: [1, 1, 1], hu: () => 0 }, { spacing: [2, 2, 2] });
    // (n − 1) / 2 + 1 is 4.5, 4 and 3.5.
    expect(plan.grid.dims).toEqual([4, 4, 4]);
    expect(plan.grid.origin).toEqual([0, 0, 0]);
  });

  it('keeps the outer corner and the extent with align corner', () => {
    const { plan } = resampled({ dims: [10, 10, 10], hu: () => 0 }, { spacing: [3, 4, 5], align: 'corner' });
    expect(plan.grid.dims).toEqual([3, 2, 2]);
    expect(plan.grid.spacing).toEqual([10 / 3, 5, 5]);
    const corner = plan.grid.origin.map((centre, axis) => centre - plan.grid.spacing[2 - axis] / 2);
    for (const mm of corner) expect(mm).toBeCloseTo(-0.5, 12);
  });

  it('leaves an axis alone that is within a thousandth of a millimetre', () => {
    const { plan } = resampled({ dims: [6, 6, 6], spacing: [1.0009, 1, 1.5], hu: () => 0 }, {});
    expect(plan.grid.dims).toEqual([8, 6, 6]);
    expect(plan.grid.spacing).toEqual([1, 1, 1.0009]);
  });

  it('takes the finest spacing for all axes if it is to be isotropic', () => {
    expect(resampled(RAMP, { spacing: 'iso_min' }).plan.grid.spacing.map((mm) => Number(mm.toFixed(12)))).toEqual([
      0.7, 0.7, 0.7,
    ]);
  });

  describe('more than half a voxel outside', () => {
    // Four voxels of 1 mm, a sample every 1.9 mm: at 0, 1.9 and 3.8.
    const row: VolumeOf = { dims: [4, 1, 1], hu: (x) => [100, 200, 300, 400][x] };
    const spacing: [number, number, number] = [1, 1, 1.9];
    it.each([
      ['edge', 400],
      ['min', 100],
      [-1024, -1024],
    ] as const)('sees %s', (pad, expected) => {
      expect([...resampled(row, { spacing, pad }).values]).toEqual([100, 290, expected]);
    });
  });

  it('cuts interpolated values to integers towards zero if it is told to', () => {
    const row: VolumeOf = { dims: [3, 1, 1], hu: (x) => [-5, 4, 5][x] };
    expect([...resampled(row, { spacing: [1, 1, 0.5], truncate: true }).values]).toEqual([-5, -0, 4, 4, 5]);
  });

  it('reads fractions where the volume has them', () => {
    const row: VolumeOf = { dims: [2, 1, 1], hu: (x) => [0.25, 0.75][x], exact: true };
    expect([...resampled(row, { spacing: [1, 1, 0.5] }).values]).toEqual([0.25, 0.5, 0.75]);
  });
});
