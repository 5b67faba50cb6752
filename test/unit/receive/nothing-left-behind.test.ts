import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
    await receiving.store(UID, ctDataSet(UID), { failure: new Error('The connection was closed.'), chunkBytes: 300 });
    expect(receiving.refusals()).toEqual(['instance.incomplete']);
    expect(await receiving.files()).toBe(0);
  });

  it('because other bytes have its UID leaves only those', async () => {
    const other = ctDataSet(UID, { pixels: Buffer.alloc(8, 1) });
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    expect(await receiving.store(UID, other)).toBe(0x0111);
    expect(await receiving.files()).toBe(1);
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    expect(await receiving.files()).toBe(1);
    expect(receiving.rows()).toBe(1);
  });

  it('because it is a document of ours leaves nothing, and is acknowledged', async () => {
    receiving.ruling = 'own-document';
    expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    expect(await receiving.files()).toBe(0);
  });
});
