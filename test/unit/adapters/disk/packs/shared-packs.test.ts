import { renameSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OPEN, pathOf } from '../../../../../adapters/disk/packs/pack-name.js';
import { SharedPacks } from '../../../../../adapters/disk/packs/shared-packs.js';
import { packOf } from '../../../../../service/ports/instance-store.js';
import { keepRecord, noise, recordNames } from '../../../../support/records.js';
import { PackScene } from './pack-scene.js';

describe('readers of a pack', () => {
  let scene: PackScene;
  beforeEach(() => {
    scene = new PackScene();
  });
  afterEach(() => scene.close());

  it('share one open file, which is closed behind the last of them', async () => {
    const { key } = await keepRecord(scene.store(), recordNames(1, 1), noise(100));
    const packs = new SharedPacks(scene.packsDir);
    const use = () => packs.use(packOf(key), async (file) => file?.handle);
    const [first, second] = await Promise.all([use(), use()]);
    expect(second).toBe(first);
    expect(first?.fd).toBe(-1);
    expect(await use()).not.toBe(first);
  });

  it('learn that there is no such pack, and find it once there is', async () => {
    const packs = new SharedPacks(scene.packsDir);
    const { key } = await keepRecord(scene.store(), recordNames(1, 1), noise(100));
    const isThere = (pack: string) => packs.use(pack, async (file) => file !== undefined);
    expect(await isThere('2020-01-01/0123456789abcdef')).toBe(false);
    expect(await isThere(packOf(key))).toBe(true);
  });

  it('find what was appended after others had opened it', async () => {
    const store = scene.store();
    const payload = noise(300_000);
    const { key } = await keepRecord(store, recordNames(1, 1), payload);
    let reading = true;
    const readers = [1, 2, 3].map(async () => {
      while (reading) await store.get(key);
    });
    for (let i = 2; i < 30; i++) {
      const later = await keepRecord(store, recordNames(1, i), payload);
      expect(packOf(later.key)).toBe(packOf(key));
      expect((await store.get(later.key)).equals(payload)).toBe(true);
      expect((await store.head(later.key, 1000)).equals(payload.subarray(0, 1000))).toBe(true);
    }
    reading = false;
    await Promise.all(readers);
  });

  it('do not take an instance for intact whose pack is gone', async () => {
    const store = scene.store();
    const { key } = await keepRecord(store, recordNames(1, 1), noise(300_000));
    const reading = [1, 2, 3].map(() => store.get(key));
    const path = pathOf(scene.packsDir, packOf(key), OPEN);
    renameSync(path, `${path}.aside`);
    expect(await store.intact(key)).toBe(false);
    renameSync(`${path}.aside`, path);
    await Promise.allSettled(reading);
  });
});
