/**
 * Connected components of a mask by its runs (runs.ts): those that overlap in neighbouring rows are joined (union-find).
 * Face neighbours connect: four within a slice (`planar`), six in space (`spatial`). Memory goes with the runs, not with the
 * elements.
 */
import type { Grid, Mask } from './grid.js';
import type { Extent } from './morphology.js';
import { type Runs, runsOf } from './runs.js';

export interface Components extends Pick<Runs, 'starts' | 'ends'> {
  readonly count: number;
  /** Elements of each component. */
  readonly sizes: Uint32Array;
  /** The component of each run, from 0, numbered in the order of their first elements. */
  readonly of: Int32Array;
}

export function components(mask: Mask, grid: Grid, extent: Extent): Components {
  return connected(runsOf(mask, grid, 1), grid, extent);
}

/** The same of runs, be they of set elements or of unset ones. */
export function connected(runs: Runs, grid: Grid, extent: Extent): Components {
  const { starts, ends } = runs;
  const parents = new Int32Array(starts.length);
  for (let run = 0; run < parents.length; run++) parents[run] = run;
  joinRows({ ...runs, parents }, grid, extent);
  return numbered(starts, ends, parents);
}

/** The mask of the components that `keep` accepts. */
export function paintComponents(
  { starts, ends, of }: Components,
  grid: Grid,
  keep: (component: number) => boolean,
): Mask {
  const [nx, ny, nz] = grid.dims;
  const out = new Uint8Array(nx * ny * nz);
  for (let run = 0; run < starts.length; run++) if (keep(of[run])) out.fill(1, starts[run], ends[run]);
  return out;
}

/** For each component, the sum of what its elements have in `values`. */
export function sumBy({ count, starts, ends, of }: Components, values: Uint8Array | Int16Array): Float64Array {
  const sums = new Float64Array(count);
  for (let run = 0; run < starts.length; run++) {
    let sum = 0;
    for (let i = starts[run]; i < ends[run]; i++) sum += values[i];
    sums[of[run]] += sum;
  }
  return sums;
}

/** The largest component, or -1 if the mask was empty. */
export function largest({ sizes }: Components): number {
  return sizes.length === 0 ? -1 : sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
}

function joinRows(runs: Runs & { parents: Int32Array }, { dims: [nx, ny, nz] }: Grid, extent: Extent): void {
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      if (y > 0) joinOverlaps(runs, z * ny + y, { back: 1, nx });
      if (z > 0 && extent === 'spatial') joinOverlaps(runs, z * ny + y, { back: ny, nx });
    }
  }
}

/** Joins the runs of a row with those of the row `back` rows before it. */
function joinOverlaps(
  { starts, ends, firstOfRow, parents }: Runs & { parents: Int32Array },
  row: number,
  { back, nx }: { back: number; nx: number },
): void {
  const shift = back * nx;
  let a = firstOfRow[row];
  let b = firstOfRow[row - back];
  const aEnd = firstOfRow[row + 1];
  const bEnd = firstOfRow[row - back + 1];
  while (a < aEnd && b < bEnd) {
    if (starts[a] < ends[b] + shift && starts[b] + shift < ends[a]) union(parents, a, b);
    if (ends[a] < ends[b] + shift) a++;
    else b++;
  }
}

/** The smaller root stays a root, so a component's root is its first run. */
function union(parents: Int32Array, a: number, b: number): void {
  const rootA = rootOf(parents, a);
  const rootB = rootOf(parents, b);
  parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
}

function rootOf(parents: Int32Array, run: number): number {
  let root = run;
  while (parents[root] !== root) {
    parents[root] = parents[parents[root]];
    root = parents[root];
  }
  return root;
}

function numbered(starts: Int32Array, ends: Int32Array, parents: Int32Array): Components {
  const of = new Int32Array(starts.length);
  let count = 0;
  for (let run = 0; run < of.length; run++) {
    const root = rootOf(parents, run);
    of[run] = root === run ? count++ : of[root];
  }
  const sizes = new Uint32Array(count);
  for (let run = 0; run < of.length; run++) sizes[of[run]] += ends[run] - starts[run];
  return { count, sizes, starts, ends, of };
}
