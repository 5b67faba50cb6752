import { describe, expect, it } from 'vitest';
import type { Coverage } from '../../../../service/analyze/prepare/plan.js';
import type { PreparationInput } from '../../../../service/analyze/prepare/steps.js';
import { randomNumbers } from '../../../support/random-numbers.js';
import { planFor, type VolumeOf, volumeOf } from './volumes.js';

type Step = PreparationInput['steps'][number];

function covered(volume: VolumeOf, orientation: string, ...steps: readonly Step[]): Coverage {
  return planFor(volumeOf(volume), {
    orientation,
    axisOrder: ['x', 'y', 'z'],
    steps: [{ op: 'rescale_hu' }, ...steps],
  }).coverage;
}

const air = () => -1000;
const NOTHING = { right: 0, left: 0, anterior: 0, posterior: 0, inferior: 0, superior: 0 };

describe('coverage', () => {
  it('is everything if nothing is cut', () => {
    const volume = { dims: [7, 8, 9], spacing: [0.7, 0.8, 1.5], hu: air } as const;
    const pad: Step = { op: 'fit', size: [20, 20, 20], mode: 'pad' };
    const resample: Step = { op: 'resample', spacing: [1, 1, 1], kernel: 'linear' };
    expect(covered(volume, 'RAS', resample, pad)).toEqual({
      share: 1,
      leftOutMm: NOTHING,
      from: [0, 0, 0],
      to: [7, 8, 9],
    });
  });

  // A head of 460 × 460 × 160 at 0.5 × 0.5 × 1 mm in crops of 128 × 128 × 64.
  it('says what a centre crop leaves out, on which side', () => {
    const volume = { dims: [46, 46, 16], spacing: [5, 5, 10], hu: air } as const;
    const { share, leftOutMm, from, to } = covered(volume, 'RAS', { op: 'fit', multipleOf: [13, 13, 7], mode: 'crop' });
    expect(share).toBeCloseTo((39 * 39 * 14) / (46 * 46 * 16), 12);
    // MONAI cuts 4 voxels before and 3 behind; before is left and posterior, for the array runs to right and anterior.
    expect(leftOutMm).toEqual({ left: 20, right: 15, posterior: 20, anterior: 15, inferior: 10, superior: 10 });
    expect([from, to]).toEqual([
      [3, 3, 1],
      [42, 42, 15],
    ]);
  });

  it('does not count padding that is cut away again', () => {
    const volume = { dims: [4, 4, 4], hu: air } as const;
    const pad: Step = { op: 'fit', size: [10, 4, 4], mode: 'pad' };
    const crop: Step = { op: 'fit', size: [6, 4, 2], mode: 'crop' };
    expect(covered(volume, 'LPS', pad, crop)).toMatchObject({
      share: 0.5,
      leftOutMm: { ...NOTHING, inferior: 1, superior: 1 },
    });
  });

  it('adds up: what is left out and what lies in the array is the scan, whatever the orientation and the spacing', () => {
    const random = randomNumbers(11);
    const whole = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
    for (let round = 0; round < 200; round++) {
      const dims = [whole(4, 30), whole(4, 30), whole(4, 30)] as const;
      const spacing = [0.5 + random(), 0.5 + random(), 0.5 + random()] as const;
      const orientation = ['RAS', 'LPS', 'SPL', 'IAR'][whole(0, 3)];
      const plan = planFor(volumeOf({ dims, spacing, hu: air }), {
        orientation,
        axisOrder: ['x', 'y', 'z'],
        steps: [
          { op: 'rescale_hu' },
          { op: 'resample', spacing: [1, 1, 1], kernel: 'linear' },
          { op: 'fit', size: [whole(2, 30), whole(2, 30), whole(2, 30)], mode: 'crop' },
        ],
      });
      const { leftOutMm, share, from, to } = plan.coverage;
      const { right, left, anterior, posterior, inferior, superior } = leftOutMm;
      const lost = [right + left, anterior + posterior, inferior + superior];
      const kept = [0, 1, 2].map((axis) => {
        const k = plan.axes.findIndex(({ source }) => source === axis);
        return plan.grid.dims[k] * plan.grid.spacing[k];
      });
      expect(share).toBeCloseTo(
        kept.reduce((product, mm, axis) => (product * mm) / (mm + lost[axis]), 1),
        9,
      );
      for (const axis of [0, 1, 2]) {
        const scanned = dims[axis] * spacing[axis];
        const voxel = Math.max(spacing[axis], 1) + 1e-9;
        expect(Math.abs(kept[axis] + lost[axis] - scanned)).toBeLessThanOrEqual(voxel);
        expect(Math.abs((to[axis] - from[axis]) * spacing[axis] - kept[axis])).toBeLessThanOrEqual(voxel);
      }
    }
  });
});
