import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../adapters/sqlite/database.js';
import { createInstanceIndex } from '../../../../adapters/sqlite/instance-index.js';
import { createJobQueue } from '../../../../adapters/sqlite/job-queue.js';
import { createStudyRegistry } from '../../../../adapters/sqlite/study-registry.js';
import { axialSeries, instance, studyUid } from '../../../support/instances.js';
import { child } from './child.js';

describe('the registry, with processes that die or compete', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cambium-processes-'));
    path = join(dir, 'registry.sqlite');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  /** Opens the file as the next process would, after what the last one left. */
  function reopened<Result>(look: (parts: ReturnType<typeof partsOf>) => Result): Result {
    const parts = partsOf();
    try {
      return look(parts);
    } finally {
      parts.index.close();
      parts.db.close();
    }
  }
  function partsOf() {
    const db = openDatabase(path);
    return { db, index: createInstanceIndex(db), registry: createStudyRegistry(db), queue: createJobQueue(db) };
  }
  const aStudyWaits = () =>
    reopened(({ index }) => {
      index.record(axialSeries({ slices: 3 }));
    });

  it('has neither revision nor job when the process dies while it closes a study', async () => {
    aStudyWaits();
    expect(await child('die-while-closing', path, 'within').ended).toMatchObject({ signal: 'SIGKILL' });
    reopened(({ registry, queue }) => {
      expect(registry.studies({})).toMatchObject([{ state: 'receiving', revision: 0 }]);
      expect(registry.revision(studyUid('a'))).toBeUndefined();
      expect(queue.list({})).toEqual([]);
      expect(registry.trace(studyUid('a')).map(({ event }) => event)).toEqual(['study.receiving']);
    });
  });

  it('has both when the process dies right after', async () => {
    aStudyWaits();
    expect(await child('die-while-closing', path, 'after').ended).toMatchObject({ signal: 'SIGKILL' });
    reopened(({ registry, queue }) => {
      expect(registry.revision(studyUid('a'))).toMatchObject({ revision: 1, state: 'closed' });
      expect(queue.list({})).toMatchObject([{ kind: 'analyze', state: 'ready' }]);
    });
  });

  it('has every instance that was recorded before the process was killed', async () => {
    const recorder = child('record-until-killed', path);
    let last = 0;
    recorder.lines.on('line', (line) => {
      last = Number(line);
      if (last === 200) recorder.process.kill('SIGKILL');
    });
    await recorder.ended;
    expect(last).toBeGreaterThanOrEqual(200);
    reopened(({ index }) => {
      for (let number = 1; number <= last; number++)
        expect(index.record([instance({ name: number })])).toEqual(['duplicate']);
    });
  });

  it('gives no job to two processes', async () => {
    const studies = 150;
    reopened(({ index, registry }) => {
      for (let i = 0; i < studies; i++) index.record([instance({ study: `${i}` })]);
      registry.closeQuietStudies(10, 10, () => ({ inputDigest: 'x', series: [] }));
    });
    const both = String(Date.now() + 2000);
    const claimers = [child('claim-all', path, both), child('claim-all', path, both)];
    const claimed: string[] = [];
    for (const { lines } of claimers) lines.on('line', (id) => claimed.push(id));
    expect(await Promise.all(claimers.map(({ ended }) => ended))).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect(claimed).toHaveLength(studies);
    expect(new Set(claimed).size).toBe(studies);
  });
});
