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

const WORD_BYTES = 4;

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
  const perWord = WORD_BYTES / from.BYTES_PER_ELEMENT;
  const inWords = [nx, x0, width, columns, from.byteOffset / from.BYTES_PER_ELEMENT].every((n) => n % perWord === 0);
  const [source, target] = [int32Of(from), int32Of(to)];
  for (let z = 0; z < planes; z++) {
    for (let y = 0; y < rows; y++) {
      const start = ((z0 + z) * ny + y0 + y) * nx + x0;
      const into = (z * height + y) * width;
      if (inWords) copyWords(source, target, { at: start / perWord, into: into / perWord, length: columns / perWord });
      else to.set(from.subarray(start, start + columns), into);
    }
  }
}

/** The whole words from the first one that is aligned. */
function int32Of({ buffer, byteOffset, byteLength }: Int16Array | Uint8Array): Int32Array {
  return new Int32Array(buffer, byteOffset - (byteOffset % WORD_BYTES), Math.floor(byteLength / WORD_BYTES));
}

/** For rows of a hundred voxels, a quarter of the time that `set` takes: most of that is the view it is given. */
function copyWords(
  from: Int32Array,
  to: Int32Array,
  { at, into, length }: { readonly at: number; readonly into: number; readonly length: number },
): void {
  const end = at + length - (length % 4);
  let i = at;
  let o = into;
  for (; i < end; i += 4, o += 4) {
    to[o] = from[i];
    to[o + 1] = from[i + 1];
    to[o + 2] = from[i + 2];
    to[o + 3] = from[i + 3];
  }
  for (; i < at + length; i++, o++) to[o] = from[i];
}

/** The seven lower bits of each byte of a word, and the highest of each. */
const LOWER_BITS = 0x7f7f7f7f;
const HIGHEST_BITS = 0x80808080;
/** Words that a byte counts one by one without reaching the sign of the number. */
const MOST_WORDS = 127;

/** Four voxels at a time: each byte of `counts` counts the labels at its place in the words. */
function countLabelled(labels: Uint8Array): number {
  const words = wordsOf(labels);
  let count = 0;
  for (let from = 0; from < words.length; from += MOST_WORDS) {
    const end = Math.min(words.length, from + MOST_WORDS);
    let counts = 0;
    // Adding 0x7f to the lower bits of a byte sets its highest, unless they are all 0.
    for (let i = from; i < end; i++)
      counts += ((((words[i] & LOWER_BITS) + LOWER_BITS) | words[i]) & HIGHEST_BITS) >>> 7;
    count += (counts & 0xff) + ((counts >>> 8) & 0xff) + ((counts >>> 16) & 0xff) + (counts >>> 24);
  }
  for (let i = words.length * 4; i < labels.length; i++) if (labels[i] !== 0) count++;
  return count;
}
