import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
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

async function take(tiles: AsyncIterable<Tile>, count: number): Promise<readonly Tile[]> {
  const taken: Tile[] = [];
  for await (const tile of tiles) if (taken.push(tile) === count) break;
  return taken;
}

/** Threads of this process that cut, besides those of the test runner. */
function running(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;
}

describe('prepareTiles', () => {
  it('gives the tiles of the plan in order, cut in threads', async () => {
    const expected = tilesOf(VOLUME, PLAN);
    const tiles: Tile[] = [];
    for await (const tile of prepareTiles(VOLUME, PLAN)) tiles.push(tile);
    expect(tiles.map(({ index }) => index)).toEqual(expected.map((_, index) => index));
    expect(tiles.map(({ data }) => data)).toEqual(expected);
    expect(tiles[0]).toMatchObject({ place: [0, 0, 0], start: [0, 0, 0], dims: [2, 16, 16, 8] });
    expect(tiles.at(-1)).toMatchObject({ place: [3, 2, 3], start: [48, 32, 24] });
  });

  it('gives the same tiles from one thread as from three', async () => {
    const [one, three] = await Promise.all([
      take(prepareTiles(VOLUME, PLAN, { threads: 1 }), 20),
      take(prepareTiles(VOLUME, PLAN, { threads: 3 }), 20),
    ]);
    expect(one).toEqual(three);
  });

  it('gives the same tiles of a volume of fractions', async () => {
    const volume = volumeOf({ dims: [20, 20, 20], hu: (x, y, z) => x / 3 + y / 7 + z, exact: true });
    const plan = planFor(volume, PREPARATION);
    const tiles = await take(prepareTiles(volume, plan), Number.POSITIVE_INFINITY);
    expect(tiles.map(({ data }) => data)).toEqual(tilesOf(volume, plan));
  });

  it('ends its threads when the reader leaves', async () => {
    const before = running();
    for await (const _ of prepareTiles(VOLUME, PLAN)) {
      expect(running()).toBeGreaterThan(before);
      break;
    }
    await setImmediate();
    expect(running()).toBe(before);
  });

  it('throws the reason of an abort, and ends its threads', async () => {
    const before = running();
    const abort = new AbortController();
    const tiles = prepareTiles(VOLUME, PLAN, { signal: abort.signal });
    await tiles.next();
    abort.abort(new Error('no longer wanted'));
    await expect(take(tiles, Number.POSITIVE_INFINITY)).rejects.toThrow('no longer wanted');
    await setImmediate();
    expect(running()).toBe(before);
  });

  it('does not begin if it was aborted before', async () => {
    await expect(
      prepareTiles(VOLUME, PLAN, { signal: AbortSignal.abort(new Error('too late')) }).next(),
    ).rejects.toThrow('too late');
  });
});

describe('prepareVolume', () => {
  it('gives the whole array, channel by channel', async () => {
    const { data, channels, grid } = await prepareVolume(VOLUME, PREPARATION);
    expect(channels).toBe(2);
    expect(grid).toEqual(PLAN.grid);
    expect(data).toEqual(wholeOf(VOLUME, PLAN));
  });

  it('leaves the calling thread free', async () => {
    let turns = 0;
    const done = prepareVolume(VOLUME, PREPARATION).then(() => true);
    while (!(await Promise.race([done, setImmediate(false)]))) turns++;
    expect(turns).toBeGreaterThan(10);
  });

  it('throws the reason of an abort', async () => {
    const abort = new AbortController();
    const prepared = prepareVolume(VOLUME, PREPARATION, { signal: abort.signal });
    abort.abort(new Error('no longer wanted'));
    await expect(prepared).rejects.toThrow('no longer wanted');
  });
});
