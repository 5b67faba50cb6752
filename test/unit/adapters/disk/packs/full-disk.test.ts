import { expect, it } from 'vitest';
import { createInstanceStore } from '../../../../../adapters/disk/packs/instance-store.js';
import { type InstanceStore, packOf } from '../../../../../service/ports/instance-store.js';
import { allRecords, keepRecord, noise, recordNames, recordsOf } from '../../../../support/records.js';
import { withSmallDisk } from '../../../../support/small-disk.js';

const MIB = 1024 * 1024;
const PAYLOAD = noise(MIB);

withSmallDisk(24, 'packs on a full disk', (disk) => {
  /** Records of a study until the disk refuses one; what it said. */
  async function untilFull(store: InstanceStore, study: number) {
    const kept: string[] = [];
    for (let instance = 0; ; instance++) {
      try {
        kept.push((await keepRecord(store, recordNames(study, instance), PAYLOAD)).key);
      } catch (error) {
        return { kept, error };
      }
    }
  }

  it('refuse a record with storage.full, keep all before it, and have room again when it is deleted', async () => {
    const store = createInstanceStore(disk().folder);
    const { kept, error } = await untilFull(store, 1);
    expect(error).toMatchObject({ code: 'storage.full' });
    expect(kept.length).toBeGreaterThan(10);
    expect((await allRecords(store)).map(({ key }) => key)).toEqual(kept);

    await store.close();
    await store.deletePack(packOf(kept[0]));
    const again = createInstanceStore(disk().folder);
    expect((await untilFull(again, 2)).kept.length).toBeGreaterThanOrEqual(kept.length - 1);
    await again.close();
  });

  it('take the next record once there is room again, without a restart', async () => {
    const store = createInstanceStore(disk().folder);
    const before = await keepRecord(store, recordNames(1, 1), PAYLOAD);
    const ballast = disk().fillUp();
    for (let i = 0; i < 5; i++) {
      await expect(keepRecord(store, recordNames(1, 2), PAYLOAD)).rejects.toMatchObject({ code: 'storage.full' });
      await expect(keepRecord(store, recordNames(2, 1), PAYLOAD)).rejects.toMatchObject({ code: 'storage.full' });
    }
    expect((await allRecords(store)).map(({ key }) => key)).toEqual([before.key]);
    ballast.remove();
    const after = await keepRecord(store, recordNames(1, 2), PAYLOAD);
    const other = await keepRecord(store, recordNames(2, 1), PAYLOAD);
    await store.close();
    expect((await allRecords(store)).map(({ key }) => key).sort()).toEqual([before.key, after.key, other.key].sort());
    expect((await recordsOf(store, packOf(before.key), { verify: true })).every((record) => !record.damage)).toBe(true);
  });

  it('give the room of a large record back at once when it is discarded', async () => {
    const store = createInstanceStore(disk().folder);
    for (let i = 0; i < 10; i++) {
      const writer = store.begin(recordNames(1, i));
      for (let written = 0; written < 10; written++) writer.write(PAYLOAD);
      writer.discard();
    }
    expect((await keepRecord(store, recordNames(1, 99), PAYLOAD)).bytes).toBe(MIB);
    await store.close();
  });
});
