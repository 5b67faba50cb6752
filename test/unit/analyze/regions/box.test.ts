import { describe, expect, it } from 'vitest';
import { boxAroundMask, cropped, paste } from '../../../../service/analyze/regions/box.js';
import type { Grid } from '../../../../service/analyze/regions/grid.js';

const GRID: Grid = { dims: [6, 5, 4], spacing: [2, 2, 3] };

function maskOf(...set: readonly (readonly [number, number, number])[]): Uint8Array {
  const mask = new Uint8Array(6 * 5 * 4);
  for (const [x, y, z] of set) mask[(z * 5 + y) * 6 + x] = 1;
  return mask;
}

describe('a box around a mask', () => {
  it('holds every set element and a margin, as far as the grid goes', () => {
    const mask = maskOf([3, 1, 2], [2, 2, 2]);
    expect(boxAroundMask(mask, GRID, [0, 0, 0])).toEqual({
      from: [2, 1, 2],
      grid: { dims: [2, 2, 1], spacing: GRID.spacing },
    });
    expect(boxAroundMask(mask, GRID, [3, 2, 3])).toMatchObject({ from: [0, 0, 1], grid: { dims: [6, 4, 3] } });
  });

  it('is none if nothing is set', () => {
    expect(boxAroundMask(maskOf(), GRID, [1, 1, 1])).toBeUndefined();
  });

  it('gives back what was cut out of it, and leaves the rest', () => {
    const mask = maskOf([3, 1, 2], [2, 2, 2], [5, 4, 3]);
    const box = boxAroundMask(maskOf([3, 1, 2], [2, 2, 2]), GRID, [0, 0, 0]);
    if (!box) throw new Error('no box');
    const part = cropped(mask, GRID, box);
    expect([...part]).toEqual([0, 1, 1, 0]);
    const into = maskOf([5, 4, 3], [2, 1, 2]);
    paste(part, box, { into, grid: GRID });
    expect(into).toEqual(mask);
  });
});
