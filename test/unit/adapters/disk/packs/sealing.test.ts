import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type InstanceStore, packOf } from '../../../../../service/ports/instance-store.js';
import { allRecords, keepRecord, noise, recordNames, recordsOf, writeRecord } from '../../../../support/records.js';
import { PackScene } from './pack-scene.js';

describe('a pack', () => {
  let scene: PackScene;
  const sealed: string[] = [];
  const onSealed = (pack: string) => sealed.push(pack);
  beforeEach(() => {
    scene = new PackScene();
    sealed.length = 0;
  });
  afterEach(() => scene.close());

  const openPacks = async (store: InstanceStore) => (await store.packs()).filter((pack) => !pack.sealed).length;

  it('is sealed when it has grown above its size, and the next record begins another', async () => {
    const store = scene.store({ onSealed, sealAboveBytes: 100_000 });
    const keys: string[] = [];
    for (let i = 0; i < 3; i++) keys.push((await keepRecord(store, recordNames(1, i), noise(60_000))).key);
    expect(packOf(keys[1])).toBe(packOf(keys[0]));
    expect(packOf(keys[2])).not.toBe(packOf(keys[0]));
    await vi.waitFor(() => expect(sealed).toEqual([packOf(keys[0])]));
  });

  it('is sealed when nothing has come for it for a while', async () => {
    const store = scene.store({ onSealed, idleMs: 50 });
    const { key } = await keepRecord(store, recordNames(1, 1), noise(100));
    const writer = store.begin(recordNames(2, 1));
    await vi.waitFor(() => expect(sealed).toEqual([packOf(key)]));
    await wait(150);
    expect(sealed).toHaveLength(1);
    writer.discard();
  });

  it('is sealed when too many wait, the one that has waited longest first', async () => {
    const store = scene.store({ onSealed, maxIdle: 2 });
    const keys: string[] = [];
    for (const study of [1, 2, 1, 3]) keys.push((await keepRecord(store, recordNames(study, 1), noise(100))).key);
    await vi.waitFor(() => expect(sealed).toEqual([packOf(keys[1])]));
    expect(await openPacks(store)).toBe(2);
  });

  it('has all its records on disk, and no more than them, when its sealing is told', async () => {
    scene.reserve(1, 500_000);
    const found: unknown[] = [];
    const store = scene.store({
      reserveBytes: 1,
      reserveFileBytes: 500_000,
      quietMs: 1e9,
      onSealed: (pack) => found.push(recordsOf(store, pack, { verify: true }), store.packs()),
    });
    const stored = await keepRecord(store, recordNames(1, 1), noise(1_000));
    writeRecord(store, recordNames(1, 2), noise(100_000)).writer.discard();
    await store.close();
    const [records, packs] = await Promise.all(found);
    expect(records).toMatchObject([stored]);
    expect(packs).toEqual([{ name: packOf(stored.key), sealed: true }]);
    expect(await scene.sealedBytes()).toEqual([expect.toSatisfy((bytes: number) => bytes < 2_000)]);
  });

  it('that is in use when the store is closed is sealed when it is let go', async () => {
    const store = scene.store({ onSealed });
    const { writer, stored } = writeRecord(store, recordNames(1, 1), noise(100));
    await store.close();
    expect(sealed).toEqual([]);
    await store.sync([writer]);
    writer.release();
    await store.close();
    expect(sealed).toEqual([packOf(stored.key)]);
  });

  it('can be read while it is sealed under the reader', async () => {
    const store = scene.store({ sealAboveBytes: 1 });
    const reader = scene.store();
    const payload = noise(2_000);
    let [reading, reads] = [true, 0];
    const keys = [(await keepRecord(store, recordNames(1, 0), payload)).key];
    const readers = Array.from({ length: 4 }, async () => {
      while (reading) {
        for (const key of keys.slice(-3)) {
          expect((await reader.get(key)).equals(payload)).toBe(true);
          reads++;
        }
        expect((await reader.packs()).length).toBeGreaterThan(0);
      }
    });
    // For as long as it takes: how many reads fit between two writes is a matter of the disk.
    for (let i = 1; i < 100 || reads <= 100; i++) keys.push((await keepRecord(store, recordNames(1, i), payload)).key);
    reading = false;
    await Promise.all(readers);
    expect(reads).toBeGreaterThan(100);
    expect(await allRecords(reader)).toHaveLength(keys.length);
  });

  it('takes the folder of its day with it when it was the last one there', async () => {
    let now = Date.parse('2026-01-31T12:00:00Z');
    const store = scene.store({ now: () => now });
    const old = await keepRecord(store, recordNames(1, 1), noise(10));
    now += 86_400_000;
    const young = await keepRecord(store, recordNames(2, 1), noise(10));
    await store.deletePack(packOf(old.key));
    expect(readdirSync(join(scene.root, 'packs'))).toEqual(['2026-02-01']);
    await store.deletePack(packOf(young.key));
    expect(readdirSync(join(scene.root, 'packs'))).toEqual(['2026-02-01']);
  });
});
