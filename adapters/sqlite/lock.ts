/**
 * The lock of a data folder: one node at a time. It is SQLite's exclusive lock on an empty database beside the real one,
 * held for the life of the process; the kernel takes it back however the process ends, so no stale lock is ever left.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { CambiumError } from '../../service/errors/registry.js';

export interface DataFolderLock {
  /** A second call does nothing. */
  release(): void;
}

/** @throws CambiumError `registry.locked` if another node, in this process or another, holds the folder. */
export function lockDataFolder(dir: string): DataFolderLock {
  mkdirSync(dir, { recursive: true });
  const db = new SqliteDatabase(join(dir, 'lock.sqlite'), { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    db.close();
    if (cause instanceof SqliteDatabase.SqliteError && cause.code.startsWith('SQLITE_BUSY')) {
      throw new CambiumError('registry.locked', dir, { cause });
    }
    throw cause;
  }
  return { release: () => db.close() };
}
