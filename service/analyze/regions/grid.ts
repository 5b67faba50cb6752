/**
 * The reduced grid on which regions are found: blocks of about 2 mm, each with the mean HU of its voxels. The mean damps
 * the noise of sharp kernels, and a study of any matrix costs about the same.
 */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { Volume } from '../volume.js';

export interface Grid {
  /** Counts along x, y, z; index = (z · ny + y) · nx + x. */
  readonly dims: readonly [number, number, number];
  /** mm between centres. */
  readonly spacing: Vector3;
}

/** One byte an element, 0 or 1. */
export type Mask = Uint8Array;

export interface ReducedVolume extends Grid {
  readonly hu: Int16Array;
  /** Voxels that make a block, along x, y, z; the last block of an axis may have fewer. */
  readonly block: readonly [number, number, number];
}

/** Finer than this nothing is gained: the masks' borders are drawn again at full resolution. */
const BLOCK_MM = 2.2;
/** Bounds memory and time. */
const MAX_BLOCKS = 8_000_000;

export function countOf({ dims: [nx, ny, nz] }: Grid): number {
  return nx * ny * nz;
}

/** ml of one element. */
export function elementMl({ spacing: [x, y, z] }: Grid): number {
  return (x * y * z) / 1000;
}

/** From one plane of blocks to before another. */
export interface Planes {
  readonly from: number;
  readonly to: number;
}

/** The grid for a volume, on shared memory; its HU are still to be filled in. */
export function emptyGrid(volume: Pick<Volume, 'dims' | 'spacing'>): ReducedVolume {
  const block = blockOf(volume);
  const dims = blocksOf(volume, block);
  const spacing: Vector3 = [volume.spacing[0] * block[0], volume.spacing[1] * block[1], volume.spacing[2] * block[2]];
  const hu = new Int16Array(new SharedArrayBuffer(countOf({ dims, spacing }) * Int16Array.BYTES_PER_ELEMENT));
  return { dims, spacing, block, hu };
}

/** Whole voxels as near to `BLOCK_MM` as they fit below it; then the finest axis grows until the grid is small enough. */
function blockOf(volume: Pick<Volume, 'dims' | 'spacing'>): [number, number, number] {
  const block: [number, number, number] = [
    voxelsPerBlock(volume.spacing[0]),
    voxelsPerBlock(volume.spacing[1]),
    voxelsPerBlock(volume.spacing[2]),
  ];
  while (countOf({ dims: blocksOf(volume, block), spacing: volume.spacing }) > MAX_BLOCKS) {
    const finest = block[2] * volume.spacing[2] < block[0] * volume.spacing[0] ? ([2] as const) : ([0, 1] as const);
    for (const axis of finest) block[axis]++;
  }
  return block;
}

function voxelsPerBlock(spacing: number): number {
  return Math.max(1, Math.floor(BLOCK_MM / spacing + 0.01));
}

function blocksOf({ dims }: Pick<Volume, 'dims'>, block: readonly number[]): [number, number, number] {
  return [Math.ceil(dims[0] / block[0]), Math.ceil(dims[1] / block[1]), Math.ceil(dims[2] / block[2])];
}

/** Fills planes of the grid with the means of their blocks, rounded. */
export function fillMeans(
  { hu, dims: [nx, ny, nz] }: Pick<Volume, 'hu' | 'dims'>,
  { hu: out, dims: [cx, cy], block: [bx, by, bz] }: ReducedVolume,
  { from, to: end }: Planes,
): void {
  const sums = new Int32Array(cx);
  for (let z = from; z < end; z++) {
    const zEnd = Math.min(nz, (z + 1) * bz);
    for (let y = 0; y < cy; y++) {
      const yEnd = Math.min(ny, (y + 1) * by);
      sums.fill(0);
      for (let vz = z * bz; vz < zEnd; vz++)
        addRows(hu, (vz * ny + y * by) * nx, { nx, rows: yEnd - y * by, bx, sums });
      const rows = (zEnd - z * bz) * (yEnd - y * by);
      const to = (z * cy + y) * cx;
      for (let x = 0; x < cx; x++) out[to + x] = Math.round(sums[x] / (rows * (Math.min(nx, (x + 1) * bx) - x * bx)));
    }
  }
}

interface Rows {
  readonly nx: number;
  readonly rows: number;
  readonly bx: number;
  /** One a block along x. */
  readonly sums: Int32Array;
}

/** Adds rows of voxels to the sums of their blocks. */
function addRows(hu: Int16Array, from: number, { nx, rows, bx, sums }: Rows): void {
  if (bx === 3 && rows === 3) {
    addThrees(hu, from, { nx, sums });
    return;
  }
  for (let row = from; row < from + rows * nx; row += nx) {
    for (let x = 0, at = row; at < row + nx; x++) {
      let sum = 0;
      for (const end = Math.min(at + bx, row + nx); at < end; at++) sum += hu[at];
      sums[x] += sum;
    }
  }
}

/** Three by three voxels a block are what most CT has, at 0.7 mm: without loops of their own they take half the time. */
function addThrees(hu: Int16Array, from: number, { nx, sums }: Pick<Rows, 'nx' | 'sums'>): void {
  const whole = Math.floor(nx / 3);
  let [a, b, c] = [from, from + nx, from + 2 * nx];
  for (let x = 0; x < whole; x++, a += 3, b += 3, c += 3) {
    const sum = hu[a] + hu[a + 1] + hu[a + 2] + hu[b] + hu[b + 1] + hu[b + 2];
    sums[x] += sum + hu[c] + hu[c + 1] + hu[c + 2];
  }
  for (; a < from + nx; a++, b++, c++) sums[whole] += hu[a] + hu[b] + hu[c];
}
