/**
 * OpenPack: a pack that is being written. It knows where what is kept ends; behind that lies the record in the making, and
 * space written ahead.
 *
 * A failed sync spoils the pack for good: the kernel reports such a failure once and then takes the lost pages for clean, so
 * a second sync would succeed over bytes that never reached the disk.
 */
import { ftruncateSync, writeSync } from 'node:fs';
import type { StudyInstanceUid } from '../../../service/dicom/uid.js';
import { storageError } from '../disk-error.js';
import { aligned, encodeFileHeader, PREFIX_BYTES } from './pack-format.js';
import { idOf } from './pack-name.js';

/** Written out while the rest is still coming, so that the last sync has less to wait for: measured, a tenth or more. */
const SYNC_AHEAD_BYTES = 256 * 1024;
const BLANK = Buffer.alloc(PREFIX_BYTES);

export interface OpenPackParts {
  readonly name: string;
  readonly study: StudyInstanceUid;
  readonly fd: number;
  /** Length of the file as it came from the reserve, or 0. */
  readonly writtenAhead: number;
  /** Makes what was written to the file durable. */
  readonly syncData: () => Promise<void>;
  /** Makes its name durable. */
  readonly syncName: () => Promise<void>;
}

export class OpenPack {
  /** Where what is kept ends and the next record begins. */
  #end: number;
  /** Where the first record begins. */
  readonly #begin: number;
  #largest = 0;
  #fileBytes: number;
  #unsynced = 0;
  /** Covers everything written so far; undefined once something was written after it began. */
  #covering: Promise<void> | undefined;
  readonly #running = new Set<Promise<void>>();
  #named: Promise<void> | undefined;
  #failure: unknown;

  /** Writes the file header. @throws CambiumError `storage.full`, `storage.failed` */
  constructor(readonly parts: OpenPackParts) {
    this.#fileBytes = parts.writtenAhead;
    const header = encodeFileHeader(idOf(parts.name), parts.study);
    this.#begin = aligned(header.length);
    this.#end = this.#begin;
    this.write(header, 0);
  }

  get name(): string {
    return this.parts.name;
  }

  get end(): number {
    return this.#end;
  }

  get empty(): boolean {
    return this.#end === this.#begin;
  }

  /** A record like its largest would not fit into what was written ahead. */
  get outgrown(): boolean {
    const { writtenAhead } = this.parts;
    return writtenAhead > 0 && this.#end + this.#largest > writtenAhead;
  }

  /** Nothing can be appended any more. */
  get failed(): boolean {
    return this.#failure !== undefined;
  }

  /** @throws CambiumError `storage.full`, `storage.failed` */
  write(bytes: Uint8Array, at: number): void {
    if (this.failed) throw this.#failure;
    this.#covering = undefined;
    this.#fileBytes = Math.max(this.#fileBytes, at + bytes.length);
    try {
      for (let done = 0; done < bytes.length; ) {
        done += writeSync(this.parts.fd, bytes, done, bytes.length - done, at + done);
      }
    } catch (error) {
      throw storageError(error);
    }
    this.#unsynced += bytes.length;
    // If it fails, the sync that must follow says so.
    if (this.#unsynced >= SYNC_AHEAD_BYTES && this.#running.size === 0) this.#startSync().catch(() => undefined);
  }

  /** When it resolves, all that was written before is durable, the name of the file too. @throws as `write` */
  async sync(): Promise<void> {
    if (this.failed) throw this.#failure;
    this.#covering ??= this.#startSync();
    // The kernel tells an error to one of the syncs that run, not to each: all of them must end well.
    await Promise.all([this.#covering, ...this.#running]);
  }

  #startSync(): Promise<void> {
    this.#unsynced = 0;
    this.#named ??= this.parts.syncName();
    const sync = Promise.all([this.parts.syncData(), this.#named])
      .then(
        () => undefined,
        (error) => {
          this.#failure ??= storageError(error);
          throw this.#failure;
        },
      )
      .finally(() => this.#running.delete(sync));
    this.#running.add(sync);
    return sync;
  }

  /** What lies before `end` is to stay. */
  keep(end: number): void {
    this.#largest = Math.max(this.#largest, end - this.#end);
    this.#end = aligned(end);
  }

  /**
   * Takes back what was written behind the end. In space written ahead its prefix is blanked, and without that what is left
   * of it counts for nothing. Never throws: a pack that cannot be cut now is not appended to, and cut when it is sealed.
   */
  cut(): void {
    try {
      this.#truncate();
      if (!this.failed && this.#end < this.parts.writtenAhead) this.write(BLANK, this.#end);
    } catch (error) {
      this.#failure ??= storageError(error);
    }
  }

  #truncate(): void {
    const { fd, writtenAhead } = this.parts;
    const bytes = Math.max(this.#end, writtenAhead);
    if (this.#fileBytes > bytes) ftruncateSync(fd, bytes);
    this.#fileBytes = bytes;
  }

  /** Resolves when no sync runs any more, however it ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#running);
  }
}
