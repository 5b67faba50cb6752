/**
 * A volume and its label map in, tiles of a fixed size out. Tiles lie on a grid from voxel 0, 0, 0 and do not overlap, so
 * every voxel is in exactly one; what sticks out of the volume is air with label 0. Tiles without a label are left out.
 */
import { wordsOf } from '../regions/words.js';
import type { Volume } from '../volume.js';

export interface TileGrid {
  /** Voxels along z, y, x. */
  readonly size: readonly [number, number, number];
  readonly pad: { readonly hu: number; readonly label: number };
}

export interface Tile {
  /** Row-major in z, y, x. The arrays are used again for the next tile. */
  readonly hu: Int16Array;
  readonly labels: Uint8Array;
  /** Voxels whose label is not 0. */
  readonly labelled: number;
}

export type Scan = Pick<Volume, 'dims' | 'hu'> & { readonly labels: Uint8Array };

export function* labelledTiles(scan: Scan, grid: TileGrid): Generator<Tile> {
  const voxels = grid.size[0] * grid.size[1] * grid.size[2];
  const hu = new Int16Array(voxels);
  const labels = new Uint8Array(voxels);
  for (const corner of tileCorners(scan, grid)) {
    copyTile({ from: scan.labels, to: labels, pad: grid.pad.label }, scan, { corner, size: grid.size });
    const labelled = countLabelled(labels);
    if (labelled === 0) continue;
    copyTile({ from: scan.hu, to: hu, pad: grid.pad.hu }, scan, { corner, size: grid.size });
    yield { hu, labels, labelled };
  }
}

/** Tiles that the grid has, with and without labels. */
export function tileCount(scan: Scan, grid: TileGrid): number {
  return [...tileCorners(scan, grid)].length;
}

/** First voxels of the tiles, as z, y, x. */
function* tileCorners({ dims: [nx, ny, nz] }: Scan, { size }: TileGrid): Generator<readonly [number, number, number]> {
  for (let z = 0; z < nz; z += size[0]) {
    for (let y = 0; y < ny; y += size[1]) {
      for (let x = 0; x < nx; x += size[2]) yield [z, y, x];
    }
  }
}

type Copy<Voxels> = { readonly from: Voxels; readonly to: Voxels; readonly pad: number };
type Box = { readonly corner: readonly [number, number, number]; readonly size: readonly [number, number, number] };

/** A row at a time: in memory, rows along x are the longest runs that a tile and a volume share. */
function copyTile<Voxels extends Int16Array | Uint8Array>(
  { from, to, pad }: Copy<Voxels>,
  { dims: [nx, ny, nz] }: Scan,
  { corner: [z0, y0, x0], size: [depth, height, width] }: Box,
): void {
  const planes = Math.min(depth, nz - z0);
  const rows = Math.min(height, ny - y0);
  const columns = Math.min(width, nx - x0);
  if (planes < depth || rows < height || columns < width) to.fill(pad);
  for (let z = 0; z < planes; z++) {
    for (let y = 0; y < rows; y++) {
      const start = ((z0 + z) * ny + y0 + y) * nx + x0;
      to.set(from.subarray(start, start + columns), (z * height + y) * width);
    }
  }
}

/** Four voxels at a time: most of a tile is labelled throughout or not at all. */
function countLabelled(labels: Uint8Array): number {
  const words = wordsOf(labels);
  let count = 0;
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === 0) continue;
    count += (word & 0xff ? 1 : 0) + (word & 0xff00 ? 1 : 0) + (word & 0xff0000 ? 1 : 0) + (word >>> 24 ? 1 : 0);
  }
  for (let i = words.length * 4; i < labels.length; i++) if (labels[i] !== 0) count++;
  return count;
}
