import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInferenceEngine } from '../../adapters/onnxruntime/engine.js';
import { GraphBuilder } from '../../models/build/onnx/graph-builder.js';
import { encodeModel } from '../../models/build/onnx/model.js';
import { sharedEngine } from '../../service/analyze/pack/shared-engine.js';
import type { GraphFile, InferenceEngine, Model } from '../../service/ports/inference-engine.js';
import { inferenceEngineContract } from './inference-engine.contract.js';

inferenceEngineContract('onnxruntime-node on the CPU', createInferenceEngine);
inferenceEngineContract('a shared one', () => sharedEngine(createInferenceEngine()));

describe('a shared engine', () => {
  const x = { type: 'float32', data: Float32Array.of(1), dims: [1] } as const;
  let folder: string;
  let graphs: readonly GraphFile[];
  let loads: number;
  let engine: InferenceEngine;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shared-engine-'));
    const g = new GraphBuilder();
    g.output('same', 'x');
    const value = { type: 'float32', dims: ['n'], doc: '' } as const;
    const values = { inputs: [{ name: 'x', ...value }], outputs: [{ name: 'same', ...value }] };
    graphs = [{ role: 'same', path: join(folder, 'same.onnx') }];
    await writeFile(graphs[0].path, encodeModel(g.graph({ name: 'test', doc: '', ...values })));
    loads = 0;
    const counted = createInferenceEngine();
    engine = sharedEngine({
      load(files, options) {
        loads++;
        return counted.load(files, options);
      },
    });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('opens the same graphs once, until the last who uses them has disposed of them', async () => {
    const load = (): Promise<Model> => engine.load(graphs, { threads: 1 });
    const [first, second] = await Promise.all([load(), load()]);
    expect(loads).toBe(1);
    await first.dispose();
    await first.dispose();
    expect(await second.run('same', { x })).toEqual({ same: x });
    await second.dispose();
    const third = await load();
    expect(loads).toBe(2);
    expect(await third.run('same', { x })).toEqual({ same: x });
    await third.dispose();
  });

  it('opens them again for another number of threads', async () => {
    const models = [await engine.load(graphs, { threads: 1 }), await engine.load(graphs, { threads: 2 })];
    expect(loads).toBe(2);
    for (const model of models) await model.dispose();
  });
});
