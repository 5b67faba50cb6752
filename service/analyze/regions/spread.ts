/** Grows seeds step by step through face neighbours, each element taken by the seed that is the fewest steps away. */
import type { Grid, Mask } from './grid.js';

/** @param seeds 0, or the number of the seed an element belongs to; grown in place, within `within`, and returned. */
export function spread(seeds: Uint8Array, within: Mask, grid: Grid): Uint8Array {
  const [nx, ny, nz] = grid.dims;
  const slice = nx * ny;
  const { queue, count } = edgeOf(seeds, within, grid);
  let tail = count;
  const take = (to: number, seed: number) => {
    if (seeds[to] !== 0 || within[to] === 0) return;
    seeds[to] = seed;
    queue[tail++] = to;
  };
  for (let head = 0; head < tail; head++) {
    const at = queue[head];
    const seed = seeds[at];
    const x = at % nx;
    const y = ((at - x) / nx) % ny;
    if (x > 0) take(at - 1, seed);
    if (x < nx - 1) take(at + 1, seed);
    if (y > 0) take(at - nx, seed);
    if (y < ny - 1) take(at + nx, seed);
    if (at >= slice) take(at - slice, seed);
    if (at < slice * (nz - 1)) take(at + slice, seed);
  }
  return seeds;
}

/** The seeds' elements that have a neighbour to take, in index order, in a queue with room for every element to come. */
function edgeOf(
  seeds: Uint8Array,
  within: Mask,
  { dims: [nx, ny, nz] }: Grid,
): { readonly queue: Int32Array; readonly count: number } {
  const slice = nx * ny;
  const isFree = (i: number) => within[i] === 1 && seeds[i] === 0;
  let free = 0;
  for (let i = 0; i < within.length; i++) if (isFree(i)) free++;
  const edge: number[] = [];
  for (let row = 0; free > 0 && row < ny * nz; row++) {
    const y = row % ny;
    for (let x = 0; x < nx; x++) {
      const i = row * nx + x;
      if (seeds[i] === 0) continue;
      const touches =
        (x > 0 && isFree(i - 1)) ||
        (x < nx - 1 && isFree(i + 1)) ||
        (y > 0 && isFree(i - nx)) ||
        (y < ny - 1 && isFree(i + nx)) ||
        // Beyond the first and the last slice nothing is defined, so nothing is free.
        isFree(i - slice) ||
        isFree(i + slice);
      if (touches) edge.push(i);
    }
  }
  const queue = new Int32Array(edge.length + free);
  queue.set(edge);
  return { queue, count: edge.length };
}
