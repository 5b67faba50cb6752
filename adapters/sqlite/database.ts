/**
 * The database of a data folder: opened, checked and brought up to date. A commit is on disk when it has returned
 * (WAL with synchronous=FULL syncs the log at every commit). One process writes (lock.ts); others may read beside it.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import { CambiumError, type ErrorCode } from '../../service/errors/registry.js';
import { MIGRATIONS } from './migrations/list.js';

export type Database = SqliteDatabase.Database;

/** A command that retries a job meets the node's commits; none holds the lock for more than milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;
/**
 * Memory for pages of the file, a connection; it fills within the hour, and stays. What it misses is in the system's cache, a
 * microsecond away: with thirty million rows, recording is as fast with 2 MB as with 64.
 */
const CACHE_KIB = 4_096;
/**
 * The log's length at which a commit moves it into the database: 16 MB. A page that many commits changed is moved once, so
 * longer is cheaper; but the longer it is, the longer that commit takes, and the next start.
 */
const CHECKPOINT_PAGES = 4_000;
/** Every association waits while the second connection does; a sender told to come again is better off. */
const QUICK_TIMEOUT_MS = 250;

/**
 * Opens the database at `path`, creating or migrating it unless it is opened to read.
 * @throws CambiumError `registry.newer-version`; `registry.not-initialised` if it is opened to read and not up to date.
 */
export function openDatabase(path: string, { readonly = false }: { readonly readonly?: boolean } = {}): Database {
  if (readonly && !existsSync(path)) throw new CambiumError('registry.not-initialised');
  if (!readonly) mkdirSync(dirname(path), { recursive: true });
  const db = connect(path, { readonly, timeout: BUSY_TIMEOUT_MS });
  try {
    if (readonly) requireCurrent(db);
    else prepareForWriting(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * A second connection to an open database, for what can be made again from elsewhere: its commits do not wait for the disk.
 * The power may take the last of them, never one of the first connection's, and leaves the database sound.
 */
export function openBeside(db: Database): Database {
  const beside = connect(db.name, { readonly: db.readonly, timeout: QUICK_TIMEOUT_MS });
  beside.pragma('synchronous = NORMAL');
  return beside;
}

function connect(path: string, options: SqliteDatabase.Options): Database {
  const db = new SqliteDatabase(path, options);
  db.pragma('foreign_keys = ON');
  db.pragma(`cache_size = -${CACHE_KIB}`);
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  return db;
}

function requireCurrent(db: Database): void {
  if (versionOf(db) < MIGRATIONS.length) throw new CambiumError('registry.not-initialised');
}

function prepareForWriting(db: Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  commit(db, () => {
    refuseFiles(db);
    for (const migration of MIGRATIONS.slice(versionOf(db))) db.exec(migration);
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  })();
}

/** Version 1 kept one file an instance, which nothing reads any more. Without instances there is nothing to lose. */
function refuseFiles(db: Database): void {
  if (versionOf(db) !== 1) return;
  if (db.prepare('SELECT 1 FROM instances LIMIT 1').get()) throw new CambiumError('registry.pre-packs');
}

function versionOf(db: Database): number {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new CambiumError('registry.newer-version', `Its version is ${version}, this one's is ${MIGRATIONS.length}.`);
  }
  return version;
}

/**
 * `work` as one commit: all of it, or nothing if it throws. The write lock is taken at once, so that what `work` reads
 * cannot change before it writes.
 * @throws CambiumError `storage.full` or `storage.failed` if the disk fails it.
 */
export function commit<Args extends unknown[], Result>(
  db: Database,
  work: (...args: Args) => Result,
): (...args: Args) => Result {
  const transaction = db.transaction(work);
  return (...args) => {
    try {
      return transaction.immediate(...args);
    } catch (error) {
      throw diskFault(error) ?? error;
    }
  };
}

/** What SQLite says of the disk and of others at it, by its result code (extended ones begin with it). */
const DISK_FAULTS: readonly (readonly [string, ErrorCode])[] = [
  ['SQLITE_FULL', 'storage.full'],
  ['SQLITE_IOERR', 'storage.failed'],
  ['SQLITE_BUSY', 'registry.busy'],
];

export function diskFault(cause: unknown): CambiumError | undefined {
  if (!(cause instanceof SqliteDatabase.SqliteError)) return undefined;
  const fault = DISK_FAULTS.find(([prefix]) => cause.code.startsWith(prefix));
  return fault && new CambiumError(fault[1], `Registry: ${cause.code}.`, { cause });
}
