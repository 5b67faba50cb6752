/** What every ObjectStore promises, whatever it is kept in. */
import { createHash, randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CambiumError } from '../../service/errors/registry.js';
import type { ObjectKey, ObjectStore } from '../../service/ports/object-store.js';

export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Changes a byte of an object behind the store's back. */
  damage(key: ObjectKey): Promise<void>;
  close(): Promise<void>;
}

const BYTES = randomBytes(300_000);
const CHUNKS = [BYTES.subarray(0, 7), BYTES.subarray(7, 7), BYTES.subarray(7, 200_000), BYTES.subarray(200_000)];
const ABSENT = 'instances/none-00000000000000000000000000000000';

export function objectStoreContract(name: string, make: () => Promise<StoreUnderTest>): void {
  describe(`ObjectStore: ${name}`, () => {
    let parts: StoreUnderTest;
    let store: ObjectStore;
    beforeEach(async () => {
      parts = await make();
      store = parts.store;
    });
    afterEach(() => parts.close());

    const keys = async (folder: string) => {
      const found: ObjectKey[] = [];
      for await (const key of store.list(folder)) found.push(key);
      return found.sort();
    };

    it('gives back the bytes it was given, under a key of name and digest', async () => {
      const digest = createHash('sha256').update(BYTES).digest('hex');
      const object = await store.put('instances/ab/slice', CHUNKS);
      expect(object).toEqual({ key: `instances/ab/slice-${digest.slice(0, 32)}`, digest, bytes: BYTES.length });
      expect((await store.get(object.key)).equals(BYTES)).toBe(true);
      expect(await store.stat(object.key)).toEqual({ bytes: BYTES.length });
    });

    it('takes bytes as they come in time', async () => {
      async function* arriving() {
        for (const chunk of CHUNKS) {
          await new Promise((resolve) => setTimeout(resolve, 1));
          yield chunk;
        }
      }
      const { key } = await store.put('instances/slow', arriving());
      expect((await store.get(key)).equals(BYTES)).toBe(true);
    });

    it('keeps an object of no bytes', async () => {
      const { key } = await store.put('empty', []);
      expect(await store.get(key)).toHaveLength(0);
    });

    it('makes the same bytes under the same name one object', async () => {
      const first = await store.put('instances/slice', CHUNKS);
      expect(await store.put('instances/slice', [BYTES])).toEqual(first);
      expect(await keys('instances')).toEqual([first.key]);
    });

    it('keeps other bytes under the same name as another object', async () => {
      const first = await store.put('instances/slice', [Buffer.from('a')]);
      const second = await store.put('instances/slice', [Buffer.from('b')]);
      expect(await keys('instances')).toEqual([first.key, second.key].sort());
    });

    it('takes the same object from many at once', async () => {
      const objects = await Promise.all(Array.from({ length: 20 }, () => store.put('instances/slice', CHUNKS)));
      expect(new Set(objects.map(({ key }) => key)).size).toBe(1);
      expect((await store.get(objects[0].key)).equals(BYTES)).toBe(true);
    });

    it('shows nothing of an object whose source fails, and passes its error on', async () => {
      const abort = new CambiumError('instance.unreadable');
      function* failing() {
        yield BYTES;
        throw abort;
      }
      await expect(store.put('instances/slice', failing())).rejects.toBe(abort);
      expect(await keys('')).toEqual([]);
    });

    it('gives the first bytes of an object, fewer if it is shorter', async () => {
      const { key } = await store.put('instances/slice', CHUNKS);
      expect((await store.head(key, 1000)).equals(BYTES.subarray(0, 1000))).toBe(true);
      expect((await store.head(key, 1e9)).equals(BYTES)).toBe(true);
    });

    it('says object.damaged when the bytes are no longer those of the key', async () => {
      const { key } = await store.put('instances/slice', CHUNKS);
      await parts.damage(key);
      await expect(store.get(key)).rejects.toMatchObject({ code: 'object.damaged' });
    });

    it('says object.missing for what is not there', async () => {
      await expect(store.get(ABSENT)).rejects.toMatchObject({ code: 'object.missing' });
      await expect(store.head(ABSENT, 10)).rejects.toMatchObject({ code: 'object.missing' });
      expect(await store.stat(ABSENT)).toBeUndefined();
    });

    it('lists the keys below a folder and no others', async () => {
      const put = async (name: string) => (await store.put(name, [Buffer.from(name)])).key;
      const inside = [await put('instances/ab/one'), await put('instances/cd/deep/two')];
      const outside = await put('instances-of-another/three');
      expect(await keys('instances')).toEqual(inside.sort());
      expect(await keys('')).toEqual([...inside, outside].sort());
      expect(await keys('nowhere')).toEqual([]);
    });

    it('removes an object; a second time is no error', async () => {
      const { key } = await store.put('instances/slice', CHUNKS);
      await store.delete(key);
      await store.delete(key);
      expect(await store.stat(key)).toBeUndefined();
    });

    it.each(['', '/abs', '../up', 'a/../b', 'a//b', 'a/', '.hidden', 'UPPER', 'sp ace', 'nul\0', 'x'.repeat(300)])(
      'refuses %j as a name',
      async (bad) => {
        await expect(store.put(bad, [BYTES])).rejects.toMatchObject({ code: 'internal.fault' });
        await expect(store.get(`${bad}-00000000000000000000000000000000`)).rejects.toMatchObject({
          code: 'object.missing',
        });
      },
    );

    it('says how full it is', async () => {
      const percent = await store.usedPercent();
      expect(percent).toBeGreaterThan(0);
      expect(percent).toBeLessThanOrEqual(100);
    });
  });
}
