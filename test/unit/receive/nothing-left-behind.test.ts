import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splitPart10 } from '../../../service/dicom/part10.js';
import type { SopInstanceUid } from '../../../service/dicom/uid.js';
import { packOf, type StoredInstance } from '../../../service/ports/instance-store.js';
import { flipByte } from '../../support/damage.js';
import { ctDataSet } from '../../support/data-sets.js';
import { Receiving } from './receiving.js';

const UID = '1.2.9';

describe('an instance that is not kept', () => {
  let receiving: Receiving;
  beforeEach(async () => {
    receiving = await Receiving.start();
  });
  afterEach(() => receiving.close());

  it('because its association ended leaves nothing, and is no fault of ours', async () => {
    const sink = receiving.open(UID);
    receiving.feed(sink, ctDataSet(UID), { chunkBytes: 300 });
    sink.abort();
    expect(receiving.refusals()).toEqual(['instance.incomplete']);
    expect(await receiving.records()).toEqual([]);
  });

  it('because other bytes have its UID leaves only those', async () => {
    const other = ctDataSet(UID, { pixels: Buffer.alloc(8, 1) });
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    expect(await receiving.store(UID, other)).toBe(0x0111);
    expect(await receiving.records()).toHaveLength(1);
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    expect(await receiving.records()).toHaveLength(1);
    expect(receiving.rows()).toBe(1);
  });

  it('because it is a document of ours leaves nothing, and is acknowledged', async () => {
    receiving.known = 'own-document';
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    expect(await receiving.records()).toEqual([]);
  });

  it('does not take the one before or after it along', async () => {
    const [first, last] = [ctDataSet('1.2.9.1'), ctDataSet('1.2.9.3')];
    await receiving.store('1.2.9.1', first);
    const aborted = receiving.open('1.2.9.2');
    receiving.feed(aborted, ctDataSet('1.2.9.2', { pixels: Buffer.alloc(100_000, 7) }));
    aborted.abort();
    await receiving.store('1.2.9.3', last);
    const records = await receiving.records();
    expect(records.map(({ names, damage }) => [names.sopInstanceUid, damage])).toEqual([
      ['1.2.9.1', undefined],
      ['1.2.9.3', undefined],
    ]);
    const stored = await Promise.all(records.map(({ key }) => receiving.instances.get(key)));
    expect(stored.map((file) => splitPart10(file).dataSet)).toEqual([first, last]);
  });
});

it('an instance that is damaged where it lies is taken in anew, and reads whole again', async () => {
  const receiving = await Receiving.start();
  try {
    await receiving.store(UID, ctDataSet(UID));
    const before = receiving.index.known(UID as SopInstanceUid) as StoredInstance;
    const { instances, folder, index } = receiving;
    flipByte(folder, packOf(before.key), 500);
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    const after = index.known(UID as SopInstanceUid) as StoredInstance;
    expect(after.key).not.toBe(before.key);
    expect(splitPart10(await instances.get(after.key)).dataSet).toEqual(ctDataSet(UID));
    expect(receiving.rows()).toBe(1);
  } finally {
    await receiving.close();
  }
});
