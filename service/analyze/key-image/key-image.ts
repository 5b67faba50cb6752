/**
 * Key image: of a measure, the slice that shows it best, and outlines of what was measured in the coordinates of that
 * slice's source image. A slice without the thing itself, because there is none, is chosen and outlined by a fallback: a
 * measured zero needs a picture too.
 */
import type { Outline } from '../findings.js';
import type { Volume } from '../volume.js';
import { simplify } from './simplify.js';
import { traceOutlines } from './trace-outlines.js';

export interface KeyImageSubject {
  /** Labels that are outlined together. */
  readonly outline: readonly number[];
  /** Of the outlined voxels only those below this HU choose the slice. */
  readonly belowHu?: number;
  /** Labels that choose and are outlined where the subject has no voxel at all. */
  readonly fallback?: readonly number[];
}

export interface KeySlice {
  /** Plane of the volume: `volume.slices[z]` is its source. */
  readonly z: number;
  /** Largest first, at least one: column and row in the source image, (0.5, 0.5) the centre of its first pixel. */
  readonly outlines: readonly Outline[];
  /** Voxels that chose the slice. */
  readonly voxels: number;
  /** True if the fallback is shown. */
  readonly isFallback: boolean;
}

const MOST_OUTLINES = 8;

/** The slice with most voxels of the subject, the lowest of several; undefined if neither subject nor fallback has any. */
export function keyImage(
  volume: Volume,
  labels: Uint8Array,
  { outline, belowHu, fallback = [] }: KeyImageSubject,
): KeySlice | undefined {
  const subjects = [
    { shown: outline, belowHu, isFallback: false },
    // Without the restriction: 0 % below a threshold is shown on the largest section of the region.
    { shown: outline, belowHu: undefined, isFallback: true },
    { shown: fallback, belowHu: undefined, isFallback: true },
  ];
  for (const { shown, belowHu: below, isFallback } of subjects) {
    const { z, voxels } = fullestSlice(volume, labels, {
      shown: tableOf(shown),
      belowHu: below ?? Number.POSITIVE_INFINITY,
    });
    if (voxels > 0)
      return {
        z,
        voxels,
        isFallback,
        outlines: outlinesOf(volume, labels.subarray(...planeOf(volume, z)), tableOf(shown)),
      };
  }
  return undefined;
}

/** By label, whether it is one of `shown`. */
function tableOf(shown: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const label of shown) table[label] = 1;
  return table;
}

function planeOf({ dims: [nx, ny] }: Volume, z: number): [number, number] {
  return [z * nx * ny, (z + 1) * nx * ny];
}

interface Chosen {
  readonly shown: Uint8Array;
  readonly belowHu: number;
}

function fullestSlice(volume: Volume, labels: Uint8Array, { shown, belowHu }: Chosen): { z: number; voxels: number } {
  let best = { z: 0, voxels: 0 };
  for (let z = 0; z < volume.dims[2]; z++) {
    const [from, to] = planeOf(volume, z);
    let voxels = 0;
    for (let i = from; i < to; i++) if (shown[labels[i]] === 1 && volume.hu[i] < belowHu) voxels++;
    if (voxels > best.voxels) best = { z, voxels };
  }
  return best;
}

function outlinesOf(volume: Volume, plane: Uint8Array, shown: Uint8Array): Outline[] {
  const [width, height] = volume.dims;
  const mask = plane.map((label) => shown[label]);
  const traced = traceOutlines(mask, { width, height }).slice(0, MOST_OUTLINES);
  return traced.map((outline) => toSource(simplify(outline), volume));
}

/** The source image may run the other way: its columns against x, its rows against y. */
function toSource(outline: Outline, { dims: [nx, ny], flipped }: Volume): Outline {
  return outline.map(([x, y]) => [flipped.x ? nx - x : x, flipped.y ? ny - y : y]);
}
