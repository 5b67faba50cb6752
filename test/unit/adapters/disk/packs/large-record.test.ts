import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packOf } from '../../../../../service/ports/instance-store.js';
import { noise, recordNames, recordsOf } from '../../../../support/records.js';
import { PackScene } from './pack-scene.js';

const MIB = 1024 * 1024;

describe('a record of 300 MiB', () => {
  let scene: PackScene;
  beforeEach(() => {
    scene = new PackScene();
  });
  afterEach(() => scene.close());

  it('is written and checked with memory that does not grow', async () => {
    const store = scene.store();
    const chunk = noise(128 * 1024);
    const before = process.memoryUsage().rss;
    let [most, crc] = [0, 0];
    const watch = () => {
      most = Math.max(most, process.memoryUsage().rss - before);
    };
    const writer = store.begin(recordNames(1, 1));
    for (let written = 0; written < 300 * MIB; written += chunk.length) {
      writer.write(chunk);
      crc = crc32(chunk, crc);
      watch();
      if (written % (16 * MIB) === 0) await new Promise(setImmediate);
    }
    const { key, bytes, crc32: stored } = writer.finish(0);
    await store.sync([writer]);
    writer.release();
    expect({ bytes, stored }).toEqual({ bytes: 300 * MIB, stored: crc });
    const records = await recordsOf(store, packOf(key), { verify: true });
    watch();
    expect(records).toMatchObject([{ key, bytes: 300 * MIB }]);
    expect(records[0].damage).toBeUndefined();
    expect((await store.head(key, 1000)).equals(chunk.subarray(0, 1000))).toBe(true);
    // Checking takes a buffer a megabyte, left to the collector; the record itself would be 300.
    expect(most / MIB).toBeLessThan(100);
  });
});
