import { describe, expect, it } from 'vitest';
import { coarseGrid } from '../../../../service/analyze/select/coarse-grid.js';
import { findBloodPool } from '../../../../service/analyze/select/find-blood-pool.js';
import { findTrunk } from '../../../../service/analyze/select/find-trunk.js';
import { planeSigns } from '../../../../service/analyze/select/plane-signs.js';
import { disk, type Part, thorax } from './body-volume.js';

function bloodIn(...parts: readonly Part[]) {
  const grid = coarseGrid(thorax(...parts));
  const trunk = findTrunk(grid);
  return findBloodPool(grid, trunk, planeSigns(grid, trunk));
}

const AORTA = [20, 45, 14, 14] as const;
const HEART = [5, -20, 45, 40] as const;

describe('blood', () => {
  it('with contrast medium is found in an aorta, at about its HU', () => {
    const blood = bloodIn(disk(250, AORTA));
    expect(blood?.contrast).toBe(true);
    expect(Math.abs((blood?.hu ?? 0) - 250)).toBeLessThan(10);
  });

  it('without contrast medium is found in a heart, although the spine is bright', () => {
    const blood = bloodIn(disk(42, HEART, [3, 10]));
    expect(blood?.contrast).toBe(false);
    expect(Math.abs((blood?.hu ?? 0) - 42)).toBeLessThan(8);
  });

  it('of neither kind is claimed where it lies between the two', () => {
    expect(bloodIn(disk(88, [0, 0, 60, 110]))).toBeUndefined();
  });

  it('is not taken for a bright thing on two planes only, or off the middle', () => {
    expect(bloodIn(disk(250, AORTA, [4, 5]))?.contrast).not.toBe(true);
    expect(bloodIn(disk(250, [85, 20, 30, 30]))?.contrast).not.toBe(true);
  });

  it('is left open where a heart is dark and something else bright on two planes', () => {
    expect(bloodIn(disk(250, AORTA, [4, 5]), disk(42, HEART, [3, 10]))).toBeUndefined();
  });

  it('is not taken for something that is brightest at its edge', () => {
    expect(bloodIn(disk(160, [20, 45, 10, 10]), disk(300, [20, 45, 14, 14]))?.contrast).not.toBe(true);
  });
});
