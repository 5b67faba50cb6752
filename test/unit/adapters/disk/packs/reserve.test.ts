import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createInstanceStore } from '../../../../../adapters/disk/packs/instance-store.js';
import { OPEN, pathOf } from '../../../../../adapters/disk/packs/pack-name.js';
import { packOf } from '../../../../../service/ports/instance-store.js';
import { allRecords, keepRecord, noise, recordNames } from '../../../../support/records.js';
import { withSmallDisk } from '../../../../support/small-disk.js';
import { PackScene } from './pack-scene.js';

const FILE_BYTES = 6_000_000;
const OPTIONS = { reserveBytes: 2 * FILE_BYTES, reserveFileBytes: FILE_BYTES, quietMs: 50 };

describe('the reserve', () => {
  let scene: PackScene;
  beforeEach(() => {
    scene = new PackScene();
  });
  afterEach(() => scene.close());

  const files = () => readdirSync(scene.reserveDir).sort();

  it('is filled with files of zeros when nothing is received, and no further than asked', async () => {
    const store = scene.store(OPTIONS);
    expect(store.reservedBytes()).toBe(0);
    await vi.waitFor(() => expect(store.reservedBytes()).toBe(OPTIONS.reserveBytes), 5_000);
    await wait(150);
    expect(files()).toEqual(['0.zeros', '1.zeros']);
    expect(readFileSync(join(scene.reserveDir, '1.zeros')).equals(Buffer.alloc(FILE_BYTES))).toBe(true);
  });

  it('is not filled while a record is being written, and goes on where it was interrupted', async () => {
    const fileBytes = 60_000_000;
    const store = scene.store({ ...OPTIONS, reserveBytes: fileBytes, reserveFileBytes: fileBytes });
    await vi.waitFor(() => expect(files()).toEqual(['filling']), { timeout: 5_000, interval: 5 });
    const writer = store.begin(recordNames(1, 1));
    const filled = () => statSync(join(scene.reserveDir, 'filling')).size;
    // The step that runs is not broken off.
    await wait(200);
    const interrupted = filled();
    await wait(200);
    expect(filled()).toBe(interrupted);
    writer.discard();
    await vi.waitFor(() => expect(files()).toEqual(['0.zeros']), 10_000);
    expect(statSync(join(scene.reserveDir, '0.zeros')).size).toBe(fileBytes);
  });

  it('gives its files to new packs, and when it is empty packs grow', async () => {
    scene.reserve(1, FILE_BYTES);
    const store = scene.store({ ...OPTIONS, quietMs: 1e9 });
    const ahead = await keepRecord(store, recordNames(1, 1), noise(1_000));
    expect(store.reservedBytes()).toBe(0);
    const grown = await keepRecord(store, recordNames(2, 1), noise(1_000));
    const size = (key: string) => statSync(pathOf(scene.packsDir, packOf(key), OPEN)).size;
    expect(size(ahead.key)).toBe(FILE_BYTES);
    expect(size(grown.key)).toBeLessThan(2_000);
    expect(await allRecords(store)).toHaveLength(2);
  });

  it('gives a study its next file when the first is used up, and lets the last one grow beyond it', async () => {
    scene.reserve(2, 100_000);
    const store = scene.store({ ...OPTIONS, reserveFileBytes: 100_000, quietMs: 1e9 });
    const packs = [];
    for (let i = 0; i < 6; i++) packs.push(packOf((await keepRecord(store, recordNames(1, i), noise(40_000))).key));
    const [first, , next] = packs;
    expect(next).not.toBe(first);
    expect(packs).toEqual([first, first, next, next, next, next]);
    expect(await allRecords(store)).toHaveLength(6);
  });

  it('is found again at the next start, but only by a store that keeps one', async () => {
    scene.reserve(2, FILE_BYTES);
    expect(scene.store({ ...OPTIONS, quietMs: 1e9 }).reservedBytes()).toBe(2 * FILE_BYTES);
    expect(scene.store().reservedBytes()).toBe(0);
    expect(await scene.store().packs()).toEqual([]);
  });
});

withSmallDisk(64, 'the reserve on a small disk', (disk) => {
  it('takes no file of more than a tenth of what is free', async () => {
    const options = { reserveBytes: 60_000_000, quietMs: 20 };
    const large = createInstanceStore(disk().folder, { ...options, reserveFileBytes: 8_000_000 });
    await wait(300);
    expect(readdirSync(join(disk().folder, 'packs/.reserve'))).toEqual([]);
    await large.close();
    const small = createInstanceStore(disk().folder, { ...options, reserveFileBytes: 4_000_000 });
    await vi.waitFor(() => expect(small.reservedBytes()).toBeGreaterThan(0), 5_000);
    await wait(500);
    expect(small.reservedBytes()).toBeLessThan(30_000_000);
    await small.close();
  });
});
