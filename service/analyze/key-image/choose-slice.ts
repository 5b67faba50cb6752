/** The slice that shows labelled voxels best. */
import type { Grid, Mask } from '../regions/grid.js';
import { sourceLabels } from '../volume/source-plane.js';
import type { Volume } from '../volume.js';
import { countDeep, type LabelPlane } from './count-deep.js';
import { countBelow, LABELS, type LabelledVolume } from './label-counts.js';

export interface Shown {
  readonly labels: readonly number[];
  /** Only voxels below this HU choose. */
  readonly belowHu?: number;
}

export interface ChosenSlice {
  /** An index into `volume.slices`. */
  readonly slice: number;
  /** Voxels that chose it: 0 if there are none in the volume. */
  readonly voxels: number;
}

/** Off the edge of a piece: what is thinner, a streak or a seam, does not choose. */
const DEEP_MM = 2;

/**
 * By a threshold, the slice with most voxels below it. Else the one with most pixels that lie deep in a piece: a compact
 * lesion is worth more than streaks of the same area. Of equal slices the first.
 */
export function chooseSlice(labelled: LabelledVolume, shown: Shown): ChosenSlice {
  const { belowHu } = shown;
  const counts =
    belowHu === undefined ? countShown(labelled, shown) : countBelow(labelled, tableOf(shown.labels), belowHu);
  const slices = Array.from(counts, (voxels, slice) => ({ slice, voxels }));
  slices.sort((a, b) => b.voxels - a.voxels || a.slice - b.slice);
  if (belowHu !== undefined) return slices[0];
  const isShown = tableOf(shown.labels);
  let best = { ...slices[0], deep: 0 };
  for (const slice of slices) {
    // No slice has more deep pixels than voxels, and those that follow have fewer still.
    if (slice.voxels <= best.deep) break;
    const deep = countDeep(labelPlane(labelled, slice.slice), isShown, DEEP_MM);
    if (deep > best.deep) best = { ...slice, deep };
  }
  return best;
}

/** By slice. */
function countShown({ counts }: LabelledVolume, { labels }: Shown): Uint32Array {
  return Uint32Array.from({ length: counts.length / LABELS }, (_, slice) =>
    labels.reduce((sum, label) => sum + counts[slice * LABELS + label], 0),
  );
}

/** The shown labels of one slice, as its source image is oriented. */
export function sourceMask({ volume, labels }: LabelledVolume, shown: Shown, slice: number): Mask {
  const isShown = tableOf(shown.labels);
  const plane = sourceLabels(volume, labels, slice);
  for (let i = 0; i < plane.length; i++) plane[i] = isShown[plane[i]];
  return plane;
}

/** Columns and rows of the source images, as a grid of one slice. */
export function sourceGrid({ spacing, layout: { axes, columns, rows } }: Volume): Grid {
  return { dims: [columns, rows, 1], spacing: [spacing[axes.columns], spacing[axes.rows], spacing[axes.slices]] };
}

function tableOf(labels: readonly number[]): Uint8Array {
  const table = new Uint8Array(LABELS);
  for (const label of labels) table[label] = 1;
  return table;
}

/** Of the volume's plane, whichever way the source image is turned. */
function labelPlane({ volume, labels }: LabelledVolume, slice: number): LabelPlane {
  const { dims, spacing, layout } = volume;
  const { columns, rows, slices } = layout.axes;
  const strides = [1, dims[0], dims[0] * dims[1]];
  return {
    labels,
    start: slice * strides[slices],
    column: strides[columns],
    row: strides[rows],
    grid: { dims: [dims[columns], dims[rows], 1], spacing: [spacing[columns], spacing[rows], 1] },
  };
}
