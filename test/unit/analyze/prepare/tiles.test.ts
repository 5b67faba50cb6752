import { describe, expect, it } from 'vitest';
import { channelCount } from '../../../../service/analyze/prepare/plan.js';
import { gridOfTiles, tileRegions } from '../../../../service/analyze/prepare/region.js';
import type { PreparationInput } from '../../../../service/analyze/prepare/steps.js';
import { planFor, tilesOf, type VolumeOf, volumeOf, wholeOf } from './volumes.js';

type Step = PreparationInput['steps'][number];
type TileStep = Extract<Step, { op: 'tile' }>;

const DIMS = [7, 6, 5] as const;
/** Every voxel's HU is its index. */
const COUNTED: VolumeOf = { dims: DIMS, hu: (x, y, z) => (z * DIMS[1] + y) * DIMS[0] + x };

function tiled(volume: VolumeOf, ...steps: readonly Step[]) {
  const built = volumeOf(volume);
  const plan = planFor(built, {
    orientation: 'LPS',
    axisOrder: ['z', 'y', 'x'],
    steps: [{ op: 'rescale_hu' }, ...steps],
  });
  return { plan, regions: tileRegions(plan.tiles), tiles: tilesOf(built, plan), whole: wholeOf(built, plan) };
}

const tile = (rest: Partial<TileStep>): Step => ({ op: 'tile', size: [2, 3, 4], edge: -1, ...rest });
const row = (length: number): VolumeOf => ({ dims: [length, 1, 1], hu: (x) => x + 1 });
const alongRow = (volume: VolumeOf, rest: Partial<TileStep> & { size: [number, number, number] }) =>
  tiled(volume, tile(rest)).tiles.map((values) => [...values]);

describe('tiles', () => {
  it('hold every voxel exactly once if they do not overlap', () => {
    const { tiles } = tiled(COUNTED, tile({}));
    const seen = tiles.flatMap((values) => [...values]).filter((value) => value >= 0);
    expect(seen.sort((a, b) => a - b)).toEqual([...volumeOf(COUNTED).hu]);
  });

  it('are what the whole array has at their place', () => {
    const { plan, regions, tiles, whole } = tiled(COUNTED, tile({ overlap: [1, 1, 2], edge: 'shift' }));
    const [, n1, n2] = plan.grid.dims;
    for (const [index, { start, size }] of regions.entries()) {
      const expected = Array.from(tiles[index], (_, i) => {
        const [a, b, c] = [Math.floor(i / (size[1] * size[2])), Math.floor(i / size[2]) % size[1], i % size[2]];
        return whole[((start[0] + a) * n1 + start[1] + b) * n2 + start[2] + c];
      });
      expect([...tiles[index]]).toEqual(expected);
    }
  });

  it.each([
    [
      'last-fastest',
      [
        [0, 0, 0],
        [0, 0, 1],
        [0, 1, 0],
        [0, 1, 1],
        [1, 0, 0],
      ],
    ],
    [
      'first-fastest',
      [
        [0, 0, 0],
        [1, 0, 0],
        [2, 0, 0],
        [0, 1, 0],
        [1, 1, 0],
      ],
    ],
  ] as const)('come %s', (order, expected) => {
    const { plan, regions } = tiled(COUNTED, tile({ order }));
    expect(gridOfTiles(plan.tiles)).toEqual([3, 2, 2]);
    expect(regions.slice(0, 5).map(({ place }) => place)).toEqual(expected);
    expect(regions).toHaveLength(12);
  });

  it('see a value, or the edge again, where they stick out', () => {
    expect(alongRow(row(3), { size: [1, 1, 2], edge: -7 })).toEqual([
      [1, 2],
      [3, -7],
    ]);
    expect(alongRow(row(3), { size: [1, 1, 2], edge: 'replicate' })).toEqual([
      [1, 2],
      [3, 3],
    ]);
  });

  it('begin a margin outside and answer for every voxel once', () => {
    const step = { size: [1, 1, 4], overlap: [0, 0, 2], margin: [0, 0, 1], edge: 'replicate' } as const;
    const tiles = alongRow(row(5), { ...step, size: [1, 1, 4], overlap: [0, 0, 2], margin: [0, 0, 1] });
    expect(tiles).toEqual([
      [1, 1, 2, 3],
      [2, 3, 4, 5],
      [4, 5, 5, 5],
    ]);
    expect(tiles.flatMap((values) => values.slice(1, 3)).slice(0, 5)).toEqual([1, 2, 3, 4, 5]);
  });

  it('move the last one back inside if they shift', () => {
    expect(alongRow(row(5), { size: [1, 1, 3], overlap: [0, 0, 1], edge: 'shift' })).toEqual([
      [1, 2, 3],
      [3, 4, 5],
    ]);
    expect(alongRow(row(6), { size: [1, 1, 3], overlap: [0, 0, 1], edge: 'shift' })).toEqual([
      [1, 2, 3],
      [3, 4, 5],
      [4, 5, 6],
    ]);
  });

  it('that shift need an axis that is as long as they are', () => {
    expect(() => tiled(row(2), tile({ size: [1, 1, 3], edge: 'shift' }))).toThrow(
      expect.objectContaining({ code: 'pack.invalid' }),
    );
  });

  it('have their channels one after the other', () => {
    const list = [
      { lo: 0, hi: 10 },
      { lo: 0, hi: 20 },
    ];
    const { plan, tiles } = tiled(row(3), { op: 'windows', list }, tile({ size: [1, 1, 2], edge: 9 }), {
      op: 'repeat_channels',
      n: 2,
    });
    expect(channelCount(plan)).toBe(4);
    expect([...tiles[1]]).toEqual([0.3, 9, 0.3, 9, 0.15, 9, 0.15, 9].map(Math.fround));
  });

  it.each([
    ['axial', [1, 6, 7], [5, 1, 1]],
    ['coronal', [5, 1, 7], [1, 6, 1]],
    ['sagittal', [5, 6, 1], [1, 1, 7]],
  ] as const)('of one plane each: %s', (plane, size, grid) => {
    const { plan } = tiled(COUNTED, { op: 'slices', plane });
    expect(plan.tiles.size).toEqual(size);
    expect(gridOfTiles(plan.tiles)).toEqual(grid);
  });

  it('of one plane each lie nearest to every stride', () => {
    const volume: VolumeOf = { ...COUNTED, spacing: [1, 1, 2] };
    expect(tiled(volume, { op: 'slices', plane: 'axial', strideMm: 3 }).plan.tiles.starts[0]).toEqual([0, 2, 3]);
  });
});
