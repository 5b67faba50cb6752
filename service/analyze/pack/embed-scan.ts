/**
 * A labelled scan in, its embedding out: every labelled tile through the local graph, all of them through the global one.
 * The embedding stands only if the graphs counted every labelled voxel once; anything else is a fault, never a result.
 */
import { CambiumError } from '../../errors/registry.js';
import type { Model, Tensor } from '../../ports/inference-engine.js';
import type { ProgressListener } from '../../ports/study-worker.js';
import { bins, labelNames, type Manifest, rowLength } from './manifest.js';
import { ScanEmbedding } from './scan-embedding.js';
import { labelledTiles, type Scan, type Tile, tileCount } from './tiles.js';

export interface EmbedOptions {
  readonly manifest: Manifest;
  readonly voxelMl: number;
  readonly signal: AbortSignal;
  /** Called with step `embed`. */
  readonly progress?: ProgressListener;
}

/** @throws CambiumError `analysis.inference-failed` */
export async function embedScan(model: Model, scan: Scan, options: EmbedOptions): Promise<ScanEmbedding> {
  const { manifest, voxelMl, signal } = options;
  const crops = await embedTiles(model, scan, options);
  const length = labelNames(manifest).length * rowLength(manifest);
  // A scan without a label stands as one empty crop.
  const stacked = new Float32Array(Math.max(crops.length, 1) * length);
  for (const [index, crop] of crops.entries()) stacked.set(crop, index * length);

  const inputs = {
    crop_embed: { type: 'float32', data: stacked, dims: [1, stacked.length / length, length] },
    voxel_ml: { type: 'float64', data: Float64Array.of(voxelMl), dims: [1] },
  } as const;
  const { scan_embed } = await model.run('global', inputs, signal);
  return new ScanEmbedding(float32(scan_embed, 'scan_embed'), manifest);
}

/** As many tiles at a time as the model runs, and one more, which is cut meanwhile. */
async function embedTiles(model: Model, scan: Scan, options: EmbedOptions): Promise<readonly Float32Array[]> {
  const { manifest, progress } = options;
  const { size, pad } = manifest.input.steps[2];
  const total = tileCount(scan, { size, pad });
  const crops: Promise<Float32Array>[] = [];
  let labelled = 0;
  for (const tile of labelledTiles(scan, { size, pad })) {
    const crop = embedTile(model, tile, options);
    // Awaited below, or by no one if another one fails before.
    crop.catch(() => undefined);
    crops.push(crop);
    labelled += tile.labelled;
    await crops[crops.length - 1 - model.parallel];
    progress?.('embed', crops.length, total);
  }
  const embedded = await Promise.all(crops);
  progress?.('embed', total, total);
  const counted = embedded.reduce((sum, crop) => sum + countedVoxels(crop, manifest), 0);
  if (counted === labelled) return embedded;
  throw new CambiumError(
    'analysis.inference-failed',
    `The local graph counted ${counted} of ${labelled} labelled voxels.`,
  );
}

async function embedTile(
  model: Model,
  { hu, labels }: Tile,
  { manifest, signal }: EmbedOptions,
): Promise<Float32Array> {
  const dims = [1, 1, ...manifest.input.steps[2].size];
  const inputs = { hu: { type: 'int16', data: hu, dims }, labels: { type: 'uint8', data: labels, dims } } as const;
  const { crop_embed } = await model.run('local', inputs, signal);
  return float32(crop_embed, 'crop_embed');
}

/** Voxels of a crop in all bins of all labels but background. */
function countedVoxels(crop: Float32Array, manifest: Manifest): number {
  const { count } = bins(manifest);
  const row = rowLength(manifest);
  let voxels = 0;
  for (let start = row; start < crop.length; start += row) {
    for (let bin = 0; bin < count; bin++) voxels += crop[start + bin];
  }
  return voxels;
}

function float32(tensor: Tensor | undefined, name: string): Float32Array {
  if (tensor?.type === 'float32') return tensor.data;
  throw new CambiumError('analysis.inference-failed', `The graph gives no float32 ${name}.`);
}
