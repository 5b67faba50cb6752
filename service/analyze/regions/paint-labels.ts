/** The label map at full resolution: each voxel by the zone of its block and that zone's threshold. */
import type { Volume } from '../volume.js';
import type { ReducedVolume } from './grid.js';
import { RULES_BY_ZONE, type Rule, ZONES } from './zones.js';

/** @returns labels on shared memory, as the HU are. */
export function paintLabels(
  volume: Volume,
  zones: Uint8Array,
  { dims: [cx, cy, cz], block }: ReducedVolume,
): Uint8Array {
  const labels = new Uint8Array(new SharedArrayBuffer(volume.hu.length));
  for (let row = 0; row < cy * cz; row++) {
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
  return labels;
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
  { hu, dims: [nx, ny, nz] }: Volume,
  labels: Uint8Array,
  { from, to, row, cy, block: [bx, by, bz], rule: { hu: threshold, upTo, above } }: Blocks,
): void {
  const y = (row % cy) * by;
  const z = Math.floor(row / cy) * bz;
  const length = Math.min(nx, to * bx) - from * bx;
  for (let vz = z; vz < Math.min(nz, z + bz); vz++) {
    for (let vy = y; vy < Math.min(ny, y + by); vy++) {
      const start = (vz * ny + vy) * nx + from * bx;
      for (let i = start; i < start + length; i++) labels[i] = hu[i] <= threshold ? upTo : above;
    }
  }
}
