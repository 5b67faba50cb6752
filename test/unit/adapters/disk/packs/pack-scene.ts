/** A folder of packs for one test, with what a test does to it behind the store's back. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createInstanceStore,
  type PackStore,
  type PackStoreOptions,
} from '../../../../../adapters/disk/packs/instance-store.js';
import { listPacks } from '../../../../../adapters/disk/packs/list-packs.js';
import { encodeNames, PREFIX_BYTES } from '../../../../../adapters/disk/packs/pack-format.js';
import { OPEN, parseKey, pathOf, SEALED } from '../../../../../adapters/disk/packs/pack-name.js';
import { type PackRecord, packOf } from '../../../../../service/ports/instance-store.js';
import { allRecords, keepRecord, noise, recordNames } from '../../../../support/records.js';

export interface SamplePack {
  readonly name: string;
  readonly bytes: Buffer;
  readonly records: readonly PackRecord[];
  /** Where each record begins, and behind the last one where the pack ends. */
  readonly offsets: readonly number[];
  /** Where the last byte of each record is behind. */
  readonly ends: readonly number[];
}

export class PackScene {
  readonly root = mkdtempSync(join(tmpdir(), 'cambium-packs-'));
  readonly packsDir = join(this.root, 'packs');
  readonly reserveDir = join(this.packsDir, '.reserve');
  readonly #stores: PackStore[] = [];

  /** A new store over the folder: the ones before it live on, as those of other processes. */
  store(options: PackStoreOptions = {}): PackStore {
    const store = createInstanceStore(this.root, options);
    this.#stores.push(store);
    return store;
  }

  /** Bytes of a file in place of what lies there of the pack. */
  place(pack: string, bytes: Buffer, { sealed }: { readonly sealed: boolean }): void {
    for (const suffix of [OPEN, SEALED] as const) rmSync(pathOf(this.packsDir, pack, suffix), { force: true });
    const path = pathOf(this.packsDir, pack, sealed ? SEALED : OPEN);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }

  /** Lengths of the sealed packs. */
  async sealedBytes(): Promise<readonly number[]> {
    const packs = await listPacks(this.packsDir);
    return packs.filter(({ sealed }) => sealed).map(({ name }) => statSync(pathOf(this.packsDir, name, SEALED)).size);
  }

  /** Files of the reserve, as an earlier process left them. */
  reserve(files: number, fileBytes: number): void {
    mkdirSync(this.reserveDir, { recursive: true });
    for (let i = 0; i < files; i++) writeFileSync(join(this.reserveDir, `${i}.zeros`), Buffer.alloc(fileBytes));
  }

  async close(): Promise<void> {
    for (const store of this.#stores) await store.close();
    rmSync(this.root, { recursive: true });
  }
}

/** A sealed pack with records of these lengths. */
export async function samplePack(payloadBytes: readonly number[]): Promise<SamplePack> {
  const scene = new PackScene();
  const store = scene.store();
  for (const [i, bytes] of payloadBytes.entries()) await keepRecord(store, recordNames(1, i), noise(bytes));
  await store.close();
  const records = await allRecords(store);
  const name = packOf(records[0].key);
  const bytes = readFileSync(pathOf(scene.packsDir, name, SEALED));
  await scene.close();
  const begins = records.map(({ key }) => parseKey(key)?.offset ?? Number.NaN);
  const ends = records.map(({ names, bytes }, i) => begins[i] + PREFIX_BYTES + encodeNames(names).length + bytes);
  return { name, bytes, records, offsets: [...begins, bytes.length], ends };
}
