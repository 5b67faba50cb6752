/** Volumes of generated series, and the two properties that make a volume right. */
import { expect } from 'vitest';
import { createFrameDecoder } from '../../../../adapters/codecs/frame-decoder.js';
import { type BuildOptions, buildVolume } from '../../../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../../../service/analyze/volume/read-stacks.js';
import type { SourceFile } from '../../../../service/analyze/volume/source-file.js';
import { sourcePixel } from '../../../../service/analyze/volume/source-plane.js';
import type { Stack } from '../../../../service/analyze/volume/stack.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import type { Vector3 } from '../../../../service/dicom/instance-header.js';
import { type CtSeries, SERIES } from './ct-series.js';

export const decoder = createFrameDecoder();

export function stacksOf(files: readonly SourceFile[]): Promise<readonly Stack[]> {
  return readStacks({ seriesInstanceUid: SERIES, files }, decoder);
}

/** The volume of the first stack of the files. */
export async function build(files: readonly SourceFile[], options?: BuildOptions): Promise<Volume> {
  const [stack] = await stacksOf(files);
  return buildVolume(stack, decoder, options);
}

export type Voxel = readonly [number, number, number];

export function placeOf({ origin, direction, spacing }: Volume, voxel: Voxel): Vector3 {
  return along(
    origin,
    direction.map((axis, k) => [axis, voxel[k] * spacing[k]] as const),
  );
}

export function voxelAt({ dims: [nx, ny] }: Volume, index: number): Voxel {
  return [index % nx, Math.floor(index / nx) % ny, Math.floor(index / nx / ny)];
}

export function placeOfPixel(series: CtSeries, slice: number, pixel: { column: number; row: number }): Vector3 {
  const { positions, orientation, pixelSpacing } = series;
  return along(positions[slice], [
    [orientation.slice(0, 3) as unknown as Vector3, pixel.column * pixelSpacing[1]],
    [orientation.slice(3) as unknown as Vector3, pixel.row * pixelSpacing[0]],
  ]);
}

function along(start: Vector3, steps: readonly (readonly [Vector3, number])[]): Vector3 {
  return [0, 1, 2].map((axis) =>
    steps.reduce((sum, [direction, mm]) => sum + direction[axis] * mm, start[axis]),
  ) as unknown as Vector3;
}

/** Rounded to a hundredth of a millimetre so that it can be looked up. */
function key(place: Vector3): string {
  return place.map((mm) => (Math.round(mm * 100) + 0).toString()).join(' ');
}

/** Each voxel has the value of the source pixel at its place in the patient. Not for straightened stacks. */
export function expectSameValuesInPlace(volume: Volume, series: CtSeries): void {
  const truth = new Map<string, number>();
  series.positions.forEach((_, slice) => {
    for (let row = 0; row < series.rows; row++) {
      for (let column = 0; column < series.columns; column++) {
        truth.set(key(placeOfPixel(series, slice, { column, row })), series.word(slice, row, column));
      }
    }
  });
  expect(volume.hu.length).toBe(truth.size);
  volume.hu.forEach((hu, i) => {
    const voxel = voxelAt(volume, i);
    expect(hu, `voxel ${voxel}`).toBe(truth.get(key(placeOf(volume, voxel))));
  });
}

/** Every voxel leads back to a source pixel at its own place. @param order the series' slice that is each volume slice. */
export function expectSourcesInPlace(volume: Volume, series: CtSeries, order: readonly number[]): void {
  for (let i = 0; i < volume.hu.length; i++) {
    const voxel = voxelAt(volume, i);
    const { slice, ...pixel } = sourcePixel(volume, voxel);
    const apart = placeOfPixel(series, order[slice], pixel).map((mm, k) => mm - placeOf(volume, voxel)[k]);
    expect(Math.hypot(...apart), `voxel ${voxel}`).toBeLessThan(1e-3);
  }
}
