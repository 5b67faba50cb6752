/** What every JobQueue promises, whatever it is kept in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CambiumError } from '../../service/errors/registry.js';
import type { JobError } from '../../service/ports/job-queue.js';
import { studyUid } from '../support/instances.js';
import { claim, closedStudy, LEASE_MS, NO_FINDINGS, type RegistryAndQueue, reported } from './registry-steps.js';

const STUDY = studyUid('a');
const ERROR: JobError = { code: 'analysis.timeout', message: 'after 600 s' };

export function jobQueueContract(name: string, make: () => RegistryAndQueue): void {
  describe(`JobQueue: ${name}`, () => {
    let parts: RegistryAndQueue;
    beforeEach(() => {
      parts = make();
      closedStudy(parts);
    });
    afterEach(() => parts.close());

    const codeOf = (work: () => void) => {
      try {
        work();
      } catch (error) {
        return (error as CambiumError).code;
      }
      return undefined;
    };
    const lastEvent = () => parts.registry.trace(STUDY).at(-1);

    describe('claim', () => {
      it('leases a ready job of the kind asked, and counts the claim', () => {
        expect(parts.queue.claim('report', 20, LEASE_MS)).toBeUndefined();
        const { job, lease } = claim(parts.queue, 'analyze', 20);
        expect(job).toMatchObject({
          kind: 'analyze',
          studyInstanceUid: STUDY,
          revision: 1,
          state: 'leased',
          attempts: 1,
          crashes: 0,
        });
        expect(lease.jobId).toBe(job.id);
      });

      it('gives a leased job to nobody else while the lease lasts', () => {
        claim(parts.queue, 'analyze', 20);
        expect(parts.queue.claim('analyze', 20 + LEASE_MS - 1, LEASE_MS)).toBeUndefined();
      });

      it('gives a job to another when its lease has ended', () => {
        const first = claim(parts.queue, 'analyze', 20);
        const second = claim(parts.queue, 'analyze', 20 + LEASE_MS);
        expect(second.job).toMatchObject({ id: first.job.id, attempts: 2 });
        expect(second.lease.token).not.toBe(first.lease.token);
      });

      it('does not give a job before its time', () => {
        parts.queue.settle(
          claim(parts.queue, 'analyze', 20).lease,
          { outcome: 'retry', at: 500, error: ERROR, crashed: false },
          20,
        );
        expect(parts.queue.claim('analyze', 499, LEASE_MS)).toBeUndefined();
        expect(claim(parts.queue, 'analyze', 500).job.attempts).toBe(2);
      });

      it('gives the older of two jobs first', () => {
        closedStudy(parts, 'b');
        expect(claim(parts.queue, 'analyze', 20).job.studyInstanceUid).toBe(STUDY);
        expect(claim(parts.queue, 'analyze', 20).job.studyInstanceUid).toBe(studyUid('b'));
      });
    });

    describe('extend', () => {
      it('prolongs a live lease', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        expect(parts.queue.extend(lease, 900, LEASE_MS)).toBe(true);
        expect(parts.queue.claim('analyze', 1899, LEASE_MS)).toBeUndefined();
        expect(parts.queue.claim('analyze', 1900, LEASE_MS)).toBeDefined();
      });

      it('answers false to a lease that another has taken over', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        claim(parts.queue, 'analyze', 20 + LEASE_MS);
        expect(parts.queue.extend(lease, 2000, LEASE_MS)).toBe(false);
      });
    });

    describe('settle', () => {
      it('puts a job back for another time, with its error, counting a crash', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        expect(parts.queue.settle(lease, { outcome: 'retry', at: 500, error: ERROR, crashed: true }, 30)).toBe(true);
        expect(parts.queue.list({})).toMatchObject([
          { state: 'ready', runAt: 500, attempts: 1, crashes: 1, error: ERROR },
        ]);
        expect(lastEvent()).toEqual({
          at: 30,
          stage: 'analyze',
          event: 'job.retry',
          reason: ERROR.code,
          message: ERROR.message,
        });
      });

      it('parks a job, and with it the revision', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        expect(parts.queue.settle(lease, { outcome: 'park', error: ERROR }, 30)).toBe(true);
        expect(parts.queue.list({})).toMatchObject([{ state: 'parked', error: ERROR }]);
        expect(parts.queue.claim('analyze', 1e9, LEASE_MS)).toBeUndefined();
        expect(parts.registry.revision(STUDY)?.state).toBe('parked');
        expect(parts.registry.studies({ state: 'parked' })).toHaveLength(1);
        expect(lastEvent()).toMatchObject({ event: 'job.parked', reason: ERROR.code });
      });

      it('changes nothing with a lease that another has taken over', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        claim(parts.queue, 'analyze', 20 + LEASE_MS);
        expect(parts.queue.settle(lease, { outcome: 'park', error: ERROR }, 3000)).toBe(false);
        expect(parts.queue.list({})).toMatchObject([{ state: 'leased' }]);
      });

      it('changes nothing the second time', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        parts.queue.settle(lease, { outcome: 'retry', at: 30, error: ERROR, crashed: false }, 20);
        expect(parts.queue.settle(lease, { outcome: 'park', error: ERROR }, 21)).toBe(false);
        expect(parts.queue.list({})).toMatchObject([{ state: 'ready' }]);
      });

      it('takes a lease that has ended but that nobody else has claimed', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        expect(parts.queue.extend(lease, 5000, LEASE_MS)).toBe(true);
        expect(parts.registry.recordFindings(lease, NO_FINDINGS, 9000)).toBe(true);
      });

      it('forgets the error of a job that came to a good end', () => {
        parts.queue.settle(
          claim(parts.queue, 'analyze', 20).lease,
          { outcome: 'retry', at: 30, error: ERROR, crashed: false },
          20,
        );
        parts.registry.recordFindings(claim(parts.queue, 'analyze', 30).lease, NO_FINDINGS, 30);
        expect(parts.queue.list({ state: 'done' })[0].error).toBeUndefined();
      });
    });

    describe('recover', () => {
      it('makes leased jobs ready and ends their leases', () => {
        const { lease } = claim(parts.queue, 'analyze', 20);
        expect(parts.queue.recover(21)).toBe(1);
        expect(parts.registry.recordFindings(lease, NO_FINDINGS, 22)).toBe(false);
        expect(claim(parts.queue, 'analyze', 22).job).toMatchObject({ attempts: 2, crashes: 0 });
      });

      it('leaves ready and parked jobs alone', () => {
        parts.queue.settle(claim(parts.queue, 'analyze', 20).lease, { outcome: 'park', error: ERROR }, 20);
        closedStudy(parts, 'b');
        expect(parts.queue.recover(21)).toBe(0);
        expect(parts.queue.list({}).map(({ state }) => state)).toEqual(['ready', 'parked']);
      });
    });

    describe('list and depth', () => {
      it('list jobs newest first, by state, by study, as many as asked', () => {
        closedStudy(parts, 'b');
        claim(parts.queue, 'analyze', 20);
        const studies = (filter: Parameters<typeof parts.queue.list>[0]) =>
          parts.queue.list(filter).map((job) => job.studyInstanceUid);
        expect(studies({})).toEqual([studyUid('b'), STUDY]);
        expect(studies({ limit: 1 })).toEqual([studyUid('b')]);
        expect(studies({ state: 'leased' })).toEqual([STUDY]);
        expect(studies({ state: 'ready', studyInstanceUid: STUDY })).toEqual([]);
        expect(studies({ studyInstanceUid: studyUid('b') })).toEqual([studyUid('b')]);
      });

      it('count jobs by kind and state', () => {
        closedStudy(parts, 'b');
        claim(parts.queue, 'analyze', 20);
        expect(parts.queue.depth()).toEqual([
          { kind: 'analyze', state: 'leased', count: 1 },
          { kind: 'analyze', state: 'ready', count: 1 },
        ]);
      });
    });

    describe('requeue', () => {
      it('makes a parked job ready at once, counted afresh, and gives the revision its state back', () => {
        reported(parts, ['PACS']);
        parts.queue.settle(claim(parts.queue, 'deliver', 40).lease, { outcome: 'park', error: ERROR }, 40);
        const [{ id }] = parts.queue.list({ state: 'parked' });
        parts.queue.requeue(id, 90);
        expect(parts.registry.revision(STUDY)?.state).toBe('reported');
        expect(parts.queue.list({ state: 'ready' })).toMatchObject([
          { id, attempts: 0, crashes: 0, runAt: 90, createdAt: 90 },
        ]);
        expect(claim(parts.queue, 'deliver', 90).job.attempts).toBe(1);
        expect(parts.registry.trace(STUDY).at(-1)).toMatchObject({ at: 90, stage: 'operate', event: 'job.requeued' });
      });

      it('keeps the revision parked while another of its jobs is', () => {
        reported(parts, ['PACS', 'VNA']);
        for (const at of [40, 41])
          parts.queue.settle(claim(parts.queue, 'deliver', at).lease, { outcome: 'park', error: ERROR }, at);
        parts.queue.requeue(parts.queue.list({ state: 'parked' })[0].id, 90);
        expect(parts.registry.revision(STUDY)?.state).toBe('parked');
      });

      it('lets a job that waits for its time go now', () => {
        parts.queue.settle(
          claim(parts.queue, 'analyze', 20).lease,
          { outcome: 'retry', at: 1e6, error: ERROR, crashed: false },
          20,
        );
        parts.queue.requeue(parts.queue.list({})[0].id, 30);
        expect(parts.queue.claim('analyze', 30, LEASE_MS)).toBeDefined();
      });

      it('refuses a job that is leased, and one that is not there', () => {
        const { job } = claim(parts.queue, 'analyze', 20);
        expect(codeOf(() => parts.queue.requeue(job.id, 30))).toBe('job.not-parked');
        expect(codeOf(() => parts.queue.requeue(4711, 30))).toBe('job.unknown');
      });
    });

    describe('drop', () => {
      it('gives a parked job up, with the reason in the trace', () => {
        parts.queue.settle(claim(parts.queue, 'analyze', 20).lease, { outcome: 'park', error: ERROR }, 20);
        parts.queue.drop(parts.queue.list({})[0].id, 'test study', 50);
        expect(parts.queue.list({})).toMatchObject([{ state: 'dropped' }]);
        expect(parts.registry.revision(STUDY)?.state).toBe('closed');
        expect(lastEvent()).toEqual({ at: 50, stage: 'operate', event: 'job.dropped', message: 'analyze: test study' });
      });

      it('refuses a job that is leased, dropped or not there', () => {
        const { job, lease } = claim(parts.queue, 'analyze', 20);
        expect(codeOf(() => parts.queue.drop(job.id, 'why', 30))).toBe('job.not-parked');
        parts.queue.settle(lease, { outcome: 'park', error: ERROR }, 30);
        parts.queue.drop(job.id, 'why', 40);
        expect(codeOf(() => parts.queue.drop(job.id, 'why', 50))).toBe('job.not-parked');
        expect(codeOf(() => parts.queue.requeue(job.id, 50))).toBe('job.not-parked');
        expect(codeOf(() => parts.queue.drop(4711, 'why', 50))).toBe('job.unknown');
      });
    });
  });
}
