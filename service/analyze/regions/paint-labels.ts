/** The label map at full resolution: each voxel by the zone of its block and that zone's threshold. */
import type { Volume } from '../volume.js';
import type { ReducedVolume } from './grid.js';
import { RULES_BY_ZONE, ZONES } from './zones.js';

export function paintLabels(
  { hu, dims: [nx, ny, nz] }: Volume,
  zones: Uint8Array,
  { dims: [cx, cy], block: [bx, by, bz] }: ReducedVolume,
): Uint8Array {
  const labels = new Uint8Array(hu.length);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const blocks = (Math.floor(z / bz) * cy + Math.floor(y / by)) * cx;
      const voxels = (z * ny + y) * nx;
      // Runs of one zone, so that the inner loop compares with constants.
      for (let from = 0; from < cx; ) {
        const zone = zones[blocks + from];
        let to = from + 1;
        while (to < cx && zones[blocks + to] === zone) to++;
        if (zone !== ZONES.outside) {
          const { hu: threshold, upTo, above } = RULES_BY_ZONE[zone];
          const end = voxels + Math.min(nx, to * bx);
          for (let i = voxels + from * bx; i < end; i++) labels[i] = hu[i] <= threshold ? upTo : above;
        }
        from = to;
      }
    }
  }
  return labels;
}
