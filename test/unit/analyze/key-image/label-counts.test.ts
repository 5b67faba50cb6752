import { describe, expect, it } from 'vitest';
import { countBelow, countLabels, LABELS } from '../../../../service/analyze/key-image/label-counts.js';
import type { Axis } from '../../../../service/analyze/volume.js';
import { randomNumbers } from '../../../support/random-numbers.js';
import { volumeOf } from '../regions/volumes.js';

/** Rows that do not begin at a multiple of four, with stretches that are longer than four. */
const DIMS = [27, 5, 6] as const;
const VOXELS = DIMS[0] * DIMS[1] * DIMS[2];

function randomVolume(axis: Axis) {
  const random = randomNumbers(7);
  const hu = Int16Array.from({ length: VOXELS }, () => Math.floor(random() * 100));
  const labels = new Uint8Array(VOXELS);
  for (let from = 0; from < VOXELS; ) {
    const to = from + 1 + Math.floor(random() * 14);
    labels.fill(Math.floor(random() * 4) * 70, from, to);
    from = to;
  }
  const volume = volumeOf({ dims: DIMS, spacing: [1, 1, 1], origin: [0, 0, 0], hu });
  const axes = { columns: 0, rows: 1, slices: axis } as const;
  return { volume: { ...volume, layout: { ...volume.layout, axes } }, labels };
}

/** Index along the axis. */
function along(axis: Axis, index: number): number {
  return [index % DIMS[0], Math.floor(index / DIMS[0]) % DIMS[1], Math.floor(index / (DIMS[0] * DIMS[1]))][axis];
}

describe.each([0, 1, 2] as const)('voxels of slices along axis %d', (axis) => {
  const { volume, labels } = randomVolume(axis);

  it('are counted by label', () => {
    const expected = new Uint32Array(DIMS[axis] * LABELS);
    for (const [index, label] of labels.entries()) expected[along(axis, index) * LABELS + label]++;
    expect(countLabels(volume, labels).counts).toEqual(expected);
  });

  it('are counted below a threshold', () => {
    const shown = new Uint8Array(LABELS);
    shown[70] = 1;
    shown[210] = 1;
    const expected = new Uint32Array(DIMS[axis]);
    for (const [index, label] of labels.entries())
      if (shown[label] === 1 && volume.hu[index] < 40) expected[along(axis, index)]++;
    expect(countBelow(countLabels(volume, labels), shown, 40)).toEqual(expected);
  });
});
