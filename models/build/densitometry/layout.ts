/**
 * What the densitometry graphs count, taken from the pack's manifest. A crop's embedding and the scan's have one row a
 * label, of the same length:
 *
 * - crop_embed: voxels in each bin, then voxels in all, sum of HU, sum of HU²;
 * - scan_embed: share of the label's voxels in each bin, then volume in ml, mean HU, standard deviation of HU.
 */
import { bins, labelNames, type Manifest, rowLength, tileSize } from '../../../service/analyze/pack/manifest.js';

export interface Layout {
  readonly labels: number;
  /** Voxels along z, y, x. */
  readonly tile: readonly [number, number, number];
  /** HU are clipped to this range, both ends included. */
  readonly clip: readonly [number, number];
  /** Inner bins in HU, and how many there are with both open ends. */
  readonly bins: { readonly from: number; readonly to: number; readonly width: number };
  readonly binCount: number;
  /** Bins and the three numbers behind them. */
  readonly rowLength: number;
}

export function layoutOf(manifest: Manifest): Layout {
  return {
    labels: labelNames(manifest).length,
    tile: tileSize(manifest),
    clip: manifest.input.steps[3].range,
    bins: manifest.pool.bins,
    binCount: bins(manifest).count,
    rowLength: rowLength(manifest),
  };
}
