/**
 * Hyperdense voxels of the cranial cavity: those in whose neighbourhood of about 3 mm more than half of the voxels lie in
 * 50 to 100 HU, in pieces of at least 0.1 ml.
 *
 * The majority does against noise what a mean does, without its two faults here: the edge of a lesion stays where it is,
 * and the rim of a calcification (300 HU beside 30 HU) does not average to the density of blood. What stays in is whatever
 * has that density: falx and tentorium, venous sinuses, streaks of a hardened beam, enhanced vessels if contrast was given.
 */
import type { Volume } from '../volume.js';
import { components, paintComponents } from './components.js';
import { elementMl, type Grid, type Mask } from './grid.js';
import { REGION_LABELS } from './labels.js';

const BLOOD_HU = { least: 50, most: 100 } as const;
/** Half the neighbourhood: with the voxel in its middle about 3 mm, along z too where slices are thin. */
const REACH_MM = 1.2;
/** Smaller pieces are noise or a calcification's rim. */
const PIECE_ML = 0.1;

interface Box {
  readonly from: readonly [number, number, number];
  readonly grid: Grid;
}

/** Gives hyperdense voxels of labels 7 and 8 the labels 9 and 10, in place. */
export function markHyperdense(volume: Volume, labels: Uint8Array): void {
  const box = boxOf(volume, labels);
  if (!box) return;
  const dense = majority(volume, box);
  eachRow(volume, box, (at, to, length) => {
    for (let i = 0; i < length; i++) dense[to + i] &= isCavity(labels[at + i]) ? 1 : 0;
  });
  const kept = finish(volume, labels, box, dense);
  eachRow(volume, box, (at, to, length) => {
    for (let i = 0; i < length; i++)
      if (kept[to + i] === 1) labels[at + i] += REGION_LABELS.hyperdenseLeft - REGION_LABELS.intracranialLeft;
  });
}

function isCavity(label: number): boolean {
  return label === REGION_LABELS.intracranialLeft || label === REGION_LABELS.intracranialRight;
}

/** The smallest box around the cavity; undefined without one. */
function boxOf({ dims: [nx, ny, nz], spacing }: Volume, labels: Uint8Array): Box | undefined {
  const low = [nx, ny, nz];
  const high = [-1, -1, -1];
  for (let row = 0; row < ny * nz; row++) {
    const end = (row + 1) * nx;
    let first = row * nx;
    while (first < end && !isCavity(labels[first])) first++;
    if (first === end) continue;
    let last = end - 1;
    while (!isCavity(labels[last])) last--;
    for (const [axis, least, most] of [
      [0, first % nx, last % nx],
      [1, row % ny, row % ny],
      [2, Math.floor(row / ny), Math.floor(row / ny)],
    ]) {
      low[axis] = Math.min(low[axis], least);
      high[axis] = Math.max(high[axis], most);
    }
  }
  if (high[0] < 0) return undefined;
  const dims = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] as const;
  return { from: [low[0], low[1], low[2]], grid: { dims, spacing } };
}

/** Visits the rows of a box: index of the row's start in the volume, in the box, and its length. */
function eachRow(
  { dims: [nx, ny] }: Volume,
  {
    from: [x0, y0, z0],
    grid: {
      dims: [bx, by, bz],
    },
  }: Box,
  visit: (at: number, to: number, length: number) => void,
): void {
  for (let z = 0; z < bz; z++) {
    for (let y = 0; y < by; y++) visit(((z0 + z) * ny + y0 + y) * nx + x0, (z * by + y) * bx, bx);
  }
}

/** Voxels of the box in whose neighbourhood (as far as it lies in the box) most are as dense as blood. */
function majority(volume: Volume, box: Box): Mask {
  const [bx, by, bz] = box.grid.dims;
  const counts = new Uint16Array(bx * by * bz);
  eachRow(volume, box, (at, to, length) => {
    for (let i = 0; i < length; i++) {
      const hu = volume.hu[at + i];
      counts[to + i] = hu >= BLOOD_HU.least && hu <= BLOOD_HU.most ? 1 : 0;
    }
  });
  const reach = box.grid.spacing.map((mm) => Math.round(REACH_MM / mm));
  sumAlong(counts, { lines: by * bz, length: bx, step: 1, lineStart: (line) => line * bx, reach: reach[0] });
  sumAlong(counts, {
    lines: bx * bz,
    length: by,
    step: bx,
    lineStart: (line) => Math.floor(line / bx) * bx * by + (line % bx),
    reach: reach[1],
  });
  sumAlong(counts, { lines: bx * by, length: bz, step: bx * by, lineStart: (line) => line, reach: reach[2] });
  const half = reach.reduce((size, r) => size * (2 * r + 1), 1) / 2;
  const dense = new Uint8Array(counts.length);
  for (let i = 0; i < dense.length; i++) dense[i] = counts[i] > half ? 1 : 0;
  return dense;
}

interface Lines {
  readonly lines: number;
  readonly length: number;
  readonly step: number;
  readonly lineStart: (line: number) => number;
  readonly reach: number;
}

/** Replaces each count by the sum over its neighbours up to `reach` away on its line. */
function sumAlong(counts: Uint16Array, { lines, length, step, lineStart, reach }: Lines): void {
  if (reach === 0) return;
  const line = new Uint16Array(length + 2 * reach);
  for (let l = 0; l < lines; l++) {
    const start = lineStart(l);
    for (let i = 0; i < length; i++) line[reach + i] = counts[start + i * step];
    let sum = 0;
    for (let i = 0; i < 2 * reach; i++) sum += line[i];
    for (let i = 0; i < length; i++) {
      sum += line[i + 2 * reach];
      counts[start + i * step] = sum;
      sum -= line[i];
    }
  }
}

export const OPT = { grow: 'majority', cap: true, seedMl: 0.1, pieceMl: 0.1, reachMm: 1.2, local: false, raw: false, zmin: 1 } as any;
function finish(volume: Volume, labels: Uint8Array, box: Box, dense: Mask): Mask {
  const pieces = components(dense, box.grid, 'spatial');
  const ml = elementMl(box.grid);
  const [bx, by, bz] = box.grid.dims;
  const hu = new Int16Array(bx * by * bz).fill(-2000);
  eachRow(volume, box, (at, to, length) => {
    for (let i = 0; i < length; i++) if (isCavity(labels[at + i])) hu[to + i] = volume.hu[at + i];
  });
  const seed = (p: number) => pieces.sizes[p] * ml >= OPT.seedMl;
  if (OPT.grow === 'none') return paintComponents(pieces, box.grid, seed);
  const sorted = hu.filter((v, i) => v > -2000 && dense[i] === 0).sort();
  const brain = sorted[sorted.length >> 1];
  const out = new Uint8Array(dense.length);
  const lists: number[][] = Array.from({ length: pieces.count }, () => []);
  pieces.of.forEach((p, run) => { if (seed(p)) for (let i = pieces.starts[run]; i < pieces.ends[run]; i++) lists[p].push(i); });
  const reach = box.grid.spacing.map((mm) => Math.round(OPT.reachMm / mm));
  const nb = box.grid.spacing.map((mm) => Math.round(REACH_MM / mm));
  const g = reach.map((r, a) => Math.max(a === 2 ? OPT.zmin : 1, r));
  const half = nb.reduce((size, r) => size * (2 * r + 1), 1) / 2;
  for (const list of lists) {
    if (list.length === 0) continue;
    const vals = list.map((i) => hu[i]).sort((a, b) => a - b);
    const mean = OPT.median ? vals[vals.length >> 1] : vals.reduce((a, b) => a + b, 0) / vals.length;
    let T = (mean + brain) / 2;
    if (OPT.cap) T = Math.min(T, 50);
    const seen = new Set<number>();
    for (const i of list) {
      const x = i % bx, y = Math.floor(i / bx) % by, z = Math.floor(i / (bx * by));
      for (let dz = -g[2]; dz <= g[2]; dz++) for (let dy = -g[1]; dy <= g[1]; dy++) for (let dx = -g[0]; dx <= g[0]; dx++) {
        if (OPT.cross && (dx !== 0 ? 1 : 0) + (dy !== 0 ? 1 : 0) + (dz !== 0 ? 1 : 0) > 1) continue;
        const X = x + dx, Y = y + dy, Z = z + dz;
        if (X < 0 || Y < 0 || Z < 0 || X >= bx || Y >= by || Z >= bz) continue;
        seen.add((Z * by + Y) * bx + X);
      }
    }
    for (const i of seen) {
      if (hu[i] === -2000) continue;
      const x = i % bx, y = Math.floor(i / bx) % by, z = Math.floor(i / (bx * by));
      if (OPT.grow === 'raw') { if (hu[i] >= T && hu[i] <= 100 || dense[i]) out[i] = 1; continue; }
      let c = 0;
      for (let dz = -nb[2]; dz <= nb[2]; dz++) for (let dy = -nb[1]; dy <= nb[1]; dy++) for (let dx = -nb[0]; dx <= nb[0]; dx++) {
        const X = x + dx, Y = y + dy, Z = z + dz;
        if (X < 0 || Y < 0 || Z < 0 || X >= bx || Y >= by || Z >= bz) continue;
        const h = hu[(Z * by + Y) * bx + X];
        if (h >= T && h <= 100) c++;
      }
      if (c > half || (OPT.cap && dense[i])) out[i] = 1;
    }
  }
  const whole = components(out, box.grid, 'spatial');
  return paintComponents(whole, box.grid, (p) => whole.sizes[p] * ml >= OPT.pieceMl);
}
