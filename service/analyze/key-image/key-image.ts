/**
 * Key image: of a measure, the source slice that shows it best, and outlines of what was measured in the coordinates of that
 * slice's image. Where there is nothing to outline a fallback is shown: a measured zero needs a picture too.
 */
import type { Outline } from '../findings.js';
import { boxAroundMask, cropped } from '../regions/box.js';
import type { Grid, Mask } from '../regions/grid.js';
import { chooseSlice, type Shown, sourceGrid, sourceMask } from './choose-slice.js';
import type { LabelledVolume } from './label-counts.js';
import { simplify } from './simplify.js';
import { traceOutlines } from './trace-outlines.js';

export interface KeyImageSubject {
  /** Labels that are outlined together. */
  readonly outline: readonly number[];
  /** Of the outlined voxels only those below this HU choose the slice; the outline is that of the labels all the same. */
  readonly belowHu?: number;
  /** Labels that choose and are outlined where the subject has no voxel at all, such as the region it was sought in. */
  readonly fallback?: readonly number[];
}

export interface KeySlice {
  /** An index into `volume.slices`. */
  readonly slice: number;
  /**
   * At least one, largest first, at most 8: column and row in the source image, (0.5, 0.5) the centre of its first pixel.
   * The first point is not repeated at the end.
   */
  readonly outlines: readonly Outline[];
  /** Nothing fits the subject: the slice shows where it was sought. */
  readonly isFallback: boolean;
}

const MOST_OUTLINES = 8;
/** Smaller pieces, beside the largest one, are crumbs that would only distract. */
const LEAST_SHARE = 0.02;

/** Undefined if neither the subject nor its fallback has a voxel. */
export function keyImage(
  labelled: LabelledVolume,
  { outline, belowHu, fallback = [] }: KeyImageSubject,
): KeySlice | undefined {
  const choices: readonly (Shown & { readonly isFallback: boolean })[] = [
    { labels: outline, belowHu, isFallback: false },
    { labels: outline, isFallback: true },
    { labels: fallback, isFallback: true },
  ];
  for (const { isFallback, ...shown } of choices) {
    const { slice, voxels } = chooseSlice(labelled, shown);
    if (voxels === 0) continue;
    const outlines = outlinesOf(sourceMask(labelled, shown, slice), sourceGrid(labelled.volume));
    return { slice, isFallback, outlines };
  }
  return undefined;
}

/** Traced in the box that holds them: the rest of the slice is empty. */
function outlinesOf(mask: Mask, grid: Grid): Outline[] {
  const box = boxAroundMask(mask, grid, [0, 0, 0]);
  if (!box) return [];
  const [width, height] = box.grid.dims;
  const traced = traceOutlines(cropped(mask, grid, box), { width, height });
  const shown = traced.filter(({ area }) => area >= LEAST_SHARE * traced[0].area).slice(0, MOST_OUTLINES);
  const [left, top] = box.from;
  return shown.map(({ outline }) => simplify(outline).map(([column, row]) => [column + left, row + top]));
}
