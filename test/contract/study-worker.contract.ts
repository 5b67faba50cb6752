/** What every StudyWorker promises, whatever process it works in. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createObjectStore } from '../../adapters/disk/object-store.js';
import { createInstanceStore, type PackStore } from '../../adapters/disk/packs/instance-store.js';
import { type Config, configSchema } from '../../service/config.js';
import type { ObjectStore } from '../../service/ports/object-store.js';
import type { StudyRevision } from '../../service/ports/study-registry.js';
import type { StudyWorker } from '../../service/ports/study-worker.js';
import { tinyRevision } from '../support/tiny-revision.js';

const UNABORTED = new AbortController().signal;

export function studyWorkerContract(name: string, make: (config: Config) => Promise<StudyWorker>): void {
  describe(`${name}, as a StudyWorker`, { timeout: 60_000 }, () => {
    let dataDir: string;
    let objects: ObjectStore;
    let stored: PackStore;
    let worker: StudyWorker;
    let revision: StudyRevision;
    beforeEach(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'cambium-worker-'));
      objects = createObjectStore(dataDir);
      stored = createInstanceStore(dataDir);
      worker = await make(configSchema.parse({ storage: { dataDir } }));
      revision = tinyRevision('worker', stored);
    });
    afterEach(async () => {
      await worker.dispose();
      await stored.close();
      await rm(dataDir, { recursive: true, force: true });
    });

    const analysed = async (): Promise<StudyRevision> => ({
      ...revision,
      findings: await worker.analyze(revision, UNABORTED),
    });

    it('gives a result for every measure, and tells how far it is', async () => {
      const steps = new Set<string>();
      const { results } = await worker.analyze(revision, UNABORTED, (step) => steps.add(step));
      expect(results.map(({ state, reason }) => ({ state, reason }))).toEqual(
        Array(5).fill({ state: 'not-analysed', reason: 'region.absent' }),
      );
      expect([...steps]).toContain('decode');
    });

    it('makes the same documents twice, and has them in the object store', async () => {
      const ready = await analysed();
      const first = await worker.report(ready, undefined, UNABORTED);
      expect(first.map(({ kind }) => kind)).toEqual(['sr', 'sc']);
      for (const { object } of first) expect((await objects.get(object)).length).toBeGreaterThan(1000);
      expect(await worker.report(ready, undefined, UNABORTED)).toEqual(first);
    });

    it('rejects with the registered error of what failed, and goes on with the next request', async () => {
      const instances = revision.instances.map((instance, i) =>
        i === 3 ? { ...instance, object: { ...instance.object, key: '2000-01-01/0000000000000000@0' } } : instance,
      );
      await expect(worker.analyze({ ...revision, instances }, UNABORTED)).rejects.toMatchObject({
        code: 'object.missing',
      });
      const other = tinyRevision('other', stored);
      expect((await worker.analyze(other, UNABORTED)).results).toHaveLength(5);
    });

    it('may be warmed at any time', async () => {
      worker.warm();
      const answer = worker.analyze(revision, UNABORTED, () => worker.warm());
      worker.warm();
      expect((await answer).results).toHaveLength(5);
      worker.warm();
      expect((await worker.analyze(revision, UNABORTED)).results).toHaveLength(5);
    });

    it('serves requests in turn when several wait', async () => {
      const answers = await Promise.all([analysed(), analysed(), analysed()]);
      expect(answers.map(({ findings }) => findings?.results.length)).toEqual([5, 5, 5]);
    });

    it('does not begin what was aborted before its turn', async () => {
      await expect(worker.analyze(revision, AbortSignal.abort(new Error('no longer wanted')))).rejects.toThrow(
        'no longer wanted',
      );
    });

    it('can be disposed of twice', async () => {
      await worker.dispose();
      await worker.dispose();
    });
  });
}
