/** Grows seeds step by step through face neighbours, each element taken by the seed that is the fewest steps away. */
import type { Grid, Mask } from './grid.js';

/** @param seeds 0, or the number of the seed an element belongs to; grown in place, within `within`, and returned. */
export function spread(seeds: Uint8Array, within: Mask, { dims: [nx, ny, nz] }: Grid): Uint8Array {
  let room = 0;
  for (let i = 0; i < within.length; i++) room += within[i] | (seeds[i] > 0 ? 1 : 0);
  const queue = new Int32Array(room);
  let tail = 0;
  for (let i = 0; i < seeds.length; i++) if (seeds[i] > 0) queue[tail++] = i;
  const slice = nx * ny;
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
