/**
 * A registry made again beside the one there is, whose instances the caller records from the packs. Nothing of it counts
 * before `finish`, which carries over what else the old one knew and puts the new one in its place. Killed at any moment,
 * one whole registry lies under the name: the old one, or the new one with all in it.
 */
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { InstanceIndex } from '../../service/ports/instance-index.js';
import { carryOver } from './carry-over.js';
import { openDatabase } from './database.js';
import { createInstanceIndex } from './instance-index.js';

export interface RebuiltRegistry {
  /** Where the old registry lies now; absent if there was none. */
  readonly kept?: string;
  /** What SQLite said of the old registry, if its revisions, jobs, documents and trace could not be read. */
  readonly unreadable?: string;
}

export interface RegistryRebuild {
  /** Of the new registry, empty. */
  readonly index: InstanceIndex;
  /** Carries over, syncs, and swaps. Nothing else is called afterwards. @param now names the file that is kept */
  finish(now: number): RebuiltRegistry;
  /** Takes the new registry away again; the old one is as it was. */
  discard(): void;
}

/** What makes an old registry unreadable, by SQLite's result code; all else is a failure. */
const UNREADABLE = ['SQLITE_CORRUPT', 'SQLITE_NOTADB'];

/** Beside the database file itself, SQLite may keep these. */
const LOG = '-wal';
const SHARED_MEMORY = '-shm';

/**
 * @param path of the registry that is to be replaced, which need not be there. No node may use it: take its lock first.
 * @throws CambiumError `registry.newer-version`, `registry.pre-packs`
 */
export function beginRebuild(path: string): RegistryRebuild {
  const unreadable = existsSync(path) ? unlessReadable(() => openDatabase(path).close()) : undefined;
  const fresh = `${path}.rebuilding`;
  remove(fresh);
  const db = openDatabase(fresh);
  // Synced once, at the end: until then it is thrown away by the next rebuild.
  db.pragma('synchronous = NORMAL');
  const index = createInstanceIndex(db);

  return {
    index,
    finish(now) {
      const old = existsSync(path) ? path : undefined;
      const lost = unreadable ?? (old && unlessReadable(() => carryOver(db, old)));
      index.close();
      db.pragma('wal_checkpoint(TRUNCATE)');
      db.close();
      const kept = old && keep(old, now);
      renameSync(fresh, path);
      syncFolder(dirname(path));
      return { ...(kept && { kept }), ...(lost && { unreadable: lost }) };
    },
    discard() {
      index.close();
      db.close();
      remove(fresh);
    },
  };
}

/** What SQLite says if it cannot read the old registry. */
function unlessReadable(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof SqliteDatabase.SqliteError && UNREADABLE.some((code) => error.code.startsWith(code)))
      return error.code;
    throw error;
  }
}

/** A second name for the old registry, so that there is no moment without one. Its log must not meet the new database. */
function keep(path: string, now: number): string {
  const kept = `${path}.before-rebuild-${new Date(now).toISOString().replaceAll(':', '-')}`;
  if (existsSync(path + LOG)) renameSync(path + LOG, kept + LOG);
  rmSync(path + SHARED_MEMORY, { force: true });
  linkSync(path, kept);
  return kept;
}

function remove(path: string): void {
  for (const name of [path, path + LOG, path + SHARED_MEMORY]) rmSync(name, { force: true });
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
