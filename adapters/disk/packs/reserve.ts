/**
 * PackReserve: files of zeros, written and synced ahead. Syncing bytes that overwrite such a file takes about half as long as
 * syncing bytes that make a file grow, since the file system has no block to find and no journal to commit.
 *
 * Files are made only in quiet times, in small steps with a rest after each, so that making them never competes with intake;
 * and never of more than a tenth of the free disk. When there are none, packs grow as they always could. A pack that is
 * deleted does not come back here: what is deleted is to be gone.
 */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { type FileHandle, open, rename, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { onDisk } from '../disk-error.js';

const READY = /^\d+\.zeros$/;
const FILLING = 'filling';
/** Synced at once. */
const STEP_BYTES = 4 * 1024 * 1024;
/**
 * Written at once: as much as a C-STORE brings at a time. ext4 caches a file in folios as long as the writes that made it, and
 * to write a part of one visits each of its blocks: over folios of 2 MiB an image takes twice as long as over these.
 */
const PIECE = Buffer.alloc(128 * 1024);
const REST_MS = 20;
const SHARE_OF_FREE_DISK = 0.1;

/** Of the store that lies in `root`. */
export function reserveFolder(root: string): string {
  return join(root, 'packs', '.reserve');
}

export interface ReserveParts {
  readonly folder: string;
  /** How much to keep. */
  readonly bytes: number;
  readonly fileBytes: number;
  /** Nothing is being received. */
  readonly quiet: () => boolean;
}

export class PackReserve {
  readonly #ready: string[];
  #next: number;
  #filling: Promise<void> | undefined;
  #closed = false;

  constructor(readonly parts: ReserveParts) {
    mkdirSync(parts.folder, { recursive: true });
    this.#ready = readdirSync(parts.folder).filter((name) => READY.test(name));
    this.#next = Math.max(0, ...this.#ready.map((name) => Number.parseInt(name, 10) + 1));
  }

  /** Bytes of disk that are in use for files that wait. */
  get bytes(): number {
    return this.#ready.length * this.parts.fileBytes;
  }

  /** Moves a file to `path`; undefined if none waits, else its length. The new name is not yet durable. */
  take(path: string): number | undefined {
    const name = this.#ready.pop();
    if (name === undefined) return undefined;
    renameSync(join(this.parts.folder, name), path);
    return this.parts.fileBytes;
  }

  /**
   * Fills while it is quiet and the disk has room; resolves when it stops. Once it has failed it does so no more: without
   * it packs are only slower. @throws CambiumError `storage.full`, `storage.failed`
   */
  async fill(): Promise<void> {
    if (this.#filling || this.#closed) return;
    this.#filling = this.#fill();
    try {
      await this.#filling;
    } catch (error) {
      this.#closed = true;
      throw error;
    } finally {
      this.#filling = undefined;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled([this.#filling]);
  }

  async #fill(): Promise<void> {
    while (this.#goesOn() && this.bytes + this.parts.fileBytes <= this.parts.bytes && (await this.#hasRoom())) {
      await onDisk(this.#makeFile());
    }
  }

  #goesOn(): boolean {
    return !this.#closed && this.parts.quiet();
  }

  async #hasRoom(): Promise<boolean> {
    const { bavail, bsize } = await onDisk(statfs(this.parts.folder));
    return this.parts.fileBytes <= bavail * bsize * SHARE_OF_FREE_DISK;
  }

  /** Goes on where it was interrupted. Only a file that is whole and synced gets a name that is taken. */
  async #makeFile(): Promise<void> {
    const { folder } = this.parts;
    await using file = await open(join(folder, FILLING), 'a');
    if (!(await this.#write(file))) return;
    const name = `${this.#next++}.zeros`;
    await rename(join(folder, FILLING), join(folder, name));
    this.#ready.push(name);
  }

  /** False if it was interrupted. */
  async #write(file: FileHandle): Promise<boolean> {
    const { fileBytes } = this.parts;
    for (let { size } = await file.stat(); size < fileBytes; ) {
      if (!this.#goesOn()) return false;
      const end = Math.min(size + STEP_BYTES, fileBytes);
      while (size < end) size += (await file.write(PIECE, 0, Math.min(PIECE.length, end - size))).bytesWritten;
      await file.datasync();
      await rest(REST_MS);
    }
    await file.datasync();
    return true;
  }
}
