import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCommitmentScp } from '../../../service/commit/commitment-scp.js';
import { CT_IMAGE } from '../../../service/dicom/sop-class.js';
import { deriveUid } from '../../../service/dicom/uid.js';
import { CambiumError, type ErrorCode } from '../../../service/errors/registry.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import type { SopReference } from '../../../service/ports/storage-commitment.js';
import { sopUid } from '../../support/instances.js';
import { Holdings } from './holdings.js';

const association = { callingAeTitle: 'MODALITY', calledAeTitle: 'CAMBIUM', address: '127.0.0.1' };
const transactionUid = deriveUid('transaction');
const unknown = { sopClassUid: CT_IMAGE, sopInstanceUid: sopUid('unknown') };

describe('the Storage Commitment SCP', () => {
  let holdings: Holdings;
  let events: StageEvent[];
  let woken: number;
  beforeEach(async () => {
    holdings = await Holdings.open();
    events = [];
    woken = 0;
  });
  afterEach(() => holdings.close());

  const scp = (ledger = holdings.parts.ledger) =>
    createCommitmentScp({
      ledger,
      index: holdings.parts.index,
      instances: holdings.instances,
      clock: { now: () => 1000 },
      observe: (event) => events.push(event),
      mayAsk: (peer) => peer === 'MODALITY',
      wake: () => woken++,
    });
  const ask = (references: readonly SopReference[], { peer = 'MODALITY', transaction = transactionUid } = {}) =>
    scp().requestCommitment({ ...association, callingAeTitle: peer }, { transactionUid: transaction, references });
  const dueAt = (now: number) => holdings.parts.ledger.due(now);

  it('answers Success with the report once the request is kept', async () => {
    const references = await holdings.store('held', 2);
    const { status, report } = await ask([...references, unknown]);
    expect(status).toBe(0x0000);
    expect(report).toMatchObject({ transactionUid, committed: references, failed: [unknown] });
    expect(dueAt(1_000_000)).toMatchObject({ peer: 'MODALITY', transactionUid, references: [...references, unknown] });
    expect(events).toEqual([{ event: 'commitment.kept', callingAeTitle: 'MODALITY', instances: 3 }]);
  });

  it('leaves the report to the association of the request for a minute', async () => {
    await ask([unknown]);
    expect(dueAt(60_999)).toBeUndefined();
    expect(dueAt(61_000)).toBeDefined();
  });

  it('forgets the request when the peer has taken the report', async () => {
    const { report } = await ask([unknown]);
    if (report) scp().reported(association, report, 0x0000);
    expect(dueAt(1_000_000)).toBeUndefined();
    expect(events.at(-1)).toEqual({ event: 'commitment.reported', peer: 'MODALITY', committed: 0, failed: 1 });
  });

  it.each([undefined, 0x0110])('has the reporter deliver it when the peer’s answer was %s', async (status) => {
    const { report } = await ask([unknown]);
    if (report) scp().reported(association, report, status);
    expect(dueAt(1000)).toMatchObject({ transactionUid });
    expect(woken).toBe(1);
  });

  it.each<[string, ErrorCode, number, () => ReturnType<typeof ask>]>([
    ['a peer that may not', 'commitment.not-permitted', 0x0124, () => ask([unknown], { peer: 'STRANGER' })],
    ['a request for nothing', 'commitment.malformed', 0x0115, () => ask([])],
    ['a malformed Transaction UID', 'commitment.malformed', 0x0115, () => ask([unknown], { transaction: '1.02' })],
    ['a malformed instance UID', 'commitment.malformed', 0x0115, () => ask([{ ...unknown, sopInstanceUid: 'x' }])],
  ])('refuses %s', async (_, code, status, asking) => {
    expect(await asking()).toEqual({ status });
    expect(dueAt(1_000_000)).toBeUndefined();
    expect(events).toMatchObject([{ event: 'commitment.failed', outcome: 'refused', code }]);
  });

  it('takes a request that is repeated for the same, and refuses another one under its Transaction UID', async () => {
    await ask([unknown]);
    expect((await ask([unknown])).status).toBe(0x0000);
    expect(await ask([{ ...unknown, sopInstanceUid: sopUid('another') }])).toEqual({ status: 0x0115 });
    expect(dueAt(1_000_000)).toMatchObject({ references: [unknown] });
  });

  it('answers Resource Limitation when the request cannot be kept, and does not report', async () => {
    const keep = () => {
      throw new CambiumError('storage.full');
    };
    const full = scp({ ...holdings.parts.ledger, keep });
    expect(await full.requestCommitment(association, { transactionUid, references: [unknown] })).toEqual({
      status: 0x0213,
    });
  });

  it('survives a ledger that cannot be written when a report was answered', async () => {
    const { report } = await ask([unknown]);
    const reported = () => {
      throw new CambiumError('storage.full');
    };
    if (report) scp({ ...holdings.parts.ledger, reported }).reported(association, report, 0x0000);
    expect(events.at(-1)).toMatchObject({ event: 'stage.failed', cause: { code: 'storage.full' } });
    expect(dueAt(61_000)).toBeDefined();
  });
});
