/** The label map at full resolution: each voxel by the zone of its block and that zone's threshold. */
import type { Volume } from '../volume.js';
import type { Planes, ReducedVolume } from './grid.js';
import { RULES_BY_ZONE, type Rule, ZONES } from './zones.js';

export interface Zoned {
  readonly zones: Uint8Array;
  readonly reduced: Pick<ReducedVolume, 'dims' | 'block'>;
}

/** Labels of the voxels of some planes of blocks; `labels` has zeros there, which those outside of the body keep. */
export function paintLabels(
  volume: Pick<Volume, 'hu' | 'dims'>,
  labels: Uint8Array,
  { zones, reduced, planes }: Zoned & { readonly planes: Planes },
): void {
  const { dims, block } = reduced;
  const [cx, cy] = dims;
  for (let row = cy * planes.from; row < cy * planes.to; row++) {
    const ofRow = zones.subarray(row * cx, (row + 1) * cx);
    // Stretches of one zone, so that the inner loop compares with constants.
    for (let from = 0; from < cx; ) {
      const zone = ofRow[from];
      let to = from + 1;
      while (to < cx && ofRow[to] === zone) to++;
      if (zone !== ZONES.outside) paintBlocks(volume, labels, { from, to, row, cy, block, rule: RULES_BY_ZONE[zone] });
      from = to;
    }
  }
}

interface Blocks {
  /** Columns of blocks, `to` beyond the last; and their row. */
  readonly from: number;
  readonly to: number;
  readonly row: number;
  /** Rows of blocks in a slice. */
  readonly cy: number;
  readonly block: ReducedVolume['block'];
  readonly rule: Rule;
}

function paintBlocks(
  { hu, dims: [nx, ny, nz] }: Pick<Volume, 'hu' | 'dims'>,
  labels: Uint8Array,
  { from, to, row, cy, block: [bx, by, bz], rule: { hu: threshold, upTo, above } }: Blocks,
): void {
  const y = (row % cy) * by;
  const z = Math.floor(row / cy) * bz;
  const length = Math.min(nx, to * bx) - from * bx;
  for (let vz = z; vz < Math.min(nz, z + bz); vz++) {
    for (let vy = y; vy < Math.min(ny, y + by); vy++) {
      const start = (vz * ny + vy) * nx + from * bx;
      paintRow(hu, labels, { start, end: start + length, threshold, upTo, above });
    }
  }
}

interface Row {
  readonly start: number;
  readonly end: number;
  readonly threshold: number;
  readonly upTo: number;
  readonly above: number;
}

/** Four at a time: V8 spends more on a turn of the loop than on its work. */
function paintRow(hu: Int16Array, labels: Uint8Array, { start, end, threshold, upTo, above }: Row): void {
  const whole = end - ((end - start) % 4);
  for (let i = start; i < whole; i += 4) {
    labels[i] = hu[i] <= threshold ? upTo : above;
    labels[i + 1] = hu[i + 1] <= threshold ? upTo : above;
    labels[i + 2] = hu[i + 2] <= threshold ? upTo : above;
    labels[i + 3] = hu[i + 3] <= threshold ? upTo : above;
  }
  for (let i = whole; i < end; i++) labels[i] = hu[i] <= threshold ? upTo : above;
}
