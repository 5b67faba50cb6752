import { describe, expect, it } from 'vitest';
import { planeEdges, sourceLabels, sourcePixel, sourcePlane } from '../../../../service/analyze/volume/source-plane.js';
import type { Volume } from '../../../../service/analyze/volume.js';
import { ARRANGEMENTS } from './arrangements.js';
import { build, expectSameValuesInPlace, expectSourcesInPlace, voxelAt } from './built-volume.js';
import { type CtSeries, ctFiles, PLAIN } from './ct-series.js';

/** Indices of the files in the order in which the volume lists its slices. */
function orderOf({ layout }: Volume, { positions }: CtSeries): number[] {
  return [...positions.keys()].sort((a, b) => positions[a][layout.axes.slices] - positions[b][layout.axes.slices]);
}

describe.each(ARRANGEMENTS)('a stack with $name', ({ series }) => {
  it('becomes a volume along the axes of the patient, every pixel in its place', async () => {
    const volume = await build(ctFiles(series));
    expect(volume.direction).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    expectSameValuesInPlace(volume, series);
  });

  it('gives its source slices back, pixel by pixel', async () => {
    const volume = await build(ctFiles(series));
    orderOf(volume, series).forEach((file, slice) => {
      const words = Array.from({ length: 24 }, (_, i) => series.word(file, Math.floor(i / 6), i % 6));
      expect([...sourcePlane(volume, slice)]).toEqual(words);
    });
  });

  it('leads from every voxel to the pixel it came from', async () => {
    const volume = await build(ctFiles(series));
    const order = orderOf(volume, series);
    expectSourcesInPlace(volume, series, order);
    volume.hu.forEach((hu, i) => {
      const { slice, row, column } = sourcePixel(volume, voxelAt(volume, i));
      expect(hu).toBe(series.word(order[slice], row, column));
    });
  });

  it('puts labels where the pixels are', async () => {
    const volume = await build(ctFiles(series));
    const labels = Uint8Array.from(volume.hu, (hu) => hu % 251);
    for (const slice of volume.slices.keys()) {
      const ofPixels = Uint8Array.from(sourcePlane(volume, slice), (hu) => hu % 251);
      expect(sourceLabels(volume, labels, slice)).toEqual(ofPixels);
    }
  });
});

it('puts sagittal slices in their places, also where they are many, are read in another order, or have fractions', async () => {
  const series: CtSeries = {
    ...PLAIN,
    orientation: [0, 1, 0, 0, 0, -1],
    positions: Array.from({ length: 37 }, (_, i) => [((i * 5) % 37) * 2.5, -30, 40]),
    word: (slice, row, column) => slice * 50 + row * 10 + column,
    attributes: () => ({ RescaleSlope: 0.5 }),
  };
  const slow = ctFiles(series).map((file, i) => ({
    ...file,
    load: async () => {
      await new Promise((resolve) => setTimeout(resolve, i % 3));
      return file.load();
    },
  }));
  const { dims, hu, exactHu = [] } = await build(slow);
  const [nx, ny] = dims;
  expect(dims).toEqual([37, 6, 4]);
  for (let slice = 0; slice < 37; slice++) {
    for (let pixel = 0; pixel < 24; pixel++) {
      const [row, column] = [Math.floor(pixel / 6), pixel % 6];
      const at = ((3 - row) * ny + column) * nx + ((slice * 5) % 37);
      expect(exactHu[at]).toBe(series.word(slice, row, column) / 2);
      expect(hu[at]).toBe(Math.round(series.word(slice, row, column) / 2));
    }
  }
});

const TWENTY = (20 * Math.PI) / 180;
const FIFTY = (50 * Math.PI) / 180;

/** Turned about x by `angle`; the positions follow the normal. */
function turned(angle: number, change: Partial<CtSeries> = {}): CtSeries {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return {
    ...PLAIN,
    pixelSpacing: [1.1, 0.7],
    orientation: [1, 0, 0, 0, c, s],
    positions: PLAIN.positions.map((_, i) => [-20, -30 - s * 2.5 * i, c * 2.5 * i]),
    ...change,
  };
}

describe('an oblique stack', () => {
  it('is neither interpolated nor moved: its volume is turned as its slices are', async () => {
    const series = turned(TWENTY);
    const volume = await build(ctFiles(series));
    expect(volume.layout.axes).toEqual({ columns: 0, rows: 1, slices: 2 });
    expectSameValuesInPlace(volume, series);
  });

  it('is permuted where its slices are nearer to another plane', async () => {
    const series = turned(FIFTY);
    const volume = await build(ctFiles(series));
    expect(volume.layout.axes).toEqual({ columns: 0, rows: 2, slices: 1 });
    expectSameValuesInPlace(volume, series);
  });

  it.each([-1e-5, 0, 1e-5])('at 45° (and %s rad) stays as it is, whatever the last digit', async (more) => {
    const series = turned(Math.PI / 4 + more);
    const volume = await build(ctFiles(series));
    expect(volume.layout.axes).toEqual({ columns: 0, rows: 1, slices: 2 });
    expectSameValuesInPlace(volume, series);
  });

  it('about all three axes has every pixel in its place', async () => {
    const series: CtSeries = {
      ...PLAIN,
      orientation: [0.6, 0.64, 0.48, 0, 0.6, -0.8],
      positions: PLAIN.positions.map((_, i) => [-0.8 * 2.5 * i, 0.48 * 2.5 * i, 0.36 * 2.5 * i]),
    };
    const volume = await build(ctFiles(series));
    expectSameValuesInPlace(volume, series);
    expectSourcesInPlace(volume, series, orderOf(volume, series));
  });
});

describe('planeEdges', () => {
  it.each([
    [
      [1, 0, 0, 0, 1, 0],
      ['L', 'P'],
    ],
    [
      [-1, 0, 0, 0, 1, 0],
      ['R', 'P'],
    ],
    [
      [1, 0, 0, 0, -1, 0],
      ['L', 'A'],
    ],
    [
      [-1, 0, 0, 0, -1, 0],
      ['R', 'A'],
    ],
    [
      [1, 0, 0, 0, 0, -1],
      ['L', 'F'],
    ],
    [
      [0, 1, 0, 0, 0, -1],
      ['P', 'F'],
    ],
    [
      [0, -1, 0, 0, 0, 1],
      ['A', 'H'],
    ],
  ] as const)('of slices with orientation %s are %s', async (orientation, edges) => {
    const normal = [0, 1, 2].find((axis) => orientation[axis] === 0 && orientation[axis + 3] === 0);
    const positions = PLAIN.positions.map((_, i) => [0, 1, 2].map((axis) => (axis === normal ? i * 2 : 0)));
    const volume = await build(ctFiles({ ...PLAIN, orientation, positions: positions as never }));
    expect(planeEdges(volume)).toEqual(edges);
  });
});

describe('sourcePlane', () => {
  it('leaves the volume as it is', async () => {
    const volume = await build(ctFiles(PLAIN));
    const before = volume.hu.slice();
    sourcePlane(volume, 1).fill(0);
    expect(volume.hu).toEqual(before);
  });
});
