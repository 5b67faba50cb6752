import { describe, expect, it } from 'vitest';
import { labelledTiles, type Scan, tileCount } from '../../../../service/analyze/pack/tiles.js';

const GRID = { size: [2, 3, 4], pad: { hu: -1024, label: 0 } } as const;

/** Every voxel's HU is its own index. */
function scan(dims: Scan['dims'], labels: (index: number) => number): Scan {
  const voxels = dims[0] * dims[1] * dims[2];
  return {
    dims,
    hu: Int16Array.from({ length: voxels }, (_, index) => index),
    labels: Uint8Array.from({ length: voxels }, (_, index) => labels(index)),
  };
}

describe('labelledTiles', () => {
  for (const dims of [
    [4, 3, 2],
    [9, 7, 5],
    [1, 1, 1],
    [3, 2, 1],
    [8, 6, 4],
  ] as const) {
    it(`puts every voxel of ${dims.join(' × ')} into exactly one tile`, () => {
      const voxels = dims[0] * dims[1] * dims[2];
      const seen: number[] = [];
      for (const { hu, labels } of labelledTiles(
        scan(dims, () => 1),
        GRID,
      )) {
        seen.push(...hu.filter((_, i) => labels[i] === 1));
      }
      expect(seen.sort((a, b) => a - b)).toEqual(Array.from({ length: voxels }, (_, index) => index));
    });
  }

  it('pads with air and label 0 what sticks out of the volume', () => {
    const [tile] = labelledTiles(
      scan([3, 2, 1], () => 7),
      GRID,
    );
    expect([...tile.hu.subarray(0, 12)]).toEqual([0, 1, 2, -1024, 3, 4, 5, -1024, -1024, -1024, -1024, -1024]);
    expect([...tile.labels.subarray(0, 12)]).toEqual([7, 7, 7, 0, 7, 7, 7, 0, 0, 0, 0, 0]);
    expect(new Set(tile.hu.subarray(12))).toEqual(new Set([-1024]));
  });

  for (const width of [9, 12]) {
    it(`keeps HU and label of a voxel at the same place, in rows of ${width}`, () => {
      const labelled = scan([width, 7, 5], (index) => (index % 10) + 1);
      for (const { hu, labels } of labelledTiles(labelled, GRID)) {
        for (const [i, value] of hu.entries()) if (value !== -1024) expect(labels[i]).toBe((value % 10) + 1);
      }
    });
  }

  it('copies a scan that lies at any place in memory', () => {
    const { dims, hu, labels } = scan([12, 7, 5], (index) => (index % 10) + 1);
    const moved = { dims, hu: Int16Array.of(0, ...hu).subarray(1), labels: Uint8Array.of(0, ...labels).subarray(1) };
    const copies = (of: Scan) => Array.from(labelledTiles(of, GRID), (tile) => [[...tile.hu], [...tile.labels]]);
    expect(copies(moved)).toEqual(copies({ dims, hu, labels }));
  });

  it('counts labels of every value', () => {
    const size = [1, 64, 64] as const;
    const all = scan([64, 64, 1], (index) => index % 256);
    expect([...labelledTiles(all, { ...GRID, size })].map(({ labelled }) => labelled)).toEqual([64 * 64 - 16]);
  });

  it('leaves out tiles without a label and counts the labelled voxels of the others', () => {
    const onlyLast = scan([8, 6, 4], (index) => (index >= 8 * 6 * 4 - 2 ? 3 : 0));
    const tiles = [...labelledTiles(onlyLast, GRID)];
    expect(tiles.map(({ labelled }) => labelled)).toEqual([2]);
    expect(tileCount(onlyLast, GRID)).toBe(8);
  });

  it('counts them in a tile of any size', () => {
    const size = [3, 3, 3] as const;
    const one = scan([3, 3, 3], (index) => (index % 2 === 0 ? index + 1 : 0));
    expect([...labelledTiles(one, { ...GRID, size })].map(({ labelled }) => labelled)).toEqual([14]);
  });

  it('gives no tile of a scan without labels', () => {
    expect([
      ...labelledTiles(
        scan([9, 7, 5], () => 0),
        GRID,
      ),
    ]).toEqual([]);
  });
});
