import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPack } from '../../../../adapters/disk/model-pack-folder.js';
import { createInferenceEngine } from '../../../../adapters/onnxruntime/engine.js';
import { embedScan } from '../../../../service/analyze/pack/embed-scan.js';
import type { LoadedPack } from '../../../../service/analyze/pack/loaded-pack.js';
import type { Scan } from '../../../../service/analyze/pack/tiles.js';
import { packageRoot } from '../../../../service/package-root.js';
import type { Model } from '../../../../service/ports/inference-engine.js';
import { randomNumbers } from '../../../support/random-numbers.js';

const VOXEL_ML = 0.001;
const LUNG_LEFT = 2;
const LUNG_RIGHT = 3;

/** Several tiles along each axis, none of them filled. */
const DIMS = [150, 140, 70] as const;

function randomScan(seed: number): Scan {
  const random = randomNumbers(seed);
  const voxels = DIMS[0] * DIMS[1] * DIMS[2];
  return {
    dims: DIMS,
    hu: Int16Array.from({ length: voxels }, () => Math.floor(random() * 400 - 1100)),
    labels: Uint8Array.from({ length: voxels }, () => Math.floor(random() * 4)),
  };
}

describe('embedScan', () => {
  let pack: LoadedPack;
  let model: Model;
  beforeAll(async () => {
    pack = await loadPack(join(packageRoot(), 'models/packs/densitometry'));
    model = await createInferenceEngine().load(pack.graphs, { threads: 2 });
  });
  afterAll(() => model.dispose());

  const embed = (scan: Scan, using = model, signal = new AbortController().signal) =>
    embedScan(using, scan, { manifest: pack.manifest, voxelMl: VOXEL_ML, signal });

  it('gives volumes and shares of the whole scan, across tiles', async () => {
    const scan = randomScan(1);
    const embedding = await embed(scan);
    const lungs = scan.hu.filter((_, i) => scan.labels[i] === LUNG_LEFT || scan.labels[i] === LUNG_RIGHT);
    const below = lungs.filter((hu) => hu < -950).length;
    expect(embedding.volumeMl(['lungLeft', 'lungRight'])).toBeCloseTo(lungs.length * VOXEL_ML, 2);
    expect(embedding.shareBelow(['lungLeft', 'lungRight'], -950)).toBeCloseTo(below / lungs.length, 6);
    expect(embedding.volumeMl(['airway'])).toBe(0);
  });

  it('gives zeros for a scan without labels', async () => {
    const empty = { ...randomScan(2), labels: new Uint8Array(DIMS[0] * DIMS[1] * DIMS[2]) };
    expect(new Set((await embed(empty)).values)).toEqual(new Set([0]));
  });

  it('reports its progress up to the last tile', async () => {
    const steps: string[] = [];
    const progress = (step: string, done: number, total: number) => void steps.push(`${step} ${done}/${total}`);
    const signal = new AbortController().signal;
    await embedScan(model, randomScan(3), { manifest: pack.manifest, voxelMl: VOXEL_ML, signal, progress });
    expect(steps.at(-1)).toBe('embed 8/8');
  });

  it('fails, instead of giving a value, when the graph does not count every labelled voxel', async () => {
    const forgetful: Model = {
      parallel: 1,
      dispose: () => model.dispose(),
      async run(role, inputs, signal) {
        const outputs = await model.run(role, inputs, signal);
        // One voxel less in the first bin of the body.
        if (role === 'local') outputs.crop_embed.data[53] -= 1;
        return outputs;
      },
    };
    await expect(embed(randomScan(4), forgetful)).rejects.toMatchObject({
      code: 'analysis.inference-failed',
      details: expect.stringMatching(/counted \d+ of \d+ labelled voxels/),
    });
  });

  it('stops when the signal aborts', async () => {
    const reason = new Error('stopped');
    await expect(embed(randomScan(5), model, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});
