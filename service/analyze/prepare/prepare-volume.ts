/**
 * A volume and the plan of an encoder's steps in; what the encoder sees out: its tiles one by one, in its order, or the
 * array as a whole. Cut in threads; the thread that asks stays free.
 */
import { sharedFloat32s } from '../volume/pixels/shared-values.js';
import type { Volume } from '../volume.js';
import { compilePlan } from './compile-plan.js';
import type { CutThreads, Cutting } from './cut-threads.js';
import { channelCount, type Plan, type Triple } from './plan.js';
import { slabs, type TileRegion, tileRegions } from './region.js';
import type { Preparation } from './steps.js';

export interface PrepareOptions {
  readonly threads: CutThreads;
  readonly signal?: AbortSignal;
}

export interface Tile {
  /** From 0, in the encoder's order. */
  readonly index: number;
  /** Place in the grid of tiles, and its first voxel in the array (negative where it sticks out); slowest axis first. */
  readonly place: Triple<number>;
  readonly start: Triple<number>;
  /** Channels, then the voxels along the array's axes, slowest first: the order of `data`. */
  readonly dims: readonly [number, number, number, number];
  /** On shared memory. Valid until the next tile is asked for, which may be written over it. */
  readonly data: Float32Array<SharedArrayBuffer>;
}

export interface PreparedVolume {
  readonly plan: Plan;
  readonly channels: number;
  /** Channels, then the voxels of `plan.grid`, the array's slowest axis first. On shared memory. */
  readonly data: Float32Array<SharedArrayBuffer>;
}

/** Voxels of the array that a thread cuts at a time if it is wanted whole: some ten milliseconds of work. */
const SLAB_VOXELS = 2_000_000;

/**
 * The tiles in order. As many as there are threads are cut ahead of the one that is asked for, so a slow reader holds no more
 * than that in memory.
 * @throws the signal's reason, instead of the next tile
 */
export async function* prepareTiles(
  volume: Volume,
  plan: Plan,
  { threads, signal }: PrepareOptions,
): AsyncGenerator<Tile, void, undefined> {
  const cutting = threads.begin(plan, volume);
  // New memory for each tile takes a tenth of the time, and as much again to be collected.
  const regions = tileRegions(plan.tiles);
  const places = Array.from({ length: Math.min(threads.count + 1, regions.length) }, () =>
    sharedFloat32s(tileLength(plan)),
  );
  try {
    const ahead: Promise<Tile>[] = [];
    for (const [index, region] of regions.entries()) {
      signal?.throwIfAborted();
      ahead.push(cutTile(cutting, plan, { index, region, data: places[index % places.length] }));
      if (ahead.length > threads.count) yield await taken(ahead);
    }
    while (ahead.length > 0) yield await taken(ahead, signal);
  } finally {
    cutting.end();
  }
}

/**
 * The whole array, whatever its tiles are.
 * @throws what compilePlan throws; the signal's reason
 */
export async function prepareVolume(
  volume: Volume,
  preparation: Preparation,
  { threads, signal }: PrepareOptions,
): Promise<PreparedVolume> {
  const plan = compilePlan(preparation, volume);
  const [n0, n1, n2] = plan.grid.dims;
  const channels = channelCount(plan);
  const channelStride = n0 * n1 * n2;
  const data = sharedFloat32s(channels * channelStride);
  const pieces = slabs(plan, Math.max(Math.round(SLAB_VOXELS / (n1 * n2)), 1)).values();
  const cutting = threads.begin(plan, volume);
  // Each takes the next slab as soon as it is done with one.
  const takers = Array.from({ length: threads.count }, async () => {
    for (const slab of pieces) {
      signal?.throwIfAborted();
      await cutting.cut(slab, { data, offset: slab.start[0] * n1 * n2, channelStride });
    }
  });
  try {
    await Promise.all(takers);
    return { plan, channels, data };
  } finally {
    cutting.end();
  }
}

function tileLength(plan: Plan): number {
  const [n0, n1, n2] = plan.tiles.size;
  return channelCount(plan) * n0 * n1 * n2;
}

function cutTile(
  cutting: Cutting,
  plan: Plan,
  { index, region, data }: { index: number; region: TileRegion; data: Tile['data'] },
) {
  const { place, start, size } = region;
  const channels = channelCount(plan);
  const dims = [channels, ...size] as const;
  const into = { data, offset: 0, channelStride: data.length / channels };
  const tile = cutting.cut(region, into).then((): Tile => ({ index, place, start, dims, data }));
  // Nobody may come for it: the reader may leave, or an earlier tile may fail.
  tile.catch(() => undefined);
  return tile;
}

function taken(ahead: Promise<Tile>[], signal?: AbortSignal): Promise<Tile> {
  signal?.throwIfAborted();
  const [tile] = ahead.splice(0, 1);
  return tile;
}
