import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommitmentReporter } from '../../../service/commit/commitment-reporter.js';
import { CT_IMAGE } from '../../../service/dicom/sop-class.js';
import { deriveUid } from '../../../service/dicom/uid.js';
import { CambiumError } from '../../../service/errors/registry.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import type { CommitmentPeer, CommitmentReport, SopReference } from '../../../service/ports/storage-commitment.js';
import { sopUid } from '../../support/instances.js';
import { Holdings } from './holdings.js';

const GIVE_UP_MS = 60_000;
const unknown = { sopClassUid: CT_IMAGE, sopInstanceUid: sopUid('unknown') };

describe('CommitmentReporter', () => {
  let holdings: Holdings;
  let events: StageEvent[];
  let now: number;
  let sent: { readonly to: string; readonly report: CommitmentReport }[];
  let answer: (to: string, signal: AbortSignal) => Promise<void>;
  let reporter: CommitmentReporter;
  beforeEach(async () => {
    holdings = await Holdings.open();
    events = [];
    now = 1000;
    sent = [];
    answer = async () => undefined;
    reporter = newReporter();
  });
  afterEach(async () => {
    await reporter.stop(0);
    await holdings.close();
  });

  const peer: Pick<CommitmentPeer, 'reportCommitment'> = {
    async reportCommitment({ name }, report, signal) {
      await answer(name, signal);
      sent.push({ to: name, report });
    },
  };
  const reachable = (name: string) => ({ name, aeTitle: name, host: '127.0.0.1', port: 104 });
  const newReporter = () =>
    new CommitmentReporter({
      ledger: holdings.parts.ledger,
      index: holdings.parts.index,
      instances: holdings.instances,
      peer,
      destinations: new Map(['MODALITY', 'AWAY'].map((name) => [name, reachable(name)])),
      clock: { now: () => now },
      observe: (event) => events.push(event),
      giveUpMs: GIVE_UP_MS,
    });
  const asked = (by: string, references: readonly SopReference[] = [unknown]) =>
    holdings.parts.ledger.keep({ peer: by, transactionUid: deriveUid(by), references }, { now, dueAt: now });
  const event = async (name: StageEvent['event']) => {
    for (const end = Date.now() + 5000; Date.now() < end; await sleep(5)) {
      const found = events.find((told) => told.event === name);
      if (found) return found;
    }
    throw new Error(`No ${name} among ${JSON.stringify(events)}`);
  };
  const away = async () => {
    throw new CambiumError('delivery.unreachable', 'ECONNREFUSED.');
  };

  it('delivers a due report and forgets the request', async () => {
    const references = await holdings.store('held', 2);
    asked('MODALITY', [...references, unknown]);
    reporter.start();
    expect(await event('commitment.reported')).toMatchObject({ peer: 'MODALITY', committed: 2, failed: 1 });
    expect(sent).toMatchObject([{ to: 'MODALITY', report: { committed: references } }]);
    expect(holdings.parts.ledger.due(1e9)).toBeUndefined();
  });

  it('tries again later when the peer is away, with what has come meanwhile', async () => {
    answer = away;
    const references = [{ sopClassUid: CT_IMAGE, sopInstanceUid: deriveUid('tiny', 'late', 0) }];
    asked('MODALITY', references);
    reporter.start();
    expect(await event('commitment.failed')).toMatchObject({ outcome: 'retry', code: 'delivery.unreachable' });
    expect(holdings.parts.ledger.due(5999)).toBeUndefined();
    await holdings.store('late', 1);
    answer = async () => undefined;
    now = 6000;
    reporter.wake();
    expect(await event('commitment.reported')).toMatchObject({ committed: 1, failed: 0 });
  });

  it('delivers to the others while one is away', async () => {
    answer = async (to) => (to === 'AWAY' ? away() : undefined);
    asked('AWAY');
    asked('MODALITY');
    reporter.start();
    expect(await event('commitment.reported')).toMatchObject({ peer: 'MODALITY' });
  });

  it('gives up after its time, and tells it', async () => {
    answer = away;
    asked('MODALITY');
    now += GIVE_UP_MS;
    reporter.start();
    expect(await event('commitment.failed')).toMatchObject({ outcome: 'given-up', code: 'delivery.gave-up' });
    expect(holdings.parts.ledger.due(1e9)).toBeUndefined();
  });

  it('gives up at once on a peer that cannot be called', async () => {
    asked('NO PORT');
    reporter.start();
    expect(await event('commitment.failed')).toMatchObject({ outcome: 'given-up', code: 'commitment.undeliverable' });
  });

  it('delivers after a restart what was under way', async () => {
    answer = (_, signal) => new Promise((_resolve, reject) => signal.addEventListener('abort', reject));
    asked('MODALITY');
    reporter.start();
    await sleep(50);
    await reporter.stop(0);
    expect(events).toEqual([]);
    answer = async () => undefined;
    reporter = newReporter();
    reporter.start();
    expect(await event('commitment.reported')).toMatchObject({ peer: 'MODALITY' });
  });
});
