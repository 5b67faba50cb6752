/**
 * Key image: of a measure, the slice that shows it best, and outlines of what was measured in the coordinates of that
 * slice's source image. Where there is nothing to outline a fallback is shown: a measured zero needs a picture too.
 */
import type { Outline } from '../findings.js';
import type { Mask } from '../regions/grid.js';
import type { Volume } from '../volume.js';
import { chooseSlice, planeMask, type Shown } from './choose-slice.js';
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
  /** Plane of the volume: `volume.slices[z]` is its source. */
  readonly z: number;
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
export function keyImage(volume: Volume, labels: Uint8Array, subject: KeyImageSubject): KeySlice | undefined {
  const outline = tableOf(subject.outline);
  const choices: readonly (Shown & { readonly isFallback: boolean })[] = [
    { labels: outline, belowHu: subject.belowHu, isFallback: false },
    { labels: outline, isFallback: true },
    { labels: tableOf(subject.fallback ?? []), isFallback: true },
  ];
  for (const { isFallback, ...shown } of choices) {
    const { z, voxels } = chooseSlice(volume, labels, shown);
    if (voxels > 0) return { z, isFallback, outlines: outlinesOf(planeMask(volume, labels, { ...shown, z }), volume) };
  }
  return undefined;
}

function tableOf(labels: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const label of labels) table[label] = 1;
  return table;
}

function outlinesOf(mask: Mask, volume: Volume): Outline[] {
  const [width, height] = volume.dims;
  const traced = traceOutlines(mask, { width, height });
  const shown = traced.filter(({ area }) => area >= LEAST_SHARE * traced[0].area).slice(0, MOST_OUTLINES);
  return shown.map(({ outline }) => toSource(simplify(outline), volume));
}

/** The source image may run the other way: its columns against x, its rows against y. */
function toSource(outline: Outline, { dims: [nx, ny], flipped }: Volume): Outline {
  return outline.map(([x, y]) => [flipped.x ? nx - x : x, flipped.y ? ny - y : y]);
}
