/** A loss of power, or a kill, may leave any part of the last record: what is found is the whole records, exactly. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { randomNumbers } from '../../../../support/random-numbers.js';
import { recordsOf } from '../../../../support/records.js';
import { PackScene, type SamplePack, samplePack } from './pack-scene.js';

const PAYLOADS = [700, 0, 1_500, 301];
const LAST = PAYLOADS.length - 1;

describe('a pack whose last record is torn', () => {
  let scene: PackScene;
  let sample: SamplePack;
  beforeEach(async () => {
    scene = new PackScene();
    sample = await samplePack(PAYLOADS);
  });
  afterEach(() => scene.close());

  const keys = (count: number) => sample.records.slice(0, count).map(({ key }) => key);
  const recovered = async (bytes: Buffer) => {
    scene.place(sample.name, bytes, { sealed: false });
    const store = scene.store();
    await store.recover(sample.name);
    return { store, records: (await recordsOf(store, sample.name, { verify: true })).map(({ key }) => key) };
  };

  it('has its whole records, wherever in the last one it is cut', async () => {
    const store = scene.store();
    for (let length = sample.offsets[LAST]; length < sample.ends[LAST]; length++) {
      scene.place(sample.name, sample.bytes.subarray(0, length), { sealed: false });
      for (const verify of [false, true]) {
        const found = await recordsOf(store, sample.name, { verify });
        expect(
          found.map(({ key }) => key),
          `cut at ${length}`,
        ).toEqual(keys(LAST));
      }
    }
  });

  it('is cut there and sealed by recovery, wherever the tear is', async () => {
    const random = randomNumbers(11);
    for (let i = 0; i < 60; i++) {
      const length = Math.floor(random() * sample.offsets[LAST]);
      const whole = sample.offsets.slice(1).filter((end) => end <= length).length;
      const { store, records } = await recovered(sample.bytes.subarray(0, length));
      expect(records, `cut at ${length}`).toEqual(keys(whole));
      const left = whole === 0 ? [] : [sample.offsets[whole]];
      expect(await store.packs(), `cut at ${length}`).toHaveLength(left.length);
      expect(await scene.sealedBytes(), `cut at ${length}`).toEqual(left);
    }
  });

  it('has its whole records when a page of the last one never reached the disk', async () => {
    for (let page = sample.offsets[LAST]; page + 64 <= sample.ends[LAST]; page += 64) {
      const { records } = await recovered(Buffer.from(sample.bytes).fill(0, page, page + 64));
      expect(records, `page at ${page}`).toEqual(keys(LAST));
    }
  });

  it('has all of its records when nothing is torn, with space written ahead behind them', async () => {
    const { store, records } = await recovered(Buffer.concat([sample.bytes, Buffer.alloc(100_000)]));
    expect(records).toEqual(keys(LAST + 1));
    expect(await store.packs()).toEqual([{ name: sample.name, sealed: true }]);
    expect(await scene.sealedBytes()).toEqual([sample.bytes.length]);
  });
});
