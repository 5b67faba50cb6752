/** How many voxels of each label every slice of a volume has: counted once, for all measures. */
import type { Volume } from '../volume.js';
import { eachStretch } from './stretches.js';

export interface LabelledVolume {
  readonly volume: Volume;
  /** One label a voxel, indexed as `volume.hu`. */
  readonly labels: Uint8Array;
  /** Voxels by slice (an index into `volume.slices`) and label: index = slice · 256 + label. */
  readonly counts: Uint32Array;
}

export const LABELS = 256;

export function countLabels(volume: Volume, labels: Uint8Array): LabelledVolume {
  const [nx, ny] = volume.dims;
  const axis = volume.layout.axes.slices;
  const counts = new Uint32Array(volume.dims[axis] * LABELS);
  eachStretch(labels, nx, (start, end, row) => {
    const label = labels[start];
    if (axis === 0) for (let x = start - row * nx; x < end - row * nx; x++) counts[x * LABELS + label]++;
    else counts[(axis === 1 ? row % ny : Math.floor(row / ny)) * LABELS + label] += end - start;
  });
  return { volume, labels, counts };
}

/** By slice, of some labels only the voxels below `hu`. */
export function countBelow({ volume, labels }: LabelledVolume, isShown: Uint8Array, below: number): Uint32Array {
  const [nx, ny] = volume.dims;
  const { hu } = volume;
  const axis = volume.layout.axes.slices;
  const found = new Uint32Array(volume.dims[axis]);
  eachStretch(labels, nx, (start, end, row) => {
    if (isShown[labels[start]] === 0) return;
    const slice = axis === 1 ? row % ny : Math.floor(row / ny);
    for (let i = start; i < end; i++) if (hu[i] < below) found[axis === 0 ? i - row * nx : slice]++;
  });
  return found;
}
