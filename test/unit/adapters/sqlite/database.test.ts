import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import SqliteDatabase from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openBeside, openDatabase } from '../../../../adapters/sqlite/database.js';
import { createInstanceIndex } from '../../../../adapters/sqlite/instance-index.js';
import { MIGRATIONS } from '../../../../adapters/sqlite/migrations/list.js';
import { recordInstances } from '../../../../adapters/sqlite/record-instances.js';
import { createStudyRegistry } from '../../../../adapters/sqlite/study-registry.js';
import type { CambiumError } from '../../../../service/errors/registry.js';
import { instance, studyUid } from '../../../support/instances.js';

const FORTY_MEGABYTES = `
  CREATE TABLE long (bytes BLOB);
  WITH RECURSIVE row (n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM row WHERE n < 10000)
  INSERT INTO long SELECT randomblob(4000) FROM row;`;

describe('the registry database', () => {
  let dir: string;
  let path: string;
  const open: { close(): void }[] = [];
  const opened = (options?: { readonly: boolean }) => {
    const db = openDatabase(path, options);
    open.push(db);
    return db;
  };
  const indexOf = (db: Database) => {
    const index = createInstanceIndex(db);
    open.unshift(index);
    return index;
  };
  const codeOf = (work: () => void) => {
    try {
      work();
    } catch (error) {
      return (error as CambiumError).code;
    }
    return undefined;
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'cambium-database-'));
    path = join(dir, 'data', 'registry.sqlite');
  });
  afterEach(() => {
    for (const db of open.splice(0)) db.close();
    rmSync(dir, { recursive: true });
  });

  it('is made with its folder, in WAL mode, synced at every commit', () => {
    const db = opened();
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(db.pragma('synchronous', { simple: true })).toBe(2);
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  it('takes little memory however long it is, through both of its connections', () => {
    const db = opened();
    const beside = openBeside(db);
    open.unshift(beside);
    const before = process.memoryUsage.rss();
    db.exec(FORTY_MEGABYTES);
    for (const connection of [db, beside]) connection.prepare('SELECT sum(length(bytes)) FROM long').get();
    expect(process.memoryUsage.rss() - before).toBeLessThan(20_000_000);
  });

  it('has a second connection whose commits do not wait for the disk', () => {
    const beside = openBeside(opened());
    open.unshift(beside);
    expect(beside.pragma('synchronous', { simple: true })).toBe(1);
    expect(beside.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  it('keeps what it holds when it is opened again', () => {
    indexOf(opened()).record([instance()]);
    expect(createStudyRegistry(opened()).studies({})).toHaveLength(1);
  });

  it('is refused if a newer version wrote it', () => {
    opened().pragma('user_version = 99');
    expect(codeOf(() => openDatabase(path))).toBe('registry.newer-version');
    expect(codeOf(() => openDatabase(path, { readonly: true }))).toBe('registry.newer-version');
  });

  it('is not made by a reader', () => {
    expect(codeOf(() => openDatabase(path, { readonly: true }))).toBe('registry.not-initialised');
  });

  it('is not migrated by a reader', () => {
    opened().pragma('user_version = 0');
    expect(codeOf(() => openDatabase(path, { readonly: true }))).toBe('registry.not-initialised');
  });

  it('is read beside a writer, and not written', () => {
    const writer = indexOf(opened());
    const db = opened({ readonly: true });
    const reader = indexOf(db);
    writer.record([instance()]);
    expect(createStudyRegistry(db).studies({})).toHaveLength(1);
    expect(reader.inPack('a.pack')).toHaveLength(1);
    expect(() => reader.record([instance({ name: 2 })])).toThrow();
  });

  it('is refused if it names instances in files of their own, and migrated if it names none', () => {
    mkdirSync(dirname(path));
    const old = new SqliteDatabase(path);
    open.push(old);
    old.exec(MIGRATIONS[0]);
    old.pragma('user_version = 1');
    old.exec("INSERT INTO studies VALUES ('1.2', 'receiving', 0, 1, 1, 0, 0)");
    old.exec("INSERT INTO instances VALUES (1, '1.2.3', '1.2', '1.2.4', 'instances/x', 'sha', 1, 'SCANNER', 0, '{}')");
    expect(codeOf(() => openDatabase(path))).toBe('registry.pre-packs');
    expect(old.pragma('user_version', { simple: true })).toBe(1);
    old.exec('DELETE FROM instances; DELETE FROM studies');
    expect(indexOf(opened()).record([instance()])).toEqual(['stored']);
  });

  it('says registry.busy soon while another program holds it, and records when it is given back', () => {
    const index = indexOf(opened());
    const other = opened();
    other.exec('BEGIN IMMEDIATE');
    const start = performance.now();
    expect(codeOf(() => index.record([instance()]))).toBe('registry.busy');
    expect(performance.now() - start).toBeLessThan(2_000);
    other.exec('ROLLBACK');
    expect(index.record([instance()])).toEqual(['stored']);
  });

  it('has in its file what was recorded, a moment after the last commit', async () => {
    indexOf(opened()).record([instance()]);
    await sleep(1_500);
    const copy = join(dir, 'copy.sqlite');
    copyFileSync(path, copy);
    const db = openDatabase(copy);
    open.push(db);
    expect(createStudyRegistry(db).studies({})).toHaveLength(1);
  });

  it('says storage.full when it cannot grow, and keeps nothing of what did not fit', () => {
    const db = opened();
    const registry = createStudyRegistry(db);
    const record = recordInstances(db);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const large = instance({ header: { seriesDescription: 'x'.repeat(100_000) } });
    expect(codeOf(() => record([large]))).toBe('storage.full');
    expect(registry.studies({})).toEqual([]);
    expect(registry.trace(studyUid('a'))).toEqual([]);
  });
});
