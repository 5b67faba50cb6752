/** What every CommitmentLedger promises, whatever it is kept in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CT_IMAGE } from '../../service/dicom/sop-class.js';
import { deriveUid } from '../../service/dicom/uid.js';
import type { DeliveryOfRevision, PeerRequest } from '../../service/ports/commitment-ledger.js';
import { type CommitmentReport, FAILURE_REASON } from '../../service/ports/storage-commitment.js';
import { sopUid, studyUid } from '../support/instances.js';
import { claim, closedStudy, document, type RegistryAndQueue, reported } from './registry-steps.js';

const DAY_MS = 24 * 3_600_000;
const ERROR = { code: 'delivery.unreachable', message: 'told by the socket' } as const;
const DELIVERY: DeliveryOfRevision = { studyInstanceUid: studyUid('a'), revision: 1, destination: 'PACS' };

function request(name: string, { peer = 'MODALITY', instance = 'one' } = {}): PeerRequest {
  const references = [{ sopClassUid: CT_IMAGE, sopInstanceUid: sopUid(instance) }];
  return { peer, transactionUid: deriveUid('transaction', name), references };
}

const reference = (kind: 'sr' | 'sc') => {
  const { sopClassUid, sopInstanceUid } = document('a', kind);
  return { sopClassUid, sopInstanceUid };
};

export function commitmentLedgerContract(name: string, make: () => RegistryAndQueue): void {
  describe(`CommitmentLedger: ${name}`, () => {
    let parts: RegistryAndQueue;
    beforeEach(() => {
      parts = make();
    });
    afterEach(() => parts.close());

    describe('a request of a peer', () => {
      const keep = (kept: PeerRequest, now: number, dueAt = now) => parts.ledger.keep(kept, { now, dueAt });

      it('is due at its time, with all that was asked', () => {
        expect(keep(request('t'), 5, 100)).toBe('kept');
        expect(parts.ledger.due(99)).toBeUndefined();
        expect(parts.ledger.due(100)).toEqual({ ...request('t'), requestedAt: 5, attempts: 0 });
      });

      it('is due before one that is due later', () => {
        keep(request('late'), 0, 20);
        keep(request('early'), 1, 10);
        expect(parts.ledger.due(50)?.transactionUid).toBe(request('early').transactionUid);
      });

      it('is gone when it has been reported, and may be asked anew', () => {
        keep(request('t'), 0);
        parts.ledger.reported(request('t'));
        expect(parts.ledger.due(50)).toBeUndefined();
        expect(keep(request('t', { instance: 'other' }), 60)).toBe('kept');
      });

      it('is due at once when its peer did not stay for the report', () => {
        keep(request('t'), 0, 1000);
        parts.ledger.makeDue(request('t'), 10);
        expect(parts.ledger.due(10)).toMatchObject({ attempts: 0 });
      });

      it('does not come back when a report was taken that nobody waits for any more', () => {
        keep(request('t'), 0);
        parts.ledger.reported(request('t'));
        parts.ledger.makeDue(request('t'), 10);
        parts.ledger.postpone(request('t'), { at: 10, error: ERROR });
        expect(parts.ledger.due(50)).toBeUndefined();
      });

      it('waits as long as it is postponed, and counts the tries', () => {
        keep(request('t'), 0);
        parts.ledger.postpone(request('t'), { at: 500, error: ERROR });
        expect(parts.ledger.due(499)).toBeUndefined();
        expect(parts.ledger.due(500)).toMatchObject({ attempts: 1, requestedAt: 0 });
      });

      it('does not wait behind those of a peer that is away', () => {
        keep(request('first'), 0, 1);
        keep(request('second'), 0, 2);
        keep(request('other', { peer: 'WORKSTATION' }), 0, 3);
        parts.ledger.postpone(request('first'), { at: 500, error: ERROR });
        expect(parts.ledger.due(499)?.peer).toBe('WORKSTATION');
        parts.ledger.reported(request('other', { peer: 'WORKSTATION' }));
        expect(parts.ledger.due(499)).toBeUndefined();
        expect(parts.ledger.due(500)).toBeDefined();
      });

      it('is not due any more when it has been given up, and is due anew when it is asked again', () => {
        keep(request('t'), 0);
        parts.ledger.postpone(request('t'), { error: ERROR });
        expect(parts.ledger.due(30 * DAY_MS)).toBeUndefined();
        expect(keep(request('t'), 7, 8)).toBe('kept');
        expect(parts.ledger.due(8)).toMatchObject({ requestedAt: 7, attempts: 0 });
      });

      it('stays as it is when other instances are asked for under its Transaction UID', () => {
        keep(request('t'), 0);
        expect(keep(request('t', { instance: 'other' }), 1)).toBe('in-use');
        expect(parts.ledger.due(1)).toMatchObject(request('t'));
      });

      it('has nothing to do with one that another peer makes under the same Transaction UID', () => {
        keep(request('t'), 0);
        expect(keep(request('t', { peer: 'WORKSTATION', instance: 'other' }), 1)).toBe('kept');
        parts.ledger.reported(request('t'));
        expect(parts.ledger.due(1)?.peer).toBe('WORKSTATION');
      });

      it('is forgotten 30 days after it was made if it was given up, and not before', () => {
        keep(request('t'), 0);
        parts.ledger.postpone(request('t'), { error: ERROR });
        keep(request('another'), 30 * DAY_MS);
        expect(keep(request('t', { instance: 'other' }), 30 * DAY_MS)).toBe('in-use');
        keep(request('one more'), 30 * DAY_MS + 1);
        expect(keep(request('t', { instance: 'other' }), 30 * DAY_MS + 1)).toBe('kept');
      });
    });

    describe('a question to an archive', () => {
      const question = (name: string) => ({ transactionUid: deriveUid('question', name), ...DELIVERY });
      const report = (of: string, what: Partial<CommitmentReport>): CommitmentReport => ({
        transactionUid: question(of).transactionUid,
        committed: [],
        failed: [],
        ...what,
      });
      const waiting = { retryAt: 10_000, error: { code: 'delivery.not-committed', message: '' } } as const;
      const both = [reference('sr'), reference('sc')];
      const deliveries = () => parts.registry.revision(DELIVERY.studyInstanceUid)?.deliveries ?? [];
      const lastEvent = () => parts.registry.trace(DELIVERY.studyInstanceUid).at(-1);

      beforeEach(() => {
        closedStudy(parts);
        reported(parts, ['PACS', 'VNA']);
        const sent = both.map(({ sopInstanceUid }) => ({ sopInstanceUid, status: 0 }));
        // Destinations of a revision are claimed in their order.
        parts.registry.recordDelivery(claim(parts.queue, 'deliver', 40).lease, sent, waiting, 40);
        parts.registry.recordDelivery(claim(parts.queue, 'deliver', 41).lease, sent, undefined, 41);
      });

      it('is counted, and proves nothing before it is answered', () => {
        expect(parts.ledger.standing(DELIVERY)).toEqual({ questions: 0, unproven: 2 });
        parts.ledger.ask(question('q'), 50);
        expect(parts.ledger.standing(DELIVERY)).toEqual({ questions: 1, unproven: 2 });
        expect(parts.ledger.standing({ ...DELIVERY, destination: 'VNA' })).toEqual({ questions: 0, unproven: 2 });
      });

      it('proves what the archive commits itself to, at this destination only', () => {
        parts.ledger.ask(question('q'), 50);
        expect(parts.ledger.answer('PACS', report('q', { committed: [reference('sr')] }), 60)).toBe('kept');
        expect(deliveries().filter(({ proof }) => proof)).toEqual([
          {
            ...{ destination: 'PACS', status: 0, at: 40 },
            ...{ proof: 'commit', provenAt: 60 },
            sopInstanceUid: both[0].sopInstanceUid,
          },
        ]);
        expect(parts.ledger.standing(DELIVERY)).toEqual({ questions: 1, unproven: 1 });
        expect(lastEvent()).toMatchObject({ at: 60, stage: 'deliver', event: 'document.committed' });
      });

      it('makes the deliver job due with the last document, not before', () => {
        parts.ledger.ask(question('q'), 50);
        parts.ledger.ask(question('r'), 51);
        parts.ledger.answer('PACS', report('q', { committed: [both[0]] }), 60);
        expect(parts.queue.claim('deliver', 60, 1000)).toBeUndefined();
        parts.ledger.answer('PACS', report('r', { committed: both }), 61);
        const { lease } = claim(parts.queue, 'deliver', 61);
        expect(parts.registry.recordDelivery(lease, [], undefined, 61)).toBe(true);
        expect(parts.registry.studies({})[0].state).toBe('delivered');
      });

      it('makes even a parked job due: what it waited for has come', () => {
        parts.ledger.ask(question('q'), 50);
        const { lease } = claim(parts.queue, 'deliver', 10_000);
        parts.registry.recordDelivery(lease, [], { error: { code: 'delivery.gave-up', message: '' } }, 10_000);
        expect(parts.registry.studies({})[0].state).toBe('parked');
        parts.ledger.answer('PACS', report('q', { committed: both }), 20_000);
        expect(parts.registry.studies({})[0].state).toBe('reported');
        expect(claim(parts.queue, 'deliver', 20_000).job.destination).toBe('PACS');
      });

      it('fails the delivery of what the archive does not have, so that it is sent again', () => {
        parts.ledger.ask(question('q'), 50);
        const failed = [{ ...both[1], reason: FAILURE_REASON.noSuchObjectInstance }];
        parts.ledger.answer('PACS', report('q', { committed: [both[0]], failed }), 60);
        expect(deliveries()[1]).toMatchObject({ status: 0, error: { code: 'delivery.not-kept' } });
        expect(lastEvent()).toMatchObject({ event: 'document.not-kept', reason: 'delivery.not-kept' });
        expect(parts.queue.claim('deliver', 9999, 1000)).toBeUndefined();
      });

      it('leaves a document accepted that the archive cannot commit itself to for another reason, and tells it', () => {
        parts.ledger.ask(question('q'), 50);
        const failed = [{ ...both[1], reason: FAILURE_REASON.processingFailure }];
        parts.ledger.answer('PACS', report('q', { failed }), 60);
        expect(deliveries()[1]).not.toHaveProperty('error');
        expect(lastEvent()).toMatchObject({ event: 'document.not-committed', reason: 'delivery.not-committed' });
        expect(lastEvent()?.message).toContain('0110');
      });

      const nothing = both.map((uids) => ({ ...uids, reason: FAILURE_REASON.noSuchObjectInstance }));

      it('does not fail what was proven since it was put', () => {
        parts.ledger.ask(question('old'), 49);
        parts.ledger.ask(question('q'), 50);
        parts.ledger.answer('PACS', report('q', { committed: [both[0]] }), 60);
        parts.ledger.answer('PACS', report('old', { failed: nothing }), 70);
        expect(deliveries().filter(({ error }) => error)).toMatchObject([{ sopInstanceUid: both[1].sopInstanceUid }]);
        expect(deliveries()[0]).toMatchObject({ proof: 'commit' });
      });

      it('does not fail what was sent again since it was put', () => {
        parts.ledger.ask(question('old'), 39);
        expect(parts.ledger.answer('PACS', report('old', { failed: nothing }), 70)).toBe('kept');
        expect(deliveries().filter(({ error }) => error)).toEqual([]);
      });

      it('is answered once', () => {
        parts.ledger.ask(question('q'), 50);
        parts.ledger.answer('PACS', report('q', { committed: [both[0]] }), 60);
        expect(parts.ledger.answer('PACS', report('q', { committed: both }), 70)).toBe('repeated');
        expect(parts.ledger.standing(DELIVERY).unproven).toBe(1);
      });

      it('is answered by the one who was asked, and by nobody else', () => {
        parts.ledger.ask(question('q'), 50);
        expect(parts.ledger.answer('VNA', report('q', { committed: both }), 60)).toBe('unknown');
        expect(parts.ledger.answer('PACS', report('never put', { committed: both }), 60)).toBe('unknown');
        expect(parts.ledger.standing(DELIVERY).unproven).toBe(2);
      });

      it('proves no document of another study, though its archive may name it', () => {
        closedStudy(parts, 'b');
        reported(parts, ['PACS'], 'b');
        const { sopClassUid, sopInstanceUid } = document('b', 'sr');
        const { lease } = claim(parts.queue, 'deliver', 45);
        parts.registry.recordDelivery(lease, [{ sopInstanceUid, status: 0 }], waiting, 45);
        parts.ledger.ask(question('q'), 50);
        const committed = [{ sopClassUid, sopInstanceUid }];
        expect(parts.ledger.answer('PACS', report('q', { committed }), 60)).toBe('kept');
        expect(parts.registry.revision(studyUid('b'))?.deliveries[0]).not.toHaveProperty('proof');
      });

      it('ends with its study', () => {
        parts.ledger.ask(question('q'), 50);
        parts.index.forget(DELIVERY.studyInstanceUid);
        expect(parts.ledger.answer('PACS', report('q', { committed: both }), 60)).toBe('unknown');
      });

      it('is put anew for what was sent again after it was proven', () => {
        parts.ledger.ask(question('q'), 50);
        parts.ledger.answer('PACS', report('q', { committed: [both[0]] }), 60);
        const { lease } = claim(parts.queue, 'deliver', 10_000);
        parts.registry.recordDelivery(
          lease,
          [{ sopInstanceUid: document('a', 'sr').sopInstanceUid, status: 0 }],
          waiting,
          10_000,
        );
        expect(parts.ledger.standing(DELIVERY).unproven).toBe(2);
      });
    });
  });
}
