/** Records that are discarded, in every order with those that stay: what stays is found, what was discarded never is. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PackStoreOptions } from '../../../../../adapters/disk/packs/instance-store.js';
import type { RecordNames } from '../../../../../service/ports/instance-store.js';
import { randomNumbers } from '../../../../support/random-numbers.js';
import { allRecords, keepRecord, noise, recordNames, writeRecord } from '../../../../support/records.js';
import { PackScene, samplePack } from './pack-scene.js';

const AHEAD = { reserveBytes: 1, reserveFileBytes: 400_000, quietMs: 1e9 };
const FATES = ['kept', 'discarded when begun', 'discarded when finished', 'discarded when synced'] as const;
const LENGTHS = [50, 3_000, 90_000];

describe.each<[string, PackStoreOptions]>([
  ['a pack that grows', {}],
  ['a pack written ahead', AHEAD],
])('%s', (_, options) => {
  let scene: PackScene;
  beforeEach(() => {
    scene = new PackScene();
    scene.reserve(3, AHEAD.reserveFileBytes);
  });
  afterEach(() => scene.close());

  it('shows exactly what was kept, after every step and after a kill', async () => {
    const random = randomNumbers(4);
    const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)];
    const store = scene.store(options);
    const kept: RecordNames[] = [];
    for (let step = 0; step < 60; step++) {
      const names = recordNames(1, step);
      const payload = noise(pick(LENGTHS), step);
      const fate = pick(FATES);
      if (fate === 'discarded when begun') {
        const writer = store.begin(names);
        writer.write(payload);
        writer.discard();
      } else {
        const { writer } = writeRecord(store, names, payload);
        if (fate !== 'discarded when finished') await store.sync([writer]);
        if (fate !== 'kept') writer.discard();
        else {
          writer.release();
          kept.push(names);
        }
      }
      const found = await allRecords(scene.store());
      expect(
        found.map((record) => record.names),
        `step ${step}, ${fate}`,
      ).toEqual(kept);
      expect(
        found.every(({ damage }) => damage === undefined),
        `step ${step}, ${fate}`,
      ).toBe(true);
    }
    await store.close();
    expect((await allRecords(store)).map((record) => record.names)).toEqual(kept);
  });

  it('takes nothing in a discarded payload for a record, not even records of another pack', async () => {
    const foreign = await samplePack([100]);
    const store = scene.store(options);
    await keepRecord(store, recordNames(1, 1), foreign.bytes);
    // Once a place where a record can begin is met.
    for (let shift = 0; shift < 8; shift++) {
      const writer = store.begin(recordNames(1, 2));
      writer.write(Buffer.concat([Buffer.alloc(shift), foreign.bytes]));
      expect((await allRecords(scene.store())).map(({ names }) => names)).toEqual([recordNames(1, 1)]);
      writer.discard();
      expect((await allRecords(scene.store())).map(({ names }) => names)).toEqual([recordNames(1, 1)]);
    }
  });
});
