import { describe, expect, it } from 'vitest';
import { enclosedArea } from '../../../../service/analyze/regions/enclosed-area.js';
import type { Grid } from '../../../../service/analyze/regions/grid.js';

const GRID: Grid = { dims: [80, 80, 1], spacing: [1, 1, 1] };
const TEST = { gapMm: 6, bonyShare: 0.75 } as const;

/** A ring of bone, 6 mm thick, around the middle of a slice of soft tissue. */
function ring(innerMm: number, contentHu: number): Int16Array {
  return Int16Array.from({ length: 80 * 80 }, (_, i) => {
    const off = Math.hypot((i % 80) - 40, Math.floor(i / 80) - 40);
    if (off < innerMm) return contentHu;
    return off < innerMm + 6 ? 700 : 40;
  });
}

describe('what a ring of bone encloses', () => {
  it('is fit to be cranial cavity from 1200 mm² on', () => {
    // 1385 mm², and 1018 mm²: a wide spinal canal, or an orbit.
    const large = enclosedArea({ hu: ring(21, 35), grid: GRID }, TEST);
    expect(large?.reduce((sum, element) => sum + element, 0)).toBeCloseTo(Math.PI * 21 ** 2, -2);
    expect(enclosedArea({ hu: ring(18, 35), grid: GRID }, TEST)).toBeUndefined();
  });

  it.each([
    ['air', -900],
    ['fat', -100],
    ['bone marrow', 150],
  ])('is not if it is %s', (_, hu) => {
    expect(enclosedArea({ hu: ring(25, hu), grid: GRID }, TEST)).toBeUndefined();
  });
});
