/** The commands that look after what was received, on real packs and a real registry: verify, rebuild, retention. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import type { SopInstanceUid } from '../../../service/dicom/uid.js';
import { rebuildIndex } from '../../../service/operate/rebuild-index.js';
import { Retention } from '../../../service/operate/retention.js';
import { verifyInstances } from '../../../service/operate/verify-instances.js';
import { packOf, type StoredInstance } from '../../../service/ports/instance-store.js';
import { closeQuiet } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { flipByte } from '../../support/damage.js';
import { ctDataSet } from '../../support/data-sets.js';
import { Receiving } from '../receive/receiving.js';

const UIDS = ['1.2.9.1', '1.2.9.2', '1.2.9.3'];
const silent = () => undefined;

describe('received instances', () => {
  let receiving: Receiving;
  beforeEach(async () => {
    receiving = await Receiving.start();
    for (const uid of UIDS) await receiving.store(uid, ctDataSet(uid, { pixels: Buffer.alloc(5000, uid) }));
    await receiving.instances.close();
  });
  afterEach(() => receiving.close());

  const stored = (uid: string) => receiving.index.known(uid as SopInstanceUid) as StoredInstance;
  const offset = ({ key }: StoredInstance) => Number(key.slice(packOf(key).length + 1));

  it('are verified, every byte of them', async () => {
    const steps: string[] = [];
    const found = await verifyInstances(receiving, (step, done, total) => steps.push(`${step} ${done}/${total}`));
    expect(found).toMatchObject({ packs: 1, instances: 3, damaged: [], unindexed: 0 });
    expect(found.bytes).toBe(UIDS.reduce((sum, uid) => sum + stored(uid).bytes, 0));
    expect(steps.at(-1)).toBe('verify 1/1');
  });

  it.each([
    ['its pixels', 3000],
    ['its prefix', 4],
    ['its names', 60],
  ])('are lost alone, and named, when a bit turns over in %s', async (_, at) => {
    const damaged = stored(UIDS[1]);
    flipByte(receiving.folder, packOf(damaged.key), offset(damaged) + at);
    const found = await verifyInstances(receiving, silent);
    expect(found.damaged).toEqual([
      { key: damaged.key, studyInstanceUid: '1.2.3.1', sopInstanceUid: UIDS[1], damage: expect.any(String) },
    ]);
    for (const uid of [UIDS[0], UIDS[2]]) expect(await receiving.instances.intact(stored(uid).key)).toBe(true);
    await expect(receiving.instances.get(damaged.key)).rejects.toMatchObject({ code: 'object.damaged' });
  });

  it('are counted when no row names them', async () => {
    const empty = sqliteParts();
    const found = await verifyInstances({ instances: receiving.instances, index: empty.index }, silent);
    expect(found).toMatchObject({ instances: 3, unindexed: 3, damaged: [] });
    empty.close();
  });

  it('give the index again, without what is damaged', async () => {
    const damaged = stored(UIDS[1]);
    flipByte(receiving.folder, packOf(damaged.key), offset(damaged) + 3000);
    const rebuilt = sqliteParts();
    const found = await rebuildIndex({ instances: receiving.instances, index: rebuilt.index }, silent);
    expect(found).toMatchObject({ packs: 1, instances: 2, damaged: [{ sopInstanceUid: UIDS[1] }] });
    for (const uid of [UIDS[0], UIDS[2]]) expect(rebuilt.index.known(uid as SopInstanceUid)).toEqual(stored(uid));
    expect(rebuilt.index.unsealed([packOf(damaged.key)])).toEqual([]);
    rebuilt.close();
  });

  describe('past their time', () => {
    const DAY = 86_400_000;
    let now: number;
    let retention: Retention;
    beforeEach(() => {
      now = 0;
      const { registry, index, instances, folder, events } = receiving;
      const parts = { registry, index, instances, objects: createObjectStore(folder), clock: { now: () => now } };
      retention = new Retention({ ...parts, observe: (event) => events.push(event), keepDays: 90 });
      receiving.events.length = 0;
    });
    const packFile = () => join(receiving.folder, 'packs', `${packOf(stored(UIDS[0]).key)}.pack`);

    it('are let go once no work is left, pack and rows', async () => {
      const file = packFile();
      closeQuiet(receiving.registry, 10);
      now = 91 * DAY;
      await retention.letGo();
      expect(existsSync(file)).toBe(true);
      const [{ id }] = receiving.queue.list({});
      receiving.queue.drop(id, 'of no use any more', now);
      await retention.letGo();
      expect(existsSync(file)).toBe(false);
      expect(receiving.registry.studies({})).toEqual([]);
      expect(receiving.events).toEqual([{ event: 'studies.expired', studies: 1, packs: 1 }]);
    });

    it('are kept to the last day, and while more may come', async () => {
      now = 90 * DAY;
      await retention.letGo();
      now = 1000 * DAY;
      await retention.letGo();
      expect(existsSync(packFile())).toBe(true);
    });
  });
});
