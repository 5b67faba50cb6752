/** One flipped bit costs at most the instance it lies in, and never goes unseen. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEADER_BYTES, PREFIX_BYTES } from '../../../../../adapters/disk/packs/pack-format.js';
import { recordsOf } from '../../../../support/records.js';
import { PackScene, type SamplePack, samplePack } from './pack-scene.js';

const PAYLOADS = [900, 333, 64];
const BITS = [0, 3, 7];
const HIT = 1;

describe('a flipped bit', () => {
  let scene: PackScene;
  let sample: SamplePack;
  beforeEach(async () => {
    scene = new PackScene();
    sample = await samplePack(PAYLOADS);
  });
  afterEach(() => scene.close());

  /** The records found with a bit of a byte flipped, in a sealed and in an open pack. */
  async function* flips(from: number, to: number, step = 1) {
    const store = scene.store();
    for (let byte = from; byte < to; byte += step) {
      for (const bit of BITS) {
        const bytes = Buffer.from(sample.bytes);
        bytes[byte] ^= 1 << bit;
        for (const sealed of [true, false]) {
          scene.place(sample.name, bytes, { sealed });
          const records = await recordsOf(store, sample.name, { verify: true });
          yield { store, records, where: `bit ${bit} of byte ${byte}, ${sealed ? 'sealed' : 'open'}` };
        }
      }
    }
  }
  const key = (record: number) => sample.records[record].key;
  const others = () => [key(0), key(2)];

  it('in the file header costs nothing', async () => {
    for await (const { records, where } of flips(0, HEADER_BYTES)) {
      expect(records, where).toEqual(sample.records);
    }
  });

  it('in the prefix of a record costs that record, and the next one is found', async () => {
    const prefix = sample.offsets[HIT];
    for await (const { store, records, where } of flips(prefix, prefix + PREFIX_BYTES)) {
      expect(
        records.map((record) => record.key),
        where,
      ).toEqual(others());
      await expect(store.get(key(HIT)), where).rejects.toMatchObject({ code: 'object.damaged', details: key(HIT) });
    }
  });

  it('in the names of a record costs that record, and the next one is found', async () => {
    const names = sample.offsets[HIT] + PREFIX_BYTES;
    for await (const { store, records, where } of flips(names, names + 100)) {
      expect(
        records.map((record) => record.key),
        where,
      ).toEqual(others());
      await expect(store.get(key(HIT)), where).rejects.toMatchObject({ code: 'object.damaged', details: key(HIT) });
    }
  });

  it('in the payload of a record is named with it, and the others are whole', async () => {
    const { [HIT]: end } = sample.ends;
    for await (const { store, records, where } of flips(end - PAYLOADS[HIT], end, 7)) {
      expect(
        records.filter(({ damage }) => damage !== undefined).map((record) => record.key),
        where,
      ).toEqual([key(HIT)]);
      expect(records, where).toHaveLength(PAYLOADS.length);
      await expect(store.get(key(HIT)), where).rejects.toMatchObject({ code: 'object.damaged', details: key(HIT) });
      for (const other of others()) expect(await store.get(other), where).toBeInstanceOf(Buffer);
    }
  });
});
