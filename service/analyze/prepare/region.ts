/** Region: a box of the encoder's array, such as a tile. It may stick out of the array; the tile layout says what is seen there. */
import { mapAxes } from './draft.js';
import type { Plan, PlanAxis, TileLayout, Triple } from './plan.js';

export interface Region {
  /** Voxels of the array, slowest axis first; may be negative. */
  readonly start: Triple<number>;
  readonly size: Triple<number>;
}

export interface TileRegion extends Region {
  /** Place in the grid of tiles. */
  readonly place: Triple<number>;
}

export function gridOfTiles({ starts }: TileLayout): Triple<number> {
  return mapAxes(starts, ({ length }) => length);
}

/** In the order in which the encoder takes them. */
export function tileRegions({ size, starts, order }: TileLayout): readonly TileRegion[] {
  const [n0, n1, n2] = gridOfTiles({ size, starts, order, edge: 'replicate' });
  return Array.from({ length: n0 * n1 * n2 }, (_, index) => {
    const place = order === 'last-fastest' ? lastFastest(index, [n0, n1, n2]) : firstFastest(index, [n0, n1, n2]);
    return { place, size, start: mapAxes(starts, (axis, k) => axis[place[k]]) };
  });
}

function lastFastest(index: number, [, n1, n2]: Triple<number>): Triple<number> {
  return [Math.floor(index / (n1 * n2)), Math.floor(index / n2) % n1, index % n2];
}

function firstFastest(index: number, [n0, n1]: Triple<number>): Triple<number> {
  return [index % n0, Math.floor(index / n0) % n1, Math.floor(index / (n0 * n1))];
}

/** Slabs of the whole array along its slowest axis, so that each is one piece in memory. */
export function slabs({ grid }: Plan, thickness: number): readonly Region[] {
  const [n0, n1, n2] = grid.dims;
  return Array.from({ length: Math.ceil(n0 / thickness) }, (_, index) => {
    const start = index * thickness;
    return { start: [start, 0, 0], size: [Math.min(thickness, n0 - start), n1, n2] };
  });
}

/** The part of the plan's axis that a region takes; beyond its ends what the tile layout says. */
export function axisOfRegion(axis: PlanAxis, start: number, size: number, edge: TileLayout['edge']): PlanAxis {
  const last = axis.lower.length - 1;
  const inside = Int32Array.from({ length: size }, (_, i) => Math.min(Math.max(start + i, 0), last));
  const isInside = (i: number) => start + i >= 0 && start + i <= last;
  return {
    source: axis.source,
    lower: inside.map((index) => axis.lower[index]),
    upper: inside.map((index) => axis.upper[index]),
    weight: Float64Array.from(inside, (index) => axis.weight[index]),
    pad: Uint8Array.from(inside, (index, i) => (edge === 'replicate' || isInside(i) ? axis.pad[index] : edge)),
  };
}
