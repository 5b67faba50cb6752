import { describe, expect, it } from 'vitest';
import { countDeep } from '../../../../service/analyze/key-image/count-deep.js';
import { erode } from '../../../../service/analyze/regions/morphology.js';
import { randomNumbers } from '../../../support/random-numbers.js';

/** Labels of a volume of 13 × 11 × 7 voxels; 5 and 6 are shown. */
const DIMS = [13, 11, 7] as const;
const SPACING = [0.7, 0.9, 1.2] as const;
const STRIDES = [1, 13, 143] as const;
const isShown = new Uint8Array(256);
isShown[5] = 1;
isShown[6] = 1;

function labelsOf(share: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  return Uint8Array.from({ length: 13 * 11 * 7 }, () => (random() < share ? 5 + (random() < 0.5 ? 1 : 0) : 1));
}

describe.each([
  ['axial', 0, 1, 2],
  ['coronal', 0, 2, 1],
  ['sagittal', 1, 2, 0],
] as const)('deep pixels of a %s plane', (_, columns, rows, slices) => {
  it.each([0.9, 0.96, 0.99, 1])('are as many as an erosion leaves, with %d of the pixels shown', (share) => {
    const labels = labelsOf(share, 7);
    const grid = { dims: [DIMS[columns], DIMS[rows], 1], spacing: [SPACING[columns], SPACING[rows], 1] } as const;
    const counts: number[] = [];
    const expected: number[] = [];
    for (let slice = 0; slice < DIMS[slices]; slice++) {
      const plane = { labels, start: slice * STRIDES[slices], column: STRIDES[columns], row: STRIDES[rows], grid };
      const mask = new Uint8Array(DIMS[columns] * DIMS[rows]);
      for (let i = 0; i < mask.length; i++) {
        const [c, r] = [i % DIMS[columns], Math.floor(i / DIMS[columns])];
        mask[i] = isShown[labels[plane.start + c * plane.column + r * plane.row]];
      }
      for (const mm of [0.8, 2]) {
        counts.push(countDeep(plane, isShown, mm));
        expected.push(erode(mask, grid, { mm, extent: 'planar' }).reduce((sum, set) => sum + set, 0));
      }
    }
    expect(counts).toEqual(expected);
    expect(Math.max(...counts)).toBeGreaterThan(0);
  });
});
