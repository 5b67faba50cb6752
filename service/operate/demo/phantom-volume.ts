/** Voxels that never lay in slices, as the volume that slices of them would become: a phantom needs no files to be measured. */
import type { Volume } from '../../analyze/volume.js';
import type { SeriesInstanceUid } from '../../dicom/uid.js';

/** Axes to left, posterior and superior; without sources. */
export function phantomVolume({
  dims,
  spacing,
  origin,
  hu,
}: Pick<Volume, 'dims' | 'spacing' | 'origin' | 'hu'>): Volume {
  return {
    seriesInstanceUid: '1.2.3' as SeriesInstanceUid,
    dims,
    spacing,
    origin,
    direction: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    hu,
    slices: [],
    layout: {
      axes: { columns: 0, rows: 1, slices: 2 },
      reversed: { columns: false, rows: false },
      columns: dims[0],
      rows: dims[1],
    },
  };
}
