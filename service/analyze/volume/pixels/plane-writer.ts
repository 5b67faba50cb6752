/** Source slices in, written into their planes of a volume: looked up, shifted if the stack is straightened, put in place. */
import type { FrameTarget } from '../../../ports/frame-decoder.js';
import type { SourceLayout, Volume } from '../../volume.js';
import { type PlaneSteps, planeSteps } from '../grid/plane-steps.js';
import { shiftPlane, wholeHu } from '../grid/shift-plane.js';
import { blockWriter } from './block-writer.js';
import { AIR_HU, type HounsfieldTable } from './hounsfield-table.js';
import { sharedFloat32s, sharedInt16s } from './shared-values.js';

/** A volume to be filled. */
export interface EmptyVolume extends Volume {
  readonly hu: Int16Array<SharedArrayBuffer>;
  readonly exactHu?: Float32Array<SharedArrayBuffer>;
}

/**
 * @param slice index along `layout.axes.slices`.
 * @param fill has the slice's rows × columns words looked up, as it is oriented, into each of the targets.
 */
export type PlaneWriter = (
  slice: number,
  table: HounsfieldTable,
  fill: (targets: readonly FrameTarget[]) => Promise<void>,
) => Promise<void>;

export function planeWriter(volume: EmptyVolume): PlaneWriter {
  if (liesPlain(volume.layout)) return writePlain(volume);
  return volume.layout.offsets ? writeShifted(volume, volume.layout.offsets) : writeTurned(volume);
}

function writePlain({ hu, exactHu, layout }: EmptyVolume): PlaneWriter {
  const pixels = layout.columns * layout.rows;
  return (slice, { rounded, exact = rounded }, fill) => {
    const [from, to] = [slice * pixels, (slice + 1) * pixels];
    const targets = [{ table: rounded, out: hu.subarray(from, to) }];
    return fill(exactHu ? [...targets, { table: exact, out: exactHu.subarray(from, to) }] : targets);
  };
}

function writeShifted(volume: EmptyVolume, offsets: NonNullable<SourceLayout['offsets']>): PlaneWriter {
  const { hu, exactHu, layout } = volume;
  const withPlane = planesInTurn(() => sharedFloat32s(layout.columns * layout.rows));
  const putHu = putter<Int16Array>(hu, volume, (length) => new Int16Array(length));
  const putExact = exactHu && putter<Float32Array>(exactHu, volume, (length) => new Float32Array(length));
  return (slice, { rounded, exact = rounded }, fill) =>
    withPlane(async (plane) => {
      await fill([{ table: exactHu ? exact : rounded, out: plane }]);
      const to = planeSteps(volume, slice);
      const shifted = shiftPlane(plane, { from: layout, to, offset: offsets[slice], outside: AIR_HU });
      putHu(slice, wholeHu(shifted));
      putExact?.(slice, shifted);
    });
}

function writeTurned(volume: EmptyVolume): PlaneWriter {
  const { hu, exactHu, layout } = volume;
  const pixels = layout.columns * layout.rows;
  const withPlanes = planesInTurn(() => ({
    whole: sharedInt16s(pixels),
    fractions: sharedFloat32s(exactHu ? pixels : 0),
  }));
  const putHu = putter<Int16Array>(hu, volume, (length) => new Int16Array(length));
  const putExact = exactHu && putter<Float32Array>(exactHu, volume, (length) => new Float32Array(length));
  return (slice, { rounded, exact = rounded }, fill) =>
    withPlanes(async ({ whole, fractions }) => {
      const targets = [{ table: rounded, out: whole }];
      await fill(exactHu ? [...targets, { table: exact, out: fractions }] : targets);
      putHu(slice, whole);
      putExact?.(slice, fractions);
    });
}

/** What slices that are under way at the same time write into; handed on to those that follow. */
function planesInTurn<Planes>(make: () => Planes): (work: (planes: Planes) => Promise<void>) => Promise<void> {
  const free: Planes[] = [];
  return async (work) => {
    const planes = free.pop() ?? make();
    await work(planes);
    free.push(planes);
  };
}

/** Source slices lie in the volume as they are stored: nearly all do, and need no plane of their own on the way. */
function liesPlain({ axes, reversed, offsets }: SourceLayout): boolean {
  return !offsets && axes.columns === 0 && axes.rows === 1 && !reversed.columns && !reversed.rows;
}

/** How planes are put into `voxels`. They may be changed by it, and are no longer needed when it returns. */
function putter<Plane extends Int16Array | Float32Array>(
  voxels: Plane,
  volume: Volume,
  planesOf: (length: number) => Plane,
): (slice: number, plane: Plane) => void {
  if (volume.layout.axes.slices === 0) return blockWriter(voxels, volume, planesOf);
  return (slice, plane) => put(plane, voxels, planeSteps(volume, slice));
}

/** Whole rows at a time where they lie along x. The rows of `plane` may be reversed by it. */
function put<Plane extends Int16Array | Float32Array>(
  plane: Plane,
  into: Plane,
  { start, column, row, columns, rows }: PlaneSteps,
): void {
  if (Math.abs(column) > 1) {
    for (let r = 0, from = 0; r < rows; r++) {
      for (let c = 0, to = start + r * row; c < columns; c++, to += column) into[to] = plane[from++];
    }
    return;
  }
  if (column === 1 && row === columns) {
    into.set(plane, start);
    return;
  }
  for (let r = 0; r < rows; r++) {
    const line = plane.subarray(r * columns, (r + 1) * columns);
    into.set(column === 1 ? line : line.reverse(), start + r * row - (column === 1 ? 0 : columns - 1));
  }
}
