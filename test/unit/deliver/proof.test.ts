/** Delivered means proven: what a deliver job does after the documents have been accepted. */
import { afterEach, describe, expect, it } from 'vitest';
import { FAILURE_REASON } from '../../../service/ports/storage-commitment.js';
import { committedAll, GIVE_UP_MS, Proving } from './proving.js';

const ARCHIVE = { callingAeTitle: 'ARCHIVE', calledAeTitle: 'CAMBIUM', address: '127.0.0.1' };
const NOT_COMMITTED = { outcome: 'retry', code: 'delivery.not-committed' };

let proving: Proving;
afterEach(() => proving.parts.close());

const documents = () => proving.revision().documents.map(({ sopInstanceUid }) => sopInstanceUid);
const sent = async (proof: 'commit' | 'find' | 'none') => {
  proving = new Proving(proof);
  return proving.step();
};

describe('a destination that proves nothing', () => {
  it('has the documents when it has accepted them', async () => {
    expect(await sent('none')).toEqual({ outcome: 'done' });
    expect(proving.revision().state).toBe('delivered');
    expect(proving.asked).toEqual([]);
  });
});

describe('a destination with Storage Commitment', () => {
  it('is asked at once for the documents it has accepted, and until then nothing is delivered', async () => {
    expect(await sent('commit')).toEqual(NOT_COMMITTED);
    expect(proving.revision()).toMatchObject({ state: 'reported', deliveries: [{ status: 0 }, { status: 0 }] });
    const before = proving.now;
    expect(await proving.step()).toEqual(NOT_COMMITTED);
    expect(proving.now).toBe(before);
    expect(proving.asked.map(({ references }) => references.map(({ sopInstanceUid }) => sopInstanceUid))).toEqual([
      documents(),
    ]);
  });

  it('has the documents when its report comes on the association of the question', async () => {
    await sent('commit');
    proving.report = committedAll;
    expect(await proving.step()).toEqual({ outcome: 'done' });
    expect(proving.revision()).toMatchObject({
      state: 'delivered',
      deliveries: [{ proof: 'commit', provenAt: 1000 }, { proof: 'commit' }],
    });
    expect(proving.events).toEqual([{ event: 'commitment.received', peer: 'ARCHIVE', committed: 2, failed: 0 }]);
  });

  it('has them when the report comes to our listener later', async () => {
    await sent('commit');
    await proving.step();
    expect(await proving.taker.commitmentReported(ARCHIVE, committedAll(proving.asked[0]))).toBe(0x0000);
    expect(proving.dueAt()).toBe(proving.now);
    expect(await proving.step()).toEqual({ outcome: 'done' });
    expect(proving.stored).toHaveLength(1);
    expect(proving.asked).toHaveLength(1);
  });

  it('has them when the report comes to our listener before the question’s association has ended', async () => {
    await sent('commit');
    proving.report = (request) => {
      void proving.taker.commitmentReported(ARCHIVE, committedAll(request));
      return undefined;
    };
    expect(await proving.step()).toEqual({ outcome: 'done' });
  });

  it('is asked again, under another Transaction UID and ever less often, and sent nothing again', async () => {
    await sent('commit');
    const times: number[] = [];
    for (let i = 0; i < 5; i++) {
      await proving.step();
      times.push(proving.now);
    }
    expect(times.map((time) => time - times[0])).toEqual([0, 60_000, 180_000, 420_000, 900_000]);
    expect(new Set(proving.asked.map(({ transactionUid }) => transactionUid)).size).toBe(5);
    expect(proving.stored).toHaveLength(1);
  });

  it('is sent again what it turns out not to have, after a while, and asked for that alone', async () => {
    await sent('commit');
    proving.report = ({ transactionUid, references: [first, second] }) => ({
      transactionUid,
      committed: [first],
      failed: [{ ...second, reason: FAILURE_REASON.noSuchObjectInstance }],
    });
    expect(await proving.step()).toEqual(NOT_COMMITTED);
    proving.report = committedAll;
    await proving.step();
    expect(proving.now).toBe(61_000);
    expect(proving.stored).toEqual([documents(), [documents()[1]]]);
    expect(await proving.step()).toEqual({ outcome: 'done' });
    expect(proving.asked[1].references).toHaveLength(1);
  });

  it('leaves the job parked when it never commits itself, and delivered when its report comes after all', async () => {
    await sent('commit');
    await proving.step();
    expect(await proving.step(GIVE_UP_MS + 1000)).toEqual({ outcome: 'parked', code: 'delivery.gave-up' });
    await proving.taker.commitmentReported(ARCHIVE, committedAll(proving.asked[0]));
    expect(await proving.step()).toEqual({ outcome: 'done' });
  });

  it('is refused a report on what it was not asked, which changes nothing', async () => {
    await sent('commit');
    await proving.step();
    const [question] = proving.asked;
    const other = { ...ARCHIVE, callingAeTitle: 'OTHER' };
    expect(await proving.taker.commitmentReported(other, committedAll(question))).toBe(0x0115);
    expect(proving.events.at(-1)).toMatchObject({ event: 'commitment.failed', code: 'commitment.unexpected' });
    expect(proving.revision().deliveries.some(({ proof }) => proof)).toBe(false);
  });

  it('is answered Success when it repeats its report', async () => {
    await sent('commit');
    proving.report = committedAll;
    await proving.step();
    expect(await proving.taker.commitmentReported(ARCHIVE, committedAll(proving.asked[0]))).toBe(0x0000);
    expect(proving.events).toHaveLength(1);
  });
});

describe('a destination that is looked into', () => {
  it('is given a moment, and has the documents when it shows them', async () => {
    expect(await sent('find')).toEqual({ outcome: 'retry', code: 'delivery.not-seen' });
    expect(proving.dueAt()).toBe(4000);
    proving.shown = new Set(documents());
    expect(await proving.step()).toEqual({ outcome: 'done' });
    expect(proving.found[0].map(({ sopInstanceUid }) => sopInstanceUid)).toEqual(documents());
    expect(proving.revision()).toMatchObject({
      state: 'delivered',
      deliveries: [{ status: 0, at: 1000, proof: 'find', provenAt: 4000 }, { proof: 'find' }],
    });
  });

  it('is looked into again for what it does not show yet, and sent nothing again', async () => {
    await sent('find');
    proving.shown = new Set([documents()[0]]);
    expect(await proving.step()).toEqual({ outcome: 'retry', code: 'delivery.not-seen' });
    proving.shown = new Set(documents());
    expect(await proving.step()).toEqual({ outcome: 'done' });
    expect(proving.found.map((keys) => keys.length)).toEqual([2, 1]);
    expect(proving.stored).toHaveLength(1);
  });

  it('leaves the job parked when it never shows them', async () => {
    await sent('find');
    expect(await proving.step(GIVE_UP_MS + 1000)).toEqual({ outcome: 'parked', code: 'delivery.gave-up' });
  });
});
