/** What InferenceEngine promises, as tests: run against every adapter, with small graphs written here. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../models/build/onnx/graph-builder.js';
import { type ElementType, encodeModel } from '../../models/build/onnx/model.js';
import type { InferenceEngine, Tensor } from '../../service/ports/inference-engine.js';

export function inferenceEngineContract(name: string, make: () => InferenceEngine): void {
  describe(`InferenceEngine: ${name}`, () => {
    let folder: string;
    const engine = make();
    const options = { threads: 1 };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'inference-engine-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    /** A graph that adds `y` to `x`. */
    async function addition(type: ElementType) {
      const g = new GraphBuilder();
      g.output('sum', g.add('Add', ['x', 'y']));
      const value = (valueName: string) => ({ name: valueName, type, dims: ['n', 2], doc: '' });
      return graphFile(g, { inputs: [value('x'), value('y')], outputs: [value('sum')] });
    }

    /** A graph that gives back what it gets. */
    async function identity(type: ElementType) {
      const g = new GraphBuilder();
      g.output('same', 'x');
      const value = (valueName: string) => ({ name: valueName, type, dims: ['n'], doc: '' });
      return graphFile(g, { inputs: [value('x')], outputs: [value('same')] });
    }

    async function graphFile(
      g: GraphBuilder,
      values: Pick<Parameters<GraphBuilder['graph']>[0], 'inputs' | 'outputs'>,
    ) {
      const path = join(folder, `${Math.random().toString(36).slice(2)}.onnx`);
      await writeFile(path, encodeModel(g.graph({ name: 'test', doc: '', ...values })));
      return path;
    }

    it('runs each graph by its role', async () => {
      const graphs = [
        { role: 'add', path: await addition('float32') },
        { role: 'same', path: await identity('float32') },
      ];
      const model = await engine.load(graphs, options);
      const x = { type: 'float32', data: Float32Array.of(1, 2), dims: [1, 2] } as const;
      expect(await model.run('add', { x, y: x })).toEqual({ sum: { ...x, data: Float32Array.of(2, 4) } });
      expect(await model.run('same', { x: { ...x, dims: [2] } })).toEqual({ same: { ...x, dims: [2] } });
      await model.dispose();
    });

    const everyType: readonly Tensor[] = [
      { type: 'float32', data: Float32Array.of(0.5, -3), dims: [2] },
      { type: 'float64', data: Float64Array.of(0.1, 1e300), dims: [2] },
      { type: 'int16', data: Int16Array.of(-32768, 32767), dims: [2] },
      { type: 'int32', data: Int32Array.of(-(2 ** 31), 7), dims: [2] },
      { type: 'uint8', data: Uint8Array.of(0, 255), dims: [2] },
    ];
    for (const tensor of everyType) {
      it(`takes and gives ${tensor.type} without change`, async () => {
        const model = await engine.load([{ role: 'same', path: await identity(tensor.type) }], options);
        expect(await model.run('same', { x: tensor })).toEqual({ same: tensor });
        await model.dispose();
      });
    }

    it('keeps the results of runs at the same time apart', async () => {
      const model = await engine.load([{ role: 'add', path: await addition('int32') }], options);
      const run = async (value: number) => {
        const x = { type: 'int32', data: new Int32Array(2000).fill(value), dims: [1000, 2] } as const;
        return new Set((await model.run('add', { x, y: x })).sum.data);
      };
      expect(await Promise.all([1, 2, 3, 4].map(run))).toEqual([2, 4, 6, 8].map((sum) => new Set([sum])));
      await model.dispose();
    });

    it('has read its inputs when it returns, so that the caller may use their arrays again', async () => {
      const model = await engine.load([{ role: 'add', path: await addition('int32') }], { threads: 2 });
      const data = new Int32Array(200_000);
      const runs: Promise<Set<number>>[] = [];
      for (let value = 1; value <= 2 * model.parallel + 2; value++) {
        data.fill(value);
        const x = { type: 'int32', data, dims: [data.length / 2, 2] } as const;
        runs.push(model.run('add', { x, y: x }).then(({ sum }) => new Set(sum.data)));
      }
      expect(await Promise.all(runs)).toEqual(runs.map((_, run) => new Set([2 * (run + 1)])));
      await model.dispose();
    });

    it('takes a part of a larger array for what it is', async () => {
      const model = await engine.load([{ role: 'same', path: await identity('int16') }], options);
      const data = Int16Array.of(1, 2, 3, 4).subarray(1, 3);
      expect((await model.run('same', { x: { type: 'int16', data, dims: [2] } })).same.data).toEqual(
        Int16Array.of(2, 3),
      );
      await model.dispose();
    });

    it('leaves the calling thread free while it runs', async () => {
      const model = await engine.load([{ role: 'add', path: await addition('float32') }], options);
      const x = { type: 'float32', data: new Float32Array(4_000_000), dims: [2_000_000, 2] } as const;
      const order: string[] = [];
      const run = model.run('add', { x, y: x }).then(() => order.push('ran'));
      setImmediate(() => order.push('went on'));
      await run;
      expect(order).toEqual(['went on', 'ran']);
      await model.dispose();
    });

    it('lets what is under way end before it is disposed of', async () => {
      const model = await engine.load([{ role: 'add', path: await addition('int32') }], options);
      const x = { type: 'int32', data: Int32Array.of(1, 2), dims: [1, 2] } as const;
      const runs = Promise.all([1, 2, 3].map(() => model.run('add', { x, y: x })));
      await model.dispose();
      expect((await runs).map(({ sum }) => [...sum.data])).toEqual([1, 2, 3].map(() => [2, 4]));
    });

    it('says which file cannot be loaded', async () => {
      const path = join(folder, 'garbage.onnx');
      await writeFile(path, 'not a graph');
      const load = (file: string) => engine.load([{ role: 'local', path: file }], options);
      await expect(load(path)).rejects.toMatchObject({
        code: 'pack.invalid',
        details: expect.stringContaining('garbage.onnx'),
      });
      await expect(load(join(folder, 'none.onnx'))).rejects.toMatchObject({ code: 'pack.invalid' });
    });

    it('names inference as failed when the inputs do not suit the graph', async () => {
      const model = await engine.load([{ role: 'add', path: await addition('float32') }], options);
      const good = { type: 'float32', data: Float32Array.of(1, 2), dims: [1, 2] } as const;
      const failed = { code: 'analysis.inference-failed' };
      await expect(model.run('add', { x: good })).rejects.toMatchObject(failed);
      await expect(model.run('add', { x: good, y: { ...good, dims: [2, 2] } })).rejects.toMatchObject(failed);
      await expect(model.run('add', { x: good, y: { ...good, dims: [2] } })).rejects.toMatchObject(failed);
      await expect(
        model.run('add', { x: good, y: { type: 'int16', data: Int16Array.of(1, 2), dims: [1, 2] } }),
      ).rejects.toMatchObject(failed);
      await expect(model.run('other', { x: good, y: good })).rejects.toMatchObject(failed);
      await model.dispose();
    });

    it('does not run for a signal that has aborted', async () => {
      const model = await engine.load([{ role: 'same', path: await identity('float32') }], options);
      const reason = new Error('stopped');
      const run = model.run(
        'same',
        { x: { type: 'float32', data: Float32Array.of(1), dims: [1] } },
        AbortSignal.abort(reason),
      );
      await expect(run).rejects.toBe(reason);
      await model.dispose();
    });

    it('is disposed of twice without harm, and runs no more', async () => {
      const model = await engine.load([{ role: 'same', path: await identity('float32') }], options);
      await model.dispose();
      await model.dispose();
      const run = model.run('same', { x: { type: 'float32', data: Float32Array.of(1), dims: [1] } });
      await expect(run).rejects.toMatchObject({ code: 'analysis.inference-failed' });
    });
  });
}
