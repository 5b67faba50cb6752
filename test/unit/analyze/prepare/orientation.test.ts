import { describe, expect, it } from 'vitest';
import { isOrientation } from '../../../../service/analyze/prepare/orientation.js';
import type { OutputGrid, Plan, Triple } from '../../../../service/analyze/prepare/plan.js';
import { planFor, volumeOf, wholeOf } from './volumes.js';

const DIMS = [3, 4, 5] as const;
const index = (x: number, y: number, z: number) => (z * DIMS[1] + y) * DIMS[0] + x;
const VOLUME = volumeOf({ dims: DIMS, spacing: [0.7, 0.8, 1.5], origin: [-10, 20, 300], hu: index });

const LETTERS = ['R', 'L', 'A', 'P', 'S', 'I'];
const CODES = LETTERS.flatMap((a) => LETTERS.flatMap((b) => LETTERS.map((c) => a + b + c))).filter(isOrientation);

function planOf(
  orientation: string,
  axisOrder: ['x' | 'y' | 'z', 'x' | 'y' | 'z', 'x' | 'y' | 'z'] = ['x', 'y', 'z'],
): Plan {
  return planFor(VOLUME, { orientation, axisOrder, steps: [{ op: 'rescale_hu' }] });
}

/** LPS place of a voxel of the array, mm. */
function placeOf({ spacing, origin, direction }: OutputGrid, voxel: Triple<number>): readonly number[] {
  return origin.map((start, axis) => direction.reduce((at, unit, k) => at + unit[axis] * spacing[k] * voxel[k], start));
}

describe('orientation', () => {
  it('knows 48 of them', () => {
    expect(CODES).toHaveLength(48);
    expect(new Set(CODES).size).toBe(48);
  });

  it.each(['RA', 'RAL', 'RASL', 'ras', 'XYZ'])('is not %s', (code) => expect(isOrientation(code)).toBe(false));

  it.each(CODES)('%s leaves every voxel at its place in the patient', (code) => {
    const plan = planOf(code);
    const values = wholeOf(VOLUME, plan);
    const [n0, n1, n2] = plan.grid.dims;
    const seen = new Set<number>();
    for (let i = 0; i < values.length; i++) {
      const [x, y, z] = placeOf(plan.grid, [Math.floor(i / (n1 * n2)), Math.floor(i / n2) % n1, i % n2]);
      const [column, row, slice] = [(x + 10) / 0.7, (y - 20) / 0.8, (z - 300) / 1.5];
      expect(values[i]).toBeCloseTo(index(column, row, slice), 6);
      seen.add(values[i]);
    }
    expect(seen.size).toBe(n0 * n1 * n2);
  });

  it.each(CODES)('%s counts up to the sides that it names', (code) => {
    const towards = { L: [1, 0, 0], R: [-1, 0, 0], P: [0, 1, 0], A: [0, -1, 0], S: [0, 0, 1], I: [0, 0, -1] };
    const expected = Object.entries(towards);
    const named = planOf(code).grid.direction.map((unit) =>
      expected.find(([, way]) => way.every((v, i) => v === unit[i] + 0)),
    );
    expect(named.map((entry) => entry?.[0]).join('')).toBe(code);
  });

  it('turned by the axis order is the same as another orientation', () => {
    const turned = planOf('RAS', ['z', 'x', 'y']);
    const named = planOf('SRA');
    expect(turned.grid).toEqual(named.grid);
    expect(wholeOf(VOLUME, turned)).toEqual(wholeOf(VOLUME, named));
  });

  it('LPS, slowest z, is the volume as it lies in memory', () => {
    expect([...wholeOf(VOLUME, planOf('LPS', ['z', 'y', 'x']))]).toEqual([...VOLUME.hu]);
  });
});
