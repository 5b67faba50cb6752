/** The densitometry pack as committed: its bytes, and what its graphs compute against plain loops. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createInferenceEngine } from '../../../adapters/onnxruntime/engine.js';
import { buildGraphs, stateFiles } from '../../../models/build/densitometry.js';
import type { LoadedPack } from '../../../service/analyze/pack/loaded-pack.js';
import { bins, labelNames } from '../../../service/analyze/pack/manifest.js';
import { packageRoot } from '../../../service/package-root.js';
import type { Model } from '../../../service/ports/inference-engine.js';
import { randomNumbers } from '../../support/random-numbers.js';

const FOLDER = join(packageRoot(), 'models/packs/densitometry');
const TILE = [64, 128, 128];
const VOXELS = 64 * 128 * 128;

describe('the build of the densitometry pack', () => {
  const manifest = readFileSync(join(FOLDER, 'manifest.yaml'), 'utf8');

  it('gives the committed graphs, byte for byte', () => {
    const { local, global } = buildGraphs(manifest);
    expect(local.equals(readFileSync(join(FOLDER, 'local.onnx')))).toBe(true);
    expect(global.equals(readFileSync(join(FOLDER, 'global.onnx')))).toBe(true);
  });

  it('states the digests that the manifest has', () => {
    expect(stateFiles(manifest, (path) => readFileSync(join(FOLDER, path)))).toBe(manifest);
  });

  it('changes digest and size of a file and nothing else', () => {
    const changed = stateFiles(manifest, (path) =>
      path === 'global.onnx' ? Buffer.from('x') : readFileSync(join(FOLDER, path)),
    );
    const lines = manifest.split('\n');
    const differing = changed.split('\n').filter((line, index) => line !== lines[index]);
    expect(differing.map((line) => line.trim().split(':')[0])).toEqual(['sha256', 'bytes']);
    expect(differing[1]).toContain('bytes: 1');
  });
});

describe('the graphs of the densitometry pack', () => {
  let pack: LoadedPack;
  let model: Model;

  beforeAll(async () => {
    pack = await loadPack(FOLDER);
    model = await createInferenceEngine().load(pack.graphs, { threads: 2 });
  });
  afterAll(() => model.dispose());

  it('count the voxels of each label and bin as a plain loop does', async () => {
    const { hu, labels } = randomCrop(1);
    const embedding = await embed(hu, labels);
    expect(Array.from(embedding)).toEqual(referenceCounts(hu, labels));
  });

  it('put HU at a bin edge into the bin above it', async () => {
    const hu = new Int16Array(VOXELS).fill(-951);
    hu.fill(-950, 0, 10);
    const row = (await embed(hu, new Uint8Array(VOXELS).fill(2))).slice(2 * 53, 3 * 53);
    const { edges } = bins(pack.manifest);
    const above = edges.indexOf(-950) + 1;
    expect(row[above]).toBe(10);
    expect(row[above - 1]).toBe(VOXELS - 10);
  });

  it('clip HU beyond the range of the manifest', async () => {
    const hu = new Int16Array(VOXELS).fill(-32768);
    hu.fill(32767, 0, 1);
    const row = (await embed(hu, new Uint8Array(VOXELS).fill(1))).slice(53, 2 * 53);
    expect([row[0], row[49], row[50]]).toEqual([VOXELS - 1, 1, VOXELS]);
    expect(row[51]).toBe(Math.fround(-1024 * (VOXELS - 1) + 3071));
  });

  it('give each crop of a batch its own counts', async () => {
    const [one, two] = [randomCrop(2), randomCrop(3)];
    const { crop_embed } = await model.run('local', {
      hu: { type: 'int16', data: Int16Array.from([...one.hu, ...two.hu]), dims: [2, 1, ...TILE] },
      labels: { type: 'uint8', data: Uint8Array.from([...one.labels, ...two.labels]), dims: [2, 1, ...TILE] },
    });
    expect(Array.from(crop_embed.data)).toEqual([
      ...referenceCounts(one.hu, one.labels),
      ...referenceCounts(two.hu, two.labels),
    ]);
  });

  it('refuse a label that the manifest does not name', async () => {
    const unknown = embed(new Int16Array(VOXELS), new Uint8Array(VOXELS).fill(11));
    await expect(unknown).rejects.toMatchObject({ code: 'analysis.inference-failed' });
  });

  it('add crops to shares, volume, mean and spread', async () => {
    const crops = [randomCrop(4), randomCrop(5)];
    const rows = crops.map(({ hu, labels }) => referenceCounts(hu, labels));
    const { scan_embed } = await model.run('global', {
      crop_embed: { type: 'float32', data: Float32Array.from(rows.flat()), dims: [1, 2, 583] },
      voxel_ml: { type: 'float64', data: Float64Array.of(0.0005), dims: [1] },
    });
    const lung = valuesOf(crops, 2);
    const mean = lung.reduce((sum, value) => sum + value, 0) / lung.length;
    const variance = lung.reduce((sum, value) => sum + (value - mean) ** 2, 0) / lung.length;
    const row = Array.from(scan_embed.data.slice(2 * 53, 3 * 53));
    expect(row.slice(0, 50).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 5);
    expect(row[0]).toBeCloseTo(lung.filter((value) => value < -1000).length / lung.length, 6);
    expect(row[50]).toBeCloseTo(lung.length * 0.0005, 3);
    expect(row[51]).toBeCloseTo(mean, 3);
    expect(row[52]).toBeCloseTo(Math.sqrt(variance), 2);
  });

  it('give zeros for a label without voxels', async () => {
    const { scan_embed } = await model.run('global', {
      crop_embed: { type: 'float32', data: new Float32Array(583), dims: [1, 1, 583] },
      voxel_ml: { type: 'float64', data: Float64Array.of(0.0005), dims: [1] },
    });
    expect(new Set(scan_embed.data)).toEqual(new Set([0]));
  });

  async function embed(hu: Int16Array, labels: Uint8Array): Promise<Float32Array> {
    const dims = [1, 1, ...TILE];
    const { crop_embed } = await model.run('local', {
      hu: { type: 'int16', data: hu, dims },
      labels: { type: 'uint8', data: labels, dims },
    });
    return crop_embed.data as Float32Array;
  }

  function referenceCounts(hu: Int16Array, labels: Uint8Array): number[] {
    const { count, edges } = bins(pack.manifest);
    const rows = labelNames(pack.manifest).map(() => new Array<number>(count + 3).fill(0));
    for (let i = 0; i < hu.length; i++) {
      const row = rows[labels[i]];
      const value = Math.min(Math.max(hu[i], -1024), 3071);
      const bin = value < edges[0] ? 0 : Math.min(Math.floor((value - edges[0]) / 25) + 1, count - 1);
      row[bin]++;
      row[count]++;
      row[count + 1] += value;
      row[count + 2] += value * value;
    }
    return rows.flat().map(Math.fround);
  }
});

interface Crop {
  readonly hu: Int16Array;
  readonly labels: Uint8Array;
}

function randomCrop(seed: number): Crop {
  const random = randomNumbers(seed);
  return {
    hu: Int16Array.from({ length: VOXELS }, () => Math.floor(random() * 5000 - 1500)),
    labels: Uint8Array.from({ length: VOXELS }, () => Math.floor(random() * 11)),
  };
}

function valuesOf(crops: readonly Crop[], label: number): readonly number[] {
  return crops.flatMap(({ hu, labels }) =>
    Array.from(
      hu.filter((_, i) => labels[i] === label),
      (value) => Math.min(Math.max(value, -1024), 3071),
    ),
  );
}
