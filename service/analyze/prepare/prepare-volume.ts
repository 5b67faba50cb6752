/**
 * A volume and the plan of an encoder's steps in; what the encoder sees out: its tiles one by one, in its order, or the
 * array as a whole. Cut in threads; the thread that asks stays free.
 */
import type { Volume } from '../volume.js';
import { compilePlan } from './compile-plan.js';
import { CutThreads, type ThreadOptions } from './cut-threads.js';
import { channelCount, type OutputGrid, type Plan, type Triple } from './plan.js';
import { slabs, type TileRegion, tileRegions } from './region.js';
import type { Preparation } from './steps.js';

export interface Tile {
  /** From 0, in the encoder's order. */
  readonly index: number;
  /** Place in the grid of tiles, and its first voxel in the array (negative where it sticks out); slowest axis first. */
  readonly place: Triple<number>;
  readonly start: Triple<number>;
  /** Channels, then the voxels along the array's axes, slowest first: the order of `data`. */
  readonly dims: readonly [number, number, number, number];
  readonly data: Float32Array<ArrayBuffer>;
}

export interface PreparedVolume {
  readonly plan: Plan;
  readonly grid: OutputGrid;
  readonly channels: number;
  /** Channels, then voxels, the array's slowest axis first. On shared memory. */
  readonly data: Float32Array<SharedArrayBuffer>;
}

/** Voxels of the array that a thread cuts at a time if it is wanted whole: some ten milliseconds of work. */
const SLAB_VOXELS = 2_000_000;

/**
 * The tiles in order. As many as there are threads are cut ahead of the one that is asked for, so a slow reader holds no more
 * than that in memory. Leaving the loop ends the threads; so does an abort, which throws the signal's reason.
 */
export async function* prepareTiles(
  volume: Volume,
  plan: Plan,
  options: ThreadOptions = {},
): AsyncGenerator<Tile, void, undefined> {
  const threads = new CutThreads(plan, volume, options);
  try {
    const ahead: Promise<Tile>[] = [];
    for (const [index, region] of tileRegions(plan.tiles).entries()) {
      ahead.push(cutTile(threads, plan, { index, region }));
      if (ahead.length > threads.parallel) yield await taken(ahead);
    }
    while (ahead.length > 0) yield await taken(ahead);
  } finally {
    await threads.close();
  }
}

/**
 * The whole array, whatever its tiles are.
 * @throws what compilePlan throws; the signal's reason
 */
export async function prepareVolume(
  volume: Volume,
  preparation: Preparation,
  options: ThreadOptions = {},
): Promise<PreparedVolume> {
  const plan = compilePlan(preparation, volume);
  const [n0, n1, n2] = plan.grid.dims;
  const channels = channelCount(plan);
  const channelStride = n0 * n1 * n2;
  const data = new Float32Array(new SharedArrayBuffer(channels * channelStride * Float32Array.BYTES_PER_ELEMENT));
  const threads = new CutThreads(plan, volume, options);
  try {
    const pieces = slabs(plan, Math.max(Math.round(SLAB_VOXELS / (n1 * n2)), 1));
    await Promise.all(
      pieces.map((slab) => threads.cutInto(slab, { data, offset: slab.start[0] * n1 * n2, channelStride })),
    );
    return { plan, grid: plan.grid, channels, data };
  } finally {
    await threads.close();
  }
}

function cutTile(threads: CutThreads, plan: Plan, { index, region }: { index: number; region: TileRegion }) {
  const { place, start, size } = region;
  const dims = [channelCount(plan), ...size] as const;
  const tile = threads.cut(region).then((data): Tile => ({ index, place, start, dims, data }));
  // Nobody may come for it: the reader may leave, or an earlier tile may fail.
  tile.catch(() => undefined);
  return tile;
}

function taken(ahead: Promise<Tile>[]): Promise<Tile> {
  const [tile] = ahead.splice(0, 1);
  return tile;
}
