import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../../../adapters/sqlite/database.js';
import { createStudyRegistry } from '../../../../adapters/sqlite/study-registry.js';
import type { CambiumError } from '../../../../service/errors/registry.js';
import { instance, studyUid } from '../../../support/instances.js';

describe('the registry database', () => {
  let dir: string;
  let path: string;
  const open: Database[] = [];
  const opened = (options?: { readonly: boolean }) => {
    const db = openDatabase(path, options);
    open.push(db);
    return db;
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

  it('keeps what it holds when it is opened again', () => {
    createStudyRegistry(opened()).recordInstance(instance());
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
    const writer = createStudyRegistry(opened());
    const reader = createStudyRegistry(opened({ readonly: true }));
    writer.recordInstance(instance());
    expect(reader.studies({})).toHaveLength(1);
    expect(() => reader.recordInstance(instance({ name: 2 }))).toThrow();
  });

  it('says storage.full when it cannot grow, and keeps nothing of what did not fit', () => {
    const db = opened();
    const registry = createStudyRegistry(db);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const large = instance({ header: { seriesDescription: 'x'.repeat(100_000) } });
    expect(codeOf(() => registry.recordInstance(large))).toBe('storage.full');
    expect(registry.studies({})).toEqual([]);
    expect(registry.trace(studyUid('a'))).toEqual([]);
  });
});
