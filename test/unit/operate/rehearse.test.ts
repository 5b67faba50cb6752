import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../../adapters/codecs/frame-decoder.js';
import { loadPack } from '../../../adapters/disk/model-pack-folder.js';
import { createInferenceEngine } from '../../../adapters/onnxruntime/engine.js';
import { analyzeRevision } from '../../../service/analyze/analyze-revision.js';
import type { Result } from '../../../service/analyze/findings.js';
import type { LoadedPack } from '../../../service/analyze/pack/loaded-pack.js';
import { configSchema } from '../../../service/config.js';
import { createLocalStudyWorker, type StudyWork } from '../../../service/operate/local-study-worker.js';
import { rehearse } from '../../../service/operate/rehearse.js';
import { packageRoot } from '../../../service/package-root.js';
import type { Model } from '../../../service/ports/inference-engine.js';
import type { DocumentRecord } from '../../../service/report/document.js';
import { makeDocuments } from '../../../service/report/make-documents.js';
import { reportDeps } from '../../support/report-deps.js';

describe('a rehearsal', { timeout: 60_000 }, () => {
  let pack: LoadedPack;
  let model: Model;
  beforeAll(async () => {
    pack = await loadPack(join(packageRoot(), 'models/packs/densitometry'));
    model = await createInferenceEngine().load(pack.graphs, { threads: 1 });
  });
  afterAll(() => model.dispose());

  it('runs each graph of a pack on a chest and on a head, and makes their report', async () => {
    const runs: string[] = [];
    const watched: Model = {
      parallel: model.parallel,
      dispose: async () => undefined,
      async run(role, inputs, signal) {
        runs.push(role);
        return await model.run(role, inputs, signal);
      },
    };
    const { renderer, codes, config, version } = await reportDeps();
    const decoder = createFrameDecoder();
    const made: (readonly DocumentRecord[])[] = [];
    let measured: readonly Result[] = [];
    await rehearse((stores) => ({
      async analyze(revision, signal) {
        const engine = { load: async () => watched };
        const site = configSchema.parse({}).analyze;
        const parts = { ...stores, packs: [pack], engine, decoder, config: site, signal };
        const findings = await analyzeRevision(revision, parts);
        measured = findings.results;
        return findings;
      },
      async report(revision, previous) {
        const documents = await makeDocuments(revision, { ...stores, renderer, codes, config, version }, previous);
        made.push(documents);
        return documents;
      },
    }));
    await decoder.close();
    expect(runs.filter((role) => role === 'global')).toHaveLength(2);
    expect(runs.filter((role) => role === 'local').length).toBeGreaterThan(2);
    expect(measured.map(({ state }) => state)).toEqual(pack.manifest.measures.map(() => 'measured'));
    expect(made.map((documents) => documents.map(({ kind }) => kind))).toEqual([['sr', 'sc']]);
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
