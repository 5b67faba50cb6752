/** A box cut out of a volume or of a grid: what lies in it is worked on without touching the rest. */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { Volume } from '../volume.js';
import { countOf, type Grid, type Mask, type ReducedVolume } from './grid.js';

export interface Box {
  /** The voxel, or the element of the grid, that is the box's first. */
  readonly from: Vector3;
  readonly grid: Grid;
}

/** From `low` to `high` inclusive, voxel indices of a volume. */
export function boxBetween(low: readonly number[], high: readonly number[], spacing: Vector3): Box {
  const dims = [high[0] - low[0] + 1, high[1] - low[1] + 1, high[2] - low[2] + 1] as const;
  return { from: [low[0], low[1], low[2]], grid: { dims, spacing } };
}

/** The smallest box around the blocks of the reduced grid that are in one of the zones; undefined without one. */
export function boxAround(
  { dims, spacing }: Volume,
  zones: Uint8Array,
  { reduced, wanted }: { reduced: ReducedVolume; wanted: readonly number[] },
): Box | undefined {
  const [cx, cy, cz] = reduced.dims;
  const low = [cx, cy, cz];
  const high = [-1, -1, -1];
  for (let row = 0; row < cy * cz; row++) {
    const blocks = zones.subarray(row * cx, (row + 1) * cx);
    for (const zone of wanted) {
      const first = blocks.indexOf(zone);
      if (first < 0) continue;
      const y = row % cy;
      const z = (row - y) / cy;
      widen(low, high, [first, y, z]);
      widen(low, high, [blocks.lastIndexOf(zone), y, z]);
    }
  }
  if (high[0] < 0) return undefined;
  return boxBetween(
    low.map((at, axis) => at * reduced.block[axis]),
    high.map((at, axis) => Math.min(dims[axis], (at + 1) * reduced.block[axis]) - 1),
    spacing,
  );
}

/** The smallest box around the set elements of a mask, with a margin as far as the grid goes; undefined if none is set. */
export function boxAroundMask(mask: Mask, { dims, spacing }: Grid, marginMm: Vector3): Box | undefined {
  const [nx, ny, nz] = dims;
  const low: [number, number, number] = [nx, ny, nz];
  const high: [number, number, number] = [-1, -1, -1];
  for (let row = 0; row < ny * nz; row++) {
    const from = row * nx;
    let first = 0;
    while (first < nx && mask[from + first] === 0) first++;
    if (first === nx) continue;
    let last = nx - 1;
    while (mask[from + last] === 0) last--;
    const y = row % ny;
    low[0] = Math.min(low[0], first);
    low[1] = Math.min(low[1], y);
    high[0] = Math.max(high[0], last);
    high[1] = Math.max(high[1], y);
    high[2] = (row - y) / ny;
    low[2] = Math.min(low[2], high[2]);
  }
  if (high[0] < 0) return undefined;
  const margin = marginMm.map((mm, axis) => Math.ceil(mm / spacing[axis]));
  return boxBetween(
    low.map((at, axis) => Math.max(0, at - margin[axis])),
    high.map((at, axis) => Math.min(dims[axis] - 1, at + margin[axis])),
    spacing,
  );
}

/** Widens the bounds, in place, to hold the point. */
export function widen(low: number[], high: number[], point: Vector3): void {
  for (const [axis, at] of point.entries()) {
    low[axis] = Math.min(low[axis], at);
    high[axis] = Math.max(high[axis], at);
  }
}

/** Visits the rows of a box: index of the row's start in the volume or grid, in the box, and its length. */
export function eachRow(
  { dims: [nx, ny] }: Pick<Grid, 'dims'>,
  { from: [x0, y0, z0], grid }: Box,
  visit: (at: number, to: number, length: number) => void,
): void {
  const [bx, by, bz] = grid.dims;
  for (let z = 0; z < bz; z++) {
    for (let y = 0; y < by; y++) visit(((z0 + z) * ny + y0 + y) * nx + x0, (z * by + y) * bx, bx);
  }
}

/** What lies in a box of a grid. A copy. */
export function cropped(mask: Mask, grid: Grid, box: Box): Mask {
  const part = new Uint8Array(countOf(box.grid));
  eachRow(grid, box, (at, to, length) => part.set(mask.subarray(at, at + length), to));
  return part;
}

export function croppedVolume(reduced: ReducedVolume, box: Box): ReducedVolume {
  const hu = new Int16Array(countOf(box.grid));
  eachRow(reduced, box, (at, to, length) => hu.set(reduced.hu.subarray(at, at + length), to));
  return { ...box.grid, block: reduced.block, hu };
}

/** Puts back what was cut out. */
export function paste(part: Mask, box: Box, { into, grid }: { into: Mask; grid: Grid }): void {
  eachRow(grid, box, (at, to, length) => into.set(part.subarray(to, to + length), at));
}
