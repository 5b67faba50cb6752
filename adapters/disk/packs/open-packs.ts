/**
 * OpenPacks: the packs that are being written. One who begins a record gets a free pack of its study or a new one, and has it
 * until he lets go. A free pack waits for the next record of its study; it is sealed when it is large, when nothing has come
 * for a while, or when too many wait.
 */
import type { StudyInstanceUid } from '../../../service/dicom/uid.js';
import { CambiumError } from '../../../service/errors/registry.js';
import type { RecordNames } from '../../../service/ports/instance-store.js';
import { createPack, type PackPlace } from './create-pack.js';
import type { OpenPack } from './open-pack.js';
import { PackNames } from './pack-name.js';
import { RecordWriter } from './record-writer.js';
import { dropPack, sealPack } from './seal-pack.js';

export interface OpenPacksParts extends PackPlace {
  readonly now: () => number;
  readonly sealAboveBytes: number;
  readonly maxIdle: number;
  readonly onSealed: (pack: string) => void;
  readonly onFault: (error: unknown) => void;
}

export class OpenPacks {
  readonly #names = new PackNames();
  readonly #used = new Set<OpenPack>();
  /** Since when each waits, on the monotonic clock; the one that waits longest comes first. */
  readonly #idle = new Map<OpenPack, number>();
  readonly #sealing = new Map<string, Promise<void>>();
  #lastUse = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(readonly parts: OpenPacksParts) {}

  /** @throws CambiumError `storage.full`, `storage.failed` */
  begin(names: RecordNames): RecordWriter {
    if (this.#closed) throw new CambiumError('storage.failed', 'The store is closed.');
    const study = names.studyInstanceUid;
    const pack = this.#takeIdle(study) ?? createPack(this.#names.next(this.parts.now()), study, this.parts);
    this.#used.add(pack);
    return new RecordWriter(pack, names, (free) => this.#letGo(free));
  }

  has(name: string): boolean {
    return [...this.#used, ...this.#idle.keys()].some((pack) => pack.name === name);
  }

  /** Nothing is being written, and has not been for so long. */
  quietFor(ms: number): boolean {
    return this.#used.size === 0 && performance.now() - this.#lastUse >= ms;
  }

  /** Seals those that have waited for so long. */
  sealIdle(ms: number): void {
    const before = performance.now() - ms;
    for (const [pack, since] of this.#idle) if (since <= before) this.#seal(pack);
  }

  /** Seals one that waits, so that others may have it; resolves when it is no longer ours. */
  async giveUp(name: string): Promise<void> {
    for (const pack of this.#idle.keys()) if (pack.name === name) this.#seal(pack);
    await this.#sealing.get(name);
    if (this.has(name)) throw new CambiumError('internal.fault', `Pack ${name} is in use.`);
  }

  /** Those in use are sealed when they are let go; until then nothing more is done to them. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const pack of this.#idle.keys()) this.#seal(pack);
    for (const pack of this.#used) await pack.settled();
    while (this.#sealing.size > 0) await Promise.all(this.#sealing.values());
  }

  #takeIdle(study: StudyInstanceUid): OpenPack | undefined {
    for (const pack of this.#idle.keys()) {
      if (pack.parts.study !== study) continue;
      this.#idle.delete(pack);
      return pack;
    }
    return undefined;
  }

  #letGo(pack: OpenPack): void {
    this.#used.delete(pack);
    this.#lastUse = performance.now();
    if (this.#closed || pack.failed || this.#isFull(pack)) {
      this.#seal(pack);
      return;
    }
    this.#idle.set(pack, this.#lastUse);
    const [longest] = this.#idle.keys();
    if (this.#idle.size > this.parts.maxIdle) this.#seal(longest);
  }

  /** While the reserve lasts, going on in a file written ahead is faster than letting one grow. */
  #isFull(pack: OpenPack): boolean {
    const { sealAboveBytes, reserve } = this.parts;
    return pack.end > sealAboveBytes || (pack.outgrown && reserve !== undefined && reserve.bytes > 0);
  }

  #seal(pack: OpenPack): void {
    this.#idle.delete(pack);
    const { name, end, empty, parts } = pack;
    const { onSealed, onFault } = this.parts;
    const sealing = pack
      .settled()
      .then(async () => {
        if (empty) {
          await dropPack(name, parts.fd, this.parts);
          return;
        }
        await sealPack({ name, fd: parts.fd, end }, this.parts);
        onSealed(name);
      })
      .catch(onFault)
      .finally(() => this.#sealing.delete(name));
    this.#sealing.set(name, sealing);
  }
}
