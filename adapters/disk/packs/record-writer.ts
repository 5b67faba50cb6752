/**
 * RecordWriter: one record on its way into a pack. The payload goes where it will stay as it comes; the prefix, which makes a
 * record of it, is written last into the space left before it. Killed in between, the process leaves nothing that counts.
 */
import { crc32 } from '@node-rs/crc32';
import { CambiumError } from '../../../service/errors/registry.js';
import type { InstanceWriter, RecordNames, StoredInstance } from '../../../service/ports/instance-store.js';
import type { OpenPack } from './open-pack.js';
import { encodeNames, encodePrefix, PREFIX_BYTES, recordMark } from './pack-format.js';
import { idOf, keyOf } from './pack-name.js';

export class RecordWriter implements InstanceWriter {
  #state: 'begun' | 'finished' | 'gone' = 'begun';
  readonly #names: Buffer;
  readonly #payload: number;
  #bytes = 0;
  #crc = 0;

  /** @param letGo told once, when the pack is free for the next record. */
  constructor(
    readonly pack: OpenPack,
    names: RecordNames,
    readonly letGo: (pack: OpenPack) => void,
  ) {
    this.#names = encodeNames(names);
    this.#payload = pack.end + PREFIX_BYTES + this.#names.length;
  }

  write(bytes: Uint8Array): void {
    this.#require('begun');
    this.#append(bytes, this.#payload + this.#bytes);
    this.#crc = crc32(bytes, this.#crc);
    this.#bytes += bytes.length;
  }

  finish(receivedAt: number): StoredInstance {
    this.#require('begun');
    const stored = { bytes: this.#bytes, crc32: this.#crc };
    const { name, end } = this.pack;
    this.#append(encodePrefix(recordMark(idOf(name)), this.#names, { ...stored, receivedAt }), end);
    this.#state = 'finished';
    return { key: keyOf(name, end), ...stored };
  }

  /** @throws CambiumError `storage.full`, `storage.failed`; `internal.fault` for a record that is not finished */
  async sync(): Promise<void> {
    this.#require('finished');
    await this.pack.sync();
  }

  discard(): void {
    if (this.#state === 'gone') return;
    this.#state = 'gone';
    this.pack.cut();
    this.letGo(this.pack);
  }

  release(): void {
    if (this.#state === 'gone') return;
    this.#require('finished');
    this.#state = 'gone';
    this.pack.keep(this.#payload + this.#bytes);
    this.letGo(this.pack);
  }

  /** What cannot be written is cut off at once, so that its space is free again. */
  #append(bytes: Uint8Array, at: number): void {
    try {
      this.pack.write(bytes, at);
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  #require(state: 'begun' | 'finished'): void {
    if (this.#state !== state) throw new CambiumError('internal.fault', `The record is ${this.#state}, not ${state}.`);
  }
}
