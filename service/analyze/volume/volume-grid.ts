/**
 * The grid of a volume from the stack of its slices: axes turned so that x runs to the left, y to posterior, z to superior,
 * whichever way the patient lay and the slices were reconstructed.
 */
import type { SeriesInstanceUid } from '../../dicom/uid.js';
import { CambiumError } from '../../errors/registry.js';
import type { Volume } from '../volume.js';
import type { SliceArrangement } from './geometry.js';
import type { Slice } from './slice.js';
import { along, minus } from './vector.js';

/** 2 GiB of voxels, four thousand slices of 512 × 512: a damaged header must not exhaust the memory. */
const MAX_VOXELS = 2 ** 30;

/** The volume of an arrangement before its planes are written. @throws CambiumError `pixels.format-unsupported` if too large. */
export function emptyVolume(seriesInstanceUid: SeriesInstanceUid, arrangement: SliceArrangement<Slice>): Volume {
  const { slices, spacing, direction } = arrangement;
  const [first] = slices;
  const { rows, columns, rowDirection, columnDirection, pixelSpacing } = first;
  const voxels = columns * rows * slices.length;
  if (voxels > MAX_VOXELS) {
    throw new CambiumError('pixels.format-unsupported', `${columns} × ${rows} × ${slices.length} voxels are too many.`);
  }
  const flipped = { x: rowDirection[0] < 0, y: columnDirection[1] < 0 };
  const alongRow = flipped.x ? along(first.position, rowDirection, (columns - 1) * pixelSpacing[1]) : first.position;
  const origin = flipped.y ? along(alongRow, columnDirection, (rows - 1) * pixelSpacing[0]) : alongRow;
  return {
    seriesInstanceUid,
    ...(first.frameOfReferenceUid && { frameOfReferenceUid: first.frameOfReferenceUid }),
    dims: [columns, rows, slices.length],
    spacing: [pixelSpacing[1], pixelSpacing[0], spacing],
    origin,
    direction: [
      flipped.x ? minus([0, 0, 0], rowDirection) : rowDirection,
      flipped.y ? minus([0, 0, 0], columnDirection) : columnDirection,
      direction,
    ],
    hu: new Int16Array(voxels),
    slices: slices.map(({ source }) => source),
    flipped,
  };
}
