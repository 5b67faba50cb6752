import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createInferenceEngine } from '../../../adapters/onnxruntime/engine.js';
import type { OpenPack } from '../../../service/analyze/pack/open-pack.js';
import { createLocalStudyWorker, type StudyWork } from '../../../service/operate/local-study-worker.js';
import { rehearse } from '../../../service/operate/rehearse.js';
import { packageRoot } from '../../../service/package-root.js';

describe('a rehearsal', { timeout: 60_000 }, () => {
  let pack: OpenPack;
  beforeAll(async () => {
    const loaded = await loadPack(join(packageRoot(), 'models/packs/densitometry'));
    pack = { ...loaded, model: await createInferenceEngine().load(loaded.graphs, { threads: 1 }) };
  });
  afterAll(() => pack.model.dispose());

  it('runs each graph of a pack on a chest and on a head', async () => {
    const runs: string[] = [];
    const { model } = pack;
    const watched: OpenPack = {
      ...pack,
      model: {
        parallel: model.parallel,
        dispose: () => model.dispose(),
        async run(role, inputs, signal) {
          runs.push(role);
          return await model.run(role, inputs, signal);
        },
      },
    };
    await rehearse([watched]);
    expect(runs.filter((role) => role === 'global')).toHaveLength(2);
    expect(runs.filter((role) => role === 'local').length).toBeGreaterThan(2);
  });
});

describe('a worker', () => {
  const findings = { series: [], results: [], keyImages: [], packs: [], timings: {} };
  const revision = {} as Parameters<StudyWork['analyze']>[0];
  const { signal } = new AbortController();

  it('rehearses once, before the request that follows, and takes that one also if the rehearsal fails', async () => {
    const order: string[] = [];
    const worker = createLocalStudyWorker({
      async rehearse() {
        order.push('rehearsal');
        throw new Error('no stage');
      },
      async analyze() {
        order.push('study');
        return findings;
      },
      report: async () => [],
    });
    worker.warm();
    worker.warm();
    expect(await worker.analyze(revision, signal)).toBe(findings);
    worker.warm();
    await worker.analyze(revision, signal);
    expect(order).toEqual(['rehearsal', 'study', 'study']);
  });
});
