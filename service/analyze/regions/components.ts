/**
 * Connected components of a mask by runs: each row is cut into runs of set elements, runs that overlap in neighbouring rows
 * are joined (union-find). Face neighbours connect: four within a slice (`planar`), six in space (`spatial`). Memory goes
 * with the runs, not with the elements.
 */
import type { Grid, Mask } from './grid.js';
import type { Extent } from './morphology.js';

export interface Components {
  readonly count: number;
  /** Elements of each component. */
  readonly sizes: Uint32Array;
  /** Flat index of each run's first element and of the one past its last; runs are in index order. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** The component of each run, from 0, numbered in the order of their first elements. */
  readonly of: Int32Array;
}

export function components(mask: Mask, grid: Grid, extent: Extent): Components {
  const { starts, ends, firstOfRow } = runsOf(mask, grid);
  const parents = new Int32Array(starts.length);
  for (let run = 0; run < parents.length; run++) parents[run] = run;
  joinRows({ starts, ends, firstOfRow, parents }, grid, extent);
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

/** For each component, the sum of a number that each of its elements has. */
export function sumBy({ count, starts, ends, of }: Components, value: (index: number) => number): Float64Array {
  const sums = new Float64Array(count);
  for (let run = 0; run < starts.length; run++) {
    let sum = 0;
    for (let i = starts[run]; i < ends[run]; i++) sum += value(i);
    sums[of[run]] += sum;
  }
  return sums;
}

/** The largest component, or -1 if the mask was empty. */
export function largest({ sizes }: Components): number {
  return sizes.length === 0 ? -1 : sizes.indexOf(sizes.reduce((a, b) => Math.max(a, b)));
}

interface Runs {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Index of the first run of each row; one entry more than there are rows. */
  readonly firstOfRow: Int32Array;
}

function runsOf(mask: Mask, grid: Grid): Runs {
  let count = 0;
  eachRun(mask, grid, () => count++);
  const starts = new Int32Array(count);
  const ends = new Int32Array(count);
  const [nx, ny, nz] = grid.dims;
  const firstOfRow = new Int32Array(ny * nz + 1);
  let run = 0;
  let row = 0;
  eachRun(mask, grid, (start, end) => {
    while (row * nx <= start) firstOfRow[row++] = run;
    starts[run] = start;
    ends[run++] = end;
  });
  firstOfRow.fill(run, row);
  return { starts, ends, firstOfRow };
}

function eachRun(mask: Mask, { dims: [nx] }: Grid, visit: (start: number, end: number) => void): void {
  for (let start = mask.indexOf(1); start >= 0; ) {
    const rowEnd = start - (start % nx) + nx;
    let end = start + 1;
    while (end < rowEnd && mask[end] === 1) end++;
    visit(start, end);
    start = mask.indexOf(1, end);
  }
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
