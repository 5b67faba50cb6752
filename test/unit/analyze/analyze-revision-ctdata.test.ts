/** Real CT from stored files to findings. One case a region: it tests plumbing and measurement, never accuracy. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../adapters/codecs/frame-decoder.js';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import { createInstanceStore } from '../../../adapters/disk/packs/instance-store.js';
import { createInferenceEngine } from '../../../adapters/onnxruntime/engine.js';
import { analyzeRevision } from '../../../service/analyze/analyze-revision.js';
import type { Result } from '../../../service/analyze/findings.js';
import { configSchema } from '../../../service/config.js';
import { packageRoot } from '../../../service/package-root.js';
import { ctdata } from '../../support/ctdata.js';
import { withPeer } from '../../support/peers.js';
import { revisionOf, storeFiles } from './phantom-study.js';

withPeer('ctdata', 'analyzeRevision on real CT', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-analyze-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function resultsOf(...path: string[]): Promise<Record<string, Result>> {
    const names = (await readdir(ctdata(...path))).filter((name) => name.endsWith('.dcm'));
    const files = await Promise.all(names.map((name) => readFile(ctdata(...path, name))));
    const objects = createObjectStore(folder);
    const instances = createInstanceStore(folder);
    const { results } = await analyzeRevision(revisionOf(storeFiles(instances, files)), {
      instances,
      objects,
      decoder: createFrameDecoder(),
      engine: createInferenceEngine(),
      packs: [await loadPack(join(packageRoot(), 'models/packs/densitometry'))],
      config: configSchema.parse({}).analyze,
      signal: new AbortController().signal,
    });
    return Object.fromEntries(results.map((result) => [result.measure, result]));
  }

  it('measures the lungs of a chest and refuses LAA-950 for its sharp kernel', async () => {
    const results = await resultsOf('chest_c3n00247');
    expect(results.laa950).toMatchObject({ reason: 'gate.kernel', message: expect.stringContaining('B70f') });
    expect(results['lung-volume']).toMatchObject({ state: 'measured', value: expect.closeTo(4490, -2) });
    expect(results['intracranial-hyperdense-volume']).toMatchObject({ reason: 'region.absent' });
  });

  it('finds the painted bleed as the difference between the head with and without it', async () => {
    const [without, painted] = [
      await resultsOf('head_cerr_hn'),
      await resultsOf('head_cerr_synthich', 'head_cerr_synthich'),
    ].map((results) => results['intracranial-hyperdense-volume']);
    expect(without).toMatchObject({ state: 'measured', note: expect.stringContaining('contrast is not stated') });
    const difference = (painted.value ?? 0) - (without.value ?? 0);
    // 3.52 ml by voxel sum; its rim of partial volume lies below 50 HU.
    expect(Math.abs(difference - 3.5)).toBeLessThan(0.7);
  });

  it('says that the lungs of an abdomen are cut, and by how much', async () => {
    const results = await resultsOf('abd_crlm1004');
    expect(results['lung-volume']).toMatchObject({
      reason: 'region.incomplete',
      message: expect.stringContaining('cut at the upper end'),
    });
    expect(results['intracranial-hyperdense-volume']).toMatchObject({ reason: 'region.absent' });
  });
});
