import { setImmediate } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { CutThreads } from '../../../../service/analyze/prepare/cut-threads.js';
import type { Plan } from '../../../../service/analyze/prepare/plan.js';
import { prepareTiles, prepareVolume, type Tile } from '../../../../service/analyze/prepare/prepare-volume.js';
import { preparationSchema } from '../../../../service/analyze/prepare/steps.js';
import { planFor, tilesOf, volumeOf, wholeOf } from './volumes.js';

const PREPARATION = preparationSchema.parse({
  orientation: 'RAS',
  axisOrder: ['x', 'y', 'z'],
  steps: [
    { op: 'rescale_hu' },
    {
      op: 'windows',
      list: [
        { lo: -1000, hi: 1000 },
        { lo: -100, hi: 300 },
      ],
    },
    { op: 'resample', spacing: [0.9, 0.9, 1.5], kernel: 'linear' },
    { op: 'tile', size: [16, 16, 8], edge: -1 },
  ],
});
const VOLUME = volumeOf({
  dims: [60, 50, 40],
  spacing: [0.8, 0.8, 1],
  hu: (x, y, z) => ((x * 7 + y * 13 + z * 29) % 2000) - 1000,
});
const PLAN = planFor(VOLUME, PREPARATION);

const DEATHS = 8;

const threads = new CutThreads();
afterAll(() => threads.close());

type TakenTile = Omit<Tile, 'data'> & { readonly data: Float32Array };

async function take(tiles: AsyncIterable<Tile>, count = Number.POSITIVE_INFINITY): Promise<readonly TakenTile[]> {
  const taken: TakenTile[] = [];
  // What is kept is copied: the next tile may be written over it.
  for await (const tile of tiles) if (taken.push({ ...tile, data: tile.data.slice() }) === count) break;
  return taken;
}

/** Comparing numbers one by one takes seconds. */
function bytesOf(arrays: readonly Float32Array[]): Buffer {
  return Buffer.concat(arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)));
}

function areTheTiles(tiles: readonly TakenTile[], expected: readonly Float32Array[]): boolean {
  return bytesOf(tiles.map(({ data }) => data)).equals(bytesOf(expected));
}

describe('prepareTiles', () => {
  it('gives the tiles of the plan in order, cut in threads', async () => {
    const expected = tilesOf(VOLUME, PLAN);
    const tiles = await take(prepareTiles(VOLUME, PLAN, { threads }));
    expect(tiles.map(({ index }) => index)).toEqual(expected.map((_, index) => index));
    expect(areTheTiles(tiles, expected)).toBe(true);
    expect(tiles[0]).toMatchObject({ place: [0, 0, 0], start: [0, 0, 0], dims: [2, 16, 16, 8] });
    expect(tiles.at(-1)).toMatchObject({ place: [3, 2, 3], start: [48, 32, 24] });
  });

  it('takes memory for no more tiles than are cut at a time and one more', async () => {
    const places = new Set<ArrayBufferLike>();
    for await (const { data } of prepareTiles(VOLUME, PLAN, { threads })) places.add(data.buffer);
    expect(places.size).toBe(threads.count + 1);
  });

  it('gives two readers the tiles of each one’s volume at a time', async () => {
    const other = volumeOf({ dims: [20, 20, 20], hu: (x, y, z) => x / 3 + y / 7 + z, exact: true });
    const plan = planFor(other, PREPARATION);
    const [ours, theirs] = await Promise.all([
      take(prepareTiles(VOLUME, PLAN, { threads })),
      take(prepareTiles(other, plan, { threads })),
    ]);
    expect(areTheTiles(ours, tilesOf(VOLUME, PLAN))).toBe(true);
    expect(areTheTiles(theirs, tilesOf(other, plan))).toBe(true);
  });

  it('goes on with other readers when one leaves', async () => {
    await take(prepareTiles(VOLUME, PLAN, { threads }), 1);
    expect(await take(prepareTiles(VOLUME, PLAN, { threads }))).toHaveLength(tilesOf(VOLUME, PLAN).length);
  });

  it('throws the reason of an abort instead of the next tile', async () => {
    const abort = new AbortController();
    const tiles = prepareTiles(VOLUME, PLAN, { threads, signal: abort.signal });
    await tiles.next();
    abort.abort(new Error('no longer wanted'));
    await expect(tiles.next()).rejects.toThrow('no longer wanted');
  });

  it('rejects what is under way when its threads are closed, and starts new ones for the next volume', async () => {
    const own = new CutThreads(1);
    const tiles = prepareTiles(VOLUME, PLAN, { threads: own });
    const rejected = expect(tiles.next()).rejects.toThrow('closed');
    await own.close();
    await rejected;
    expect(await take(prepareTiles(VOLUME, PLAN, { threads: own }), 3)).toHaveLength(3);
    await own.close();
  });

  it('rejects when its threads die, and starts new ones for the next volume', async () => {
    const own = new CutThreads(2);
    const broken = { ...PLAN, axes: PLAN.axes.slice(1) } as unknown as Plan;
    // Time and again: the second thread may die while those of the next volume work.
    for (let round = 0; round < DEATHS; round++) {
      await expect(take(prepareTiles(VOLUME, broken, { threads: own }))).rejects.toThrow();
      expect(await take(prepareTiles(VOLUME, PLAN, { threads: own }), 3)).toHaveLength(3);
    }
    await own.close();
  });
});

describe('prepareVolume', () => {
  it('gives the whole array, channel by channel', async () => {
    const { data, channels, plan } = await prepareVolume(VOLUME, PREPARATION, { threads });
    expect(channels).toBe(2);
    expect(plan.grid).toEqual(PLAN.grid);
    expect(bytesOf([data]).equals(bytesOf([wholeOf(VOLUME, PLAN)]))).toBe(true);
  });

  it('leaves the calling thread free', async () => {
    let turns = 0;
    const done = prepareVolume(VOLUME, PREPARATION, { threads }).then(() => true);
    while (!(await Promise.race([done, setImmediate(false)]))) turns++;
    expect(turns).toBeGreaterThan(10);
  });

  it('throws the reason of an abort', async () => {
    const signal = AbortSignal.abort(new Error('no longer wanted'));
    await expect(prepareVolume(VOLUME, PREPARATION, { threads, signal })).rejects.toThrow('no longer wanted');
  });
});
