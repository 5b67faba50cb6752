/** What every InstanceStore promises, whatever its packs are kept in. */
import { readFileSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type InstanceKey, type InstanceStore, packOf } from '../../service/ports/instance-store.js';
import { allRecords, keepRecord, noise, recordNames, recordsOf, writeRecord } from '../support/records.js';

export interface InstanceStoreUnderTest {
  readonly store: InstanceStore;
  /** Another store over the same packs, as after the process that wrote them was killed. */
  killed(): InstanceStore;
  /** Changes a byte of the payload behind the store's back. */
  damage(key: InstanceKey): Promise<void>;
  close(): Promise<void>;
}

const BYTES = noise(300_000);
const ABSENT = '2020-01-01/0123456789abcdef@40';

export function instanceStoreContract(name: string, make: () => Promise<InstanceStoreUnderTest>): void {
  describe(`InstanceStore: ${name}`, () => {
    let parts: InstanceStoreUnderTest;
    let store: InstanceStore;
    beforeEach(async () => {
      parts = await make();
      store = parts.store;
    });
    afterEach(() => parts.close());

    it('gives back the bytes it was given, and says their length and CRC', async () => {
      const stored = await keepRecord(store, recordNames(1, 1), BYTES);
      expect(stored).toMatchObject({ bytes: BYTES.length, crc32: crc32(BYTES) });
      expect((await store.get(stored.key)).equals(BYTES)).toBe(true);
    });

    it('has taken the bytes when write returns', async () => {
      const buffer = Buffer.from('first');
      const writer = store.begin(recordNames(1, 1));
      writer.write(buffer);
      buffer.write('other');
      writer.write(buffer);
      const { key } = writer.finish(0);
      expect((await store.get(key)).toString()).toBe('firstother');
    });

    it('gives the first bytes of an instance, fewer if it is shorter', async () => {
      const { key } = await keepRecord(store, recordNames(1, 1), BYTES);
      await keepRecord(store, recordNames(1, 2), BYTES);
      expect((await store.head(key, 1000)).equals(BYTES.subarray(0, 1000))).toBe(true);
      expect((await store.head(key, 1e9)).equals(BYTES)).toBe(true);
    });

    it('says where in a file the bytes of an instance lie', async () => {
      await keepRecord(store, recordNames(1, 1), noise(1001));
      const { key } = await keepRecord(store, recordNames(1, 2), BYTES);
      const extent = await store.locate(key);
      if (!extent) throw new Error('They lie in no file.');
      const { path, offset, ...said } = extent;
      expect(said).toEqual({ bytes: BYTES.length, crc32: crc32(BYTES) });
      expect(
        readFileSync(path)
          .subarray(offset, offset + BYTES.length)
          .equals(BYTES),
      ).toBe(true);
      await expect(store.locate(ABSENT)).rejects.toMatchObject({ code: 'object.missing' });
    });

    it('tells names, time, length and CRC of each record, in order', async () => {
      const stored = [];
      for (const instance of [1, 2, 3]) {
        stored.push(await keepRecord(store, recordNames(1, instance), noise(instance * 1001)));
      }
      const records = await recordsOf(store, packOf(stored[0].key));
      expect(records).toEqual(stored.map((one, i) => ({ ...one, names: recordNames(1, i + 1), receivedAt: 1_000 })));
      expect(await recordsOf(store, packOf(stored[0].key), { verify: true })).toEqual(records);
    });

    it('keeps an instance of no bytes', async () => {
      const { key } = await keepRecord(store, recordNames(1, 1), Buffer.alloc(0));
      expect(await store.get(key)).toHaveLength(0);
      expect(await allRecords(store)).toHaveLength(1);
    });

    it('puts instances of one study into one pack, those of another study into another', async () => {
      const first = await keepRecord(store, recordNames(1, 1), BYTES);
      const other = await keepRecord(store, recordNames(2, 1), BYTES);
      const second = await keepRecord(store, recordNames(1, 2), BYTES);
      expect(packOf(second.key)).toBe(packOf(first.key));
      expect(packOf(other.key)).not.toBe(packOf(first.key));
      expect((await store.packs()).map((pack) => pack.name)).toEqual([packOf(first.key), packOf(other.key)]);
    });

    it('keeps two records of one study that are written at the same time apart', async () => {
      const payloads = [noise(200_000, 1), noise(150_000, 2)];
      const writers = payloads.map((_, i) => store.begin(recordNames(1, i)));
      for (let at = 0; at < 200_000; at += 10_000) {
        for (const [i, writer] of writers.entries()) writer.write(payloads[i].subarray(at, at + 10_000));
      }
      const stored = writers.map((writer) => writer.finish(0));
      await store.sync(writers);
      for (const [i, { key }] of stored.entries()) expect((await store.get(key)).equals(payloads[i])).toBe(true);
      expect(packOf(stored[0].key)).not.toBe(packOf(stored[1].key));
    });

    it('shows nothing of a record that is not finished', async () => {
      const writer = store.begin(recordNames(1, 1));
      writer.write(BYTES);
      expect(await allRecords(store)).toEqual([]);
      expect(await allRecords(parts.killed())).toEqual([]);
    });

    it.each([
      ['begun', async () => store.begin(recordNames(1, 2))],
      ['partly written', async () => partlyWritten()],
      ['finished', async () => writeRecord(store, recordNames(1, 2), BYTES).writer],
      ['synced', async () => synced()],
    ])('shows nothing of a record that was %s and discarded, and all of those around it', async (_, write) => {
      const before = await keepRecord(store, recordNames(1, 1), noise(1001));
      const writer = await write();
      writer.discard();
      expect((await allRecords(store)).map(({ key }) => key)).toEqual([before.key]);
      const after = await keepRecord(store, recordNames(1, 3), noise(77));
      expect((await allRecords(parts.killed())).map(({ key }) => key)).toEqual([before.key, after.key]);
    });

    const partlyWritten = () => {
      const writer = store.begin(recordNames(1, 2));
      writer.write(BYTES);
      return writer;
    };
    const synced = async () => {
      const { writer } = writeRecord(store, recordNames(1, 2), BYTES);
      await store.sync([writer]);
      return writer;
    };

    it('takes no second discard and no second release for anything', async () => {
      const discarded = store.begin(recordNames(1, 1));
      discarded.discard();
      const { writer, stored } = writeRecord(store, recordNames(1, 2), BYTES);
      await store.sync([writer]);
      writer.release();
      const last = store.begin(recordNames(1, 3));
      last.write(BYTES.subarray(0, 1000));
      for (const gone of [discarded, writer]) {
        gone.discard();
        gone.release();
      }
      const beside = store.begin(recordNames(1, 4));
      for (const one of [last, beside]) one.write(BYTES);
      const { key } = last.finish(0);
      expect(packOf(beside.finish(0).key)).not.toBe(packOf(key));
      await store.sync([last, beside]);
      for (const one of [last, beside]) one.release();
      for (const one of [key, stored.key])
        expect((await store.get(one)).subarray(0, 1000).equals(BYTES.subarray(0, 1000))).toBe(true);
      expect(await allRecords(store)).toHaveLength(3);
    });

    it('syncs many records at once, also when asked twice', async () => {
      const written = Array.from({ length: 20 }, (_, i) => writeRecord(store, recordNames(i, 1), noise(5_000 + i)));
      const writers = written.map(({ writer }) => writer);
      await Promise.all([store.sync(writers), store.sync(writers)]);
      for (const writer of writers) writer.release();
      expect(await allRecords(parts.killed())).toHaveLength(20);
    });

    it('does not sync a record that is not finished', async () => {
      const writer = store.begin(recordNames(1, 1));
      await expect(store.sync([writer])).rejects.toMatchObject({ code: 'internal.fault' });
    });

    it('seals every pack when it is closed, and begins nothing afterwards', async () => {
      const { key } = await keepRecord(store, recordNames(1, 1), BYTES);
      expect((await store.packs()).map(({ sealed }) => sealed)).toEqual([false]);
      await store.close();
      expect((await store.packs()).map(({ sealed }) => sealed)).toEqual([true]);
      expect((await store.get(key)).equals(BYTES)).toBe(true);
      expect(() => store.begin(recordNames(1, 2))).toThrow(expect.objectContaining({ code: 'storage.failed' }));
    });

    it('leaves no pack behind that holds nothing', async () => {
      store.begin(recordNames(1, 1)).discard();
      await store.close();
      expect(await store.packs()).toEqual([]);
    });

    it('recovers what a killed process had finished, seals it, and cuts off what it had not', async () => {
      const kept = await keepRecord(store, recordNames(1, 1), BYTES);
      const unfinished = store.begin(recordNames(1, 2));
      unfinished.write(BYTES);
      const after = parts.killed();
      await after.recover(packOf(kept.key));
      const [pack] = await after.packs();
      expect(pack).toEqual({ name: packOf(kept.key), sealed: true });
      expect((await recordsOf(after, pack.name, { verify: true })).map(({ key }) => key)).toEqual([kept.key]);
    });

    it('removes a pack in which nothing had been finished', async () => {
      store.begin(recordNames(1, 1)).write(BYTES);
      const after = parts.killed();
      const [{ name }] = await after.packs();
      await after.recover(name);
      expect(await after.packs()).toEqual([]);
      expect(await recordsOf(after, name)).toEqual([]);
    });

    it('does not recover a pack it writes itself', async () => {
      const { key } = await keepRecord(store, recordNames(1, 1), BYTES);
      await expect(store.recover(packOf(key))).rejects.toMatchObject({ code: 'internal.fault' });
    });

    it('leaves a sealed pack as it is when it recovers it, its damage too', async () => {
      const { key } = await keepRecord(store, recordNames(1, 1), BYTES);
      await store.close();
      await parts.damage(key);
      await store.recover(packOf(key));
      expect(await allRecords(store)).toMatchObject([{ key, damage: expect.any(String) }]);
    });

    it('says object.damaged of an instance whose bytes have changed, and gives the others', async () => {
      const stored = [];
      for (const instance of [1, 2, 3]) stored.push(await keepRecord(store, recordNames(1, instance), BYTES));
      await parts.damage(stored[1].key);
      await expect(store.get(stored[1].key)).rejects.toMatchObject({ code: 'object.damaged', details: stored[1].key });
      for (const { key } of [stored[0], stored[2]]) expect((await store.get(key)).equals(BYTES)).toBe(true);
      const records = await recordsOf(store, packOf(stored[0].key), { verify: true });
      expect(records.map(({ damage }) => damage !== undefined)).toEqual([false, true, false]);
    });

    it.each([ABSENT, '', 'nonsense', '../../etc/passwd@0', '2020-01-01/../x@0', `${ABSENT}.5`, '@', '@0'])(
      'says object.missing for %j, which is not there',
      async (key) => {
        await expect(store.get(key)).rejects.toMatchObject({ code: 'object.missing' });
        await expect(store.head(key, 10)).rejects.toMatchObject({ code: 'object.missing' });
      },
    );

    it('removes a pack and all in it; what is not there is no error', async () => {
      const gone = await keepRecord(store, recordNames(1, 1), BYTES);
      const stays = await keepRecord(store, recordNames(2, 1), BYTES);
      await store.deletePack(packOf(gone.key));
      await store.deletePack(packOf(gone.key));
      await store.deletePack(packOf(ABSENT));
      await store.recover(packOf(ABSENT));
      await expect(store.get(gone.key)).rejects.toMatchObject({ code: 'object.missing' });
      expect((await allRecords(store)).map(({ key }) => key)).toEqual([stays.key]);
      expect((await store.packs()).map((pack) => pack.name)).toEqual([packOf(stays.key)]);
    });

    it('does not remove a pack that someone is writing to', async () => {
      const { stored, writer } = writeRecord(store, recordNames(1, 1), BYTES);
      await expect(store.deletePack(packOf(stored.key))).rejects.toMatchObject({ code: 'internal.fault' });
      await store.sync([writer]);
      writer.release();
      expect((await store.get(stored.key)).equals(BYTES)).toBe(true);
    });

    it('takes new records of a study whose pack was removed', async () => {
      const { key } = await keepRecord(store, recordNames(1, 1), BYTES);
      await store.deletePack(packOf(key));
      const next = await keepRecord(store, recordNames(1, 1), BYTES);
      expect((await allRecords(store)).map((record) => record.key)).toEqual([next.key]);
    });

    it('holds nothing before anything was begun', async () => {
      expect(await store.packs()).toEqual([]);
      expect(await recordsOf(store, packOf(ABSENT))).toEqual([]);
    });
  });
}
