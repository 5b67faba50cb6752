import { closeSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OpenPack } from '../../../../../adapters/disk/packs/open-pack.js';
import { dayOf } from '../../../../../adapters/disk/packs/pack-name.js';
import { packOf } from '../../../../../service/ports/instance-store.js';
import { allRecords, keepRecord, noise, recordNames, writeRecord } from '../../../../support/records.js';
import { PackScene } from './pack-scene.js';

describe('a sync that fails', () => {
  let scene: PackScene;
  beforeEach(() => {
    scene = new PackScene();
  });
  afterEach(() => scene.close());

  it('refuses every record of the call with storage.failed, and the store goes on in new packs', async () => {
    const faults: unknown[] = [];
    const store = scene.store({ onFault: (error) => faults.push(error) });
    const first = await keepRecord(store, recordNames(1, 1), noise(100));
    const written = [2, 3].map((study) => writeRecord(store, recordNames(study, 1), noise(100)));
    // The names of the new packs cannot be made durable in a folder that is no longer there.
    rmSync(join(scene.packsDir, dayOf(packOf(first.key))), { recursive: true });
    const writers = written.map(({ writer }) => writer);
    await expect(store.sync(writers)).rejects.toMatchObject({ code: 'storage.failed' });
    for (const writer of writers) writer.discard();
    const { key } = await keepRecord(store, recordNames(2, 1), noise(100));
    expect((await allRecords(store)).map((record) => record.key)).toEqual([key]);
    await store.close();
    expect(faults).not.toEqual([]);
  });
});

describe('a pack one of whose syncs failed', () => {
  let scene: PackScene;
  let fd: number;
  beforeEach(() => {
    scene = new PackScene();
    fd = openSync(join(scene.root, 'pack'), 'wx');
  });
  afterEach(() => {
    closeSync(fd);
    return scene.close();
  });

  const EIO = Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'fdatasync' });
  const SYNCED_AHEAD = noise(300_000);
  /** Each sync of its bytes ends as the next of these does; those after them succeed, as a disk that lost pages seems sound. */
  const makePack = (...ends: (() => Promise<void>)[]) =>
    new OpenPack({
      name: '2026-01-01/0123456789abcdef',
      study: recordNames(1, 1).studyInstanceUid,
      fd,
      writtenAhead: 0,
      syncData: () => ends.shift()?.() ?? Promise.resolve(),
      syncName: () => Promise.resolve(),
    });

  it('takes nothing more, and no later sync of it succeeds', async () => {
    const pack = makePack(() => Promise.reject(EIO));
    pack.write(noise(100), pack.end);
    for (let i = 0; i < 2; i++) await expect(pack.sync()).rejects.toMatchObject({ code: 'storage.failed', cause: EIO });
    expect(pack.failed).toBe(true);
    expect(() => pack.write(noise(100), pack.end)).toThrow(expect.objectContaining({ code: 'storage.failed' }));
    await expect(pack.sync()).rejects.toMatchObject({ code: 'storage.failed' });
  });

  it('says so also when it failed ahead of the sync that was asked for', async () => {
    const pack = makePack(() => Promise.reject(EIO));
    pack.write(SYNCED_AHEAD, pack.end);
    pack.write(noise(100), pack.end);
    await pack.settled();
    await expect(pack.sync()).rejects.toMatchObject({ code: 'storage.failed' });
  });

  it('says so also when the sync ahead fails after the one that was asked for has succeeded', async () => {
    const pack = makePack(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      throw EIO;
    });
    pack.write(SYNCED_AHEAD, pack.end);
    pack.write(noise(100), pack.end);
    await expect(pack.sync()).rejects.toMatchObject({ code: 'storage.failed' });
  });
});
