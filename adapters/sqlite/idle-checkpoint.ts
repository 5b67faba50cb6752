/**
 * Checkpoints while nobody waits. SQLite moves the log into the database in the commit that makes it too long, and that
 * commit takes tens of milliseconds, mostly for the two syncs. A moment after the last commit costs nobody anything.
 */
import { type Database, diskFault } from './database.js';

const IDLE_MS = 1_000;

export class IdleCheckpoint {
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly db: Database) {}

  /** A commit was made: not now. */
  postpone(): void {
    this.#timer = this.#timer?.refresh() ?? setTimeout(() => this.#run(), IDLE_MS).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    this.#timer = undefined;
    try {
      this.db.pragma('wal_checkpoint(PASSIVE)');
    } catch (error) {
      // The log keeps what it holds, and the next commit meets the same disk and tells the sender.
      if (!diskFault(error)) throw error;
    }
  }
}
