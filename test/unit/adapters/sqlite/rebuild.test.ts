import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../adapters/sqlite/database.js';
import { createInstanceIndex } from '../../../../adapters/sqlite/instance-index.js';
import { createJobQueue } from '../../../../adapters/sqlite/job-queue.js';
import { beginRebuild } from '../../../../adapters/sqlite/rebuild.js';
import { createStudyRegistry } from '../../../../adapters/sqlite/study-registry.js';
import type { ReceivedInstance } from '../../../../service/ports/study-registry.js';
import { closeQuiet, reported } from '../../../contract/registry-steps.js';
import { axialSeries, instance, sopUid, studyUid } from '../../../support/instances.js';

const NOW = Date.UTC(2026, 10, 24, 20, 15);
const ALL: readonly ReceivedInstance[] = [
  ...axialSeries({ study: 'a', slices: 3, receivedAt: 1 }),
  ...axialSeries({ study: 'a', series: 'scout', slices: 2, receivedAt: 2, header: { modality: 'MR' } }),
  ...axialSeries({ study: 'b', slices: 4, receivedAt: 50 }),
  instance({ study: 'a', name: 'late', receivedAt: 60, header: { modality: 'PR' } }),
];

describe('a registry that is made again', () => {
  let dir: string;
  let path: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cambium-rebuild-'));
    path = join(dir, 'registry.sqlite');
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function opened<Result>(work: (parts: ReturnType<typeof partsOf>) => Result): Result {
    const parts = partsOf();
    try {
      return work(parts);
    } finally {
      parts.close();
    }
  }
  function partsOf() {
    const db = openDatabase(path);
    const index = createInstanceIndex(db);
    const close = () => {
      index.close();
      db.close();
    };
    return { db, index, registry: createStudyRegistry(db), queue: createJobQueue(db), close };
  }

  /** Study a reported, and late slices coming; study b still receiving. */
  function walked() {
    opened((parts) => {
      parts.index.record(ALL.slice(0, 5));
      parts.index.packSealed('a.pack');
      closeQuiet(parts.registry, 10);
      reported(parts, ['PACS']);
      parts.index.record(ALL.slice(5));
    });
  }

  function rebuild(instances: readonly ReceivedInstance[]) {
    const again = beginRebuild(path);
    again.index.record(instances);
    again.index.packSealed('a.pack');
    return again.finish(NOW);
  }

  /** Every table, without the ids of the trace, which nobody knows. */
  const tables = () =>
    opened(({ db }) => {
      const names = db
        .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        .pluck();
      const columns = (table: string) =>
        table === 'trace' ? 'study_instance_uid, at, stage, event, reason, message' : '*';
      const rows = (table: string) => db.prepare(`SELECT ${columns(table)} FROM ${table} ORDER BY 1, 2`).all();
      return Object.fromEntries(names.all().map((table) => [table, rows(table)]));
    });

  it('equals the one before, table by table', () => {
    walked();
    const before = tables();
    const { kept } = rebuild(ALL);
    expect(tables()).toEqual(before);
    expect(kept).toBe(`${path}.before-rebuild-2026-11-24T20-15-00.000Z`);
    expect(readdirSync(dir).sort()).toEqual(['registry.sqlite', kept?.slice(dir.length + 1)]);
  });

  it('goes on where the one before stood, though its rows have other ids', () => {
    opened(({ index }) => index.record(axialSeries({ study: 'forgotten', slices: 20, receivedAt: 90 })));
    walked();
    opened(({ index }) => index.forget(studyUid('forgotten')));
    const before = opened(({ registry }) => registry.revision(studyUid('a')));
    rebuild(ALL);
    opened(({ registry, queue }) => {
      expect(registry.revision(studyUid('a'))).toEqual(before);
      expect(queue.claim('deliver', 100, 1000)?.job).toMatchObject({ destination: 'PACS' });
      expect(closeQuiet(registry, 100)).toMatchObject([{ outcome: 'opened' }, { outcome: 'unchanged', revision: 1 }]);
    });
  });

  it('has a study received again that has other instances now', () => {
    opened(({ index, registry }) => {
      index.record(ALL.slice(0, 3));
      closeQuiet(registry, 10);
    });
    rebuild(ALL.slice(0, 2));
    opened(({ registry }) => {
      expect(registry.studies({})).toMatchObject([{ state: 'receiving', revision: 1, instances: 2 }]);
      expect(registry.revision(studyUid('a'))?.instances).toHaveLength(2);
      expect(closeQuiet(registry, 20)).toMatchObject([{ outcome: 'opened', revision: 2 }]);
    });
  });

  it('keeps the documents of a study that has no instance left', () => {
    opened((parts) => {
      parts.index.record(ALL.slice(0, 3));
      closeQuiet(parts.registry, 10);
      reported(parts, ['PACS']);
    });
    rebuild([]);
    opened(({ registry, index }) => {
      const revision = registry.revision(studyUid('a'));
      expect(revision).toMatchObject({ state: 'reported', instances: [] });
      expect(index.known(revision?.documents[0].sopInstanceUid ?? sopUid('none'))).toBe('own-document');
      expect(registry.studies({})).toMatchObject([{ state: 'reported', instances: 0 }]);
      expect(closeQuiet(registry, 100)).toEqual([]);
    });
  });

  it('has the instances, and says so, when the one before cannot be read', () => {
    writeFileSync(path, Buffer.alloc(8192, 0x5a));
    expect(rebuild(ALL)).toMatchObject({ kept: expect.any(String), unreadable: 'SQLITE_NOTADB' });
    opened(({ registry }) => {
      expect(registry.studies({}).map(({ state, instances }) => [state, instances])).toEqual([
        ['receiving', 6],
        ['receiving', 4],
      ]);
    });
  });

  it('does not take up the log of a broken one', () => {
    walked();
    writeFileSync(path, Buffer.alloc(8192, 0x5a));
    writeFileSync(`${path}-wal`, Buffer.alloc(8192, 1));
    const { kept } = rebuild(ALL);
    expect(existsSync(`${kept}-wal`)).toBe(true);
    expect(opened(({ db }) => db.pragma('integrity_check', { simple: true }))).toBe('ok');
  });

  it('is made where there was none', () => {
    expect(rebuild(ALL)).toEqual({});
    expect(opened(({ registry }) => registry.studies({}))).toHaveLength(2);
  });

  it('leaves everything as it was when it is given up, and starts afresh the next time', () => {
    walked();
    const before = tables();
    const given = beginRebuild(path);
    given.index.record(ALL.slice(0, 1));
    given.discard();
    expect(readdirSync(dir)).toEqual(['registry.sqlite']);
    beginRebuild(path).index.record([instance({ study: 'left behind by a rebuild that was killed' })]);
    rebuild(ALL);
    expect(tables()).toEqual(before);
  });
});
