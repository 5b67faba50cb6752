import { describe, expect, it } from 'vitest';
import { measureCoverage } from '../../../../service/analyze/regions/coverage.js';
import { findMidplane, isLeftOf } from '../../../../service/analyze/regions/split-hemispheres.js';

const SIZE = 40;
const HALF = 15;

/** A ball of 60 mm across whose middle lies at slice `middle` of a grid of 2 mm. */
function ball(middle: number) {
  const grid = { dims: [SIZE, SIZE, SIZE], spacing: [2, 2, 2] } as const;
  const mask = Uint8Array.from({ length: SIZE ** 3 }, (_, i) => {
    const [x, y, z] = [i % SIZE, Math.floor(i / SIZE) % SIZE, Math.floor(i / SIZE ** 2)];
    return Math.hypot(x - 19.5, y - 19.5, z - middle) < HALF ? 1 : 0;
  });
  return { mask, grid };
}

describe('coverage', () => {
  it.each([
    ['whole', 20, 1, true, true],
    ['cut in half by the first slice', 0, 0.5, false, true],
    ['cut in half by the last slice', 39, 0.5, true, false],
    ['cut at a quarter of its height', 7, 0.84, false, true],
  ])('of a ball that is %s is estimated', (_, middle, share, inferior, superior) => {
    const { mask, grid } = ball(middle);
    const { coverage, complete } = measureCoverage(mask, grid, 60);
    expect(Math.abs(coverage - share)).toBeLessThan(0.08);
    expect(complete).toEqual({ inferior, superior });
  });

  it('of nothing is 0', () => {
    const { mask, grid } = ball(200);
    expect(measureCoverage(mask, grid, 60).coverage).toBe(0);
  });
});

describe('the midplane', () => {
  it('follows a head that lies turned and tilted', () => {
    const dims = [60, 50, 40] as const;
    const middleOf = (y: number, z: number) => 25 + 0.2 * y - 0.1 * z;
    const mask = Uint8Array.from({ length: 60 * 50 * 40 }, (_, i) => {
      const [x, y, z] = [i % 60, Math.floor(i / 60) % 50, Math.floor(i / 3000)];
      const across = x - middleOf(y, z);
      return (across / 18) ** 2 + ((y - 25) / 20) ** 2 + ((z - 20) / 15) ** 2 < 1 ? 1 : 0;
    });
    const plane = findMidplane(mask, { dims, spacing: [1, 1, 1] });
    for (const [y, z] of [
      [10, 15],
      [25, 20],
      [40, 28],
    ]) {
      expect(isLeftOf(plane, [middleOf(y, z) + 1, y, z])).toBe(true);
      expect(isLeftOf(plane, [middleOf(y, z) - 1, y, z])).toBe(false);
    }
  });
});
