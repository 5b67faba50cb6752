/** What every StudyRegistry promises, whatever it is kept in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assembleStudy } from '../../service/assemble/assemble-study.js';
import type { ErrorCode } from '../../service/errors/registry.js';
import type { JobError } from '../../service/ports/job-queue.js';
import { axialSeries, instance, studyUid } from '../support/instances.js';
import {
  claim,
  closedStudy,
  closeQuiet,
  document,
  LEASE_MS,
  NO_FINDINGS,
  type RegistryAndQueue,
  RULES,
  receive,
  reported,
} from './registry-steps.js';

const STUDY = studyUid('a');
const failed = (code: ErrorCode): JobError => ({ code, message: 'told by the peer' });

export function studyRegistryContract(name: string, make: () => RegistryAndQueue): void {
  describe(`StudyRegistry: ${name}`, () => {
    let parts: RegistryAndQueue;
    beforeEach(() => {
      parts = make();
    });
    afterEach(() => parts.close());

    const events = () => parts.registry.trace(STUDY).map(({ event }) => event);
    const state = () => parts.registry.studies({})[0].state;

    describe('closeQuietStudies', () => {
      it('leaves a study alone that an instance has come for since', () => {
        receive(parts.index, [instance({ receivedAt: 0 }), instance({ name: 2, receivedAt: 60 })]);
        expect(closeQuiet(parts.registry, 100, 50)).toEqual([]);
        expect(closeQuiet(parts.registry, 110, 50)).toHaveLength(1);
      });

      it('opens a revision with its instances and decisions, and enqueues its analyze job', () => {
        const slices = axialSeries({ slices: 3 });
        const { assembly, ...closed } = closedStudy(parts);
        expect(closed).toEqual({ studyInstanceUid: STUDY, outcome: 'opened', revision: 1 });
        expect(parts.registry.revision(STUDY)).toEqual({
          ...{ studyInstanceUid: STUDY, revision: 1, closedAt: 10, state: 'closed', assembly, instances: slices },
          ...{ documents: [], deliveries: [] },
        });
        expect(parts.queue.list({})).toMatchObject([
          { kind: 'analyze', studyInstanceUid: STUDY, revision: 1, state: 'ready', attempts: 0 },
        ]);
      });

      it('closes a study once', () => {
        closedStudy(parts);
        expect(closeQuiet(parts.registry, 20)).toEqual([]);
        expect(parts.queue.list({})).toHaveLength(1);
      });

      it('opens a revision for a study with nothing eligible: that is a result too', () => {
        receive(parts.index, [instance({ header: { modality: 'MR' } })]);
        expect(closeQuiet(parts.registry, 10)).toMatchObject([{ outcome: 'opened', revision: 1 }]);
        expect(parts.queue.list({})).toHaveLength(1);
      });

      it('leaves a study receiving, without a job, when the decisions cannot be made', () => {
        receive(parts.index, axialSeries({ slices: 3 }));
        const refuse = () => {
          throw new Error('undecided');
        };
        expect(() => parts.registry.closeQuietStudies(10, 10, refuse)).toThrow('undecided');
        expect(state()).toBe('receiving');
        expect(parts.registry.revision(STUDY)).toBeUndefined();
        expect(parts.queue.list({})).toEqual([]);
        expect(closeQuiet(parts.registry, 20)).toMatchObject([{ outcome: 'opened', revision: 1 }]);
      });

      it('closes the other studies when one cannot be closed', () => {
        receive(parts.index, [instance({ study: 'a', receivedAt: 1 }), instance({ study: 'b', receivedAt: 2 })]);
        const refuseFirst = (instances: readonly { header: { studyInstanceUid: string } }[]) => {
          if (instances[0].header.studyInstanceUid === STUDY) throw new Error('undecided');
          return { inputDigest: 'x', series: [] };
        };
        expect(() => parts.registry.closeQuietStudies(10, 10, refuseFirst)).toThrow('undecided');
        expect(parts.queue.list({})).toMatchObject([{ studyInstanceUid: studyUid('b') }]);
      });
    });

    describe('late slices', () => {
      it('make the study receiving again and open the next revision, with all instances', () => {
        closedStudy(parts);
        receive(parts.index, axialSeries({ slices: 5, receivedAt: 15 }));
        expect(state()).toBe('receiving');
        expect(closeQuiet(parts.registry, 20)).toMatchObject([{ outcome: 'opened', revision: 2 }]);
        expect(parts.registry.revision(STUDY)?.instances).toHaveLength(5);
        expect(parts.registry.revision(STUDY, 1)?.instances).toHaveLength(3);
        expect(events()).toContain('study.late-instances');
      });

      it('open no revision when they change nothing that is analysed', () => {
        closedStudy(parts);
        reported(parts, []);
        receive(parts.index, [instance({ series: 'presentation state', receivedAt: 15, header: { modality: 'PR' } })]);
        expect(closeQuiet(parts.registry, 20)).toMatchObject([{ outcome: 'unchanged', revision: 1 }]);
        expect(state()).toBe('reported');
        const done = parts.queue.list({ state: 'done' }).map(({ kind }) => kind);
        expect(done).toContain('analyze');
        expect(parts.queue.list({})).toHaveLength(2);
      });

      it('end the analysis of the revision before, even while it runs', () => {
        closedStudy(parts);
        const running = claim(parts.queue, 'analyze', 12);
        receive(parts.index, axialSeries({ slices: 4, receivedAt: 15 }));
        closeQuiet(parts.registry, 20);
        expect(parts.registry.recordFindings(running.lease, NO_FINDINGS, 21)).toBe(false);
        expect(parts.registry.revision(STUDY, 1)?.findings).toBeUndefined();
        expect(parts.queue.list({}).map(({ revision, kind, state }) => [revision, kind, state])).toEqual([
          [2, 'analyze', 'ready'],
          [1, 'analyze', 'dropped'],
        ]);
        expect(events()).toContain('job.superseded');
      });

      it('let the documents of the revision before be delivered', () => {
        closedStudy(parts);
        reported(parts, ['PACS']);
        receive(parts.index, axialSeries({ slices: 4, receivedAt: 35 }));
        closeQuiet(parts.registry, 40);
        expect(claim(parts.queue, 'deliver', 50).job).toMatchObject({ revision: 1, destination: 'PACS' });
      });

      it('leave the running revision its state while they come in', () => {
        closedStudy(parts);
        receive(parts.index, axialSeries({ slices: 4, receivedAt: 15 }));
        reported(parts, []);
        expect(parts.registry.revision(STUDY)?.state).toBe('reported');
        expect(state()).toBe('receiving');
      });
    });

    describe('provisionalRevision', () => {
      const provisional = (now: number) =>
        parts.registry.provisionalRevision(STUDY, now, (instances) => assembleStudy(instances, RULES));

      it('is what closing opens, and changes nothing', () => {
        receive(parts.index, axialSeries({ slices: 3 }));
        const foreseen = provisional(10);
        expect(state()).toBe('receiving');
        expect(events()).not.toContain('study.closed');
        expect(parts.queue.list({})).toEqual([]);
        closeQuiet(parts.registry, 10);
        expect(parts.registry.revision(STUDY)).toEqual(foreseen);
      });

      it('is the next one when slices come late, and none when they change nothing', () => {
        closedStudy(parts);
        receive(parts.index, [instance({ series: 'presentation state', receivedAt: 15, header: { modality: 'PR' } })]);
        expect(provisional(20)).toBeUndefined();
        receive(parts.index, axialSeries({ slices: 4, receivedAt: 15 }));
        expect(provisional(20)).toMatchObject({ revision: 2, closedAt: 20 });
      });

      it('is none of a study that is closed or unknown', () => {
        expect(provisional(10)).toBeUndefined();
        closedStudy(parts);
        expect(provisional(20)).toBeUndefined();
      });
    });

    describe('recordFindings', () => {
      it('keeps the findings, completes the job and enqueues the report', () => {
        closedStudy(parts);
        const findings = { ...NO_FINDINGS, timings: { decodeMs: 12 } };
        expect(parts.registry.recordFindings(claim(parts.queue, 'analyze', 20).lease, findings, 20)).toBe(true);
        expect(parts.registry.revision(STUDY)).toMatchObject({ state: 'analysed', findings });
        expect(parts.queue.list({ state: 'done' })).toMatchObject([{ kind: 'analyze' }]);
        expect(parts.queue.depth()).toEqual([{ kind: 'report', state: 'ready', count: 1 }]);
      });

      it('changes nothing with the lease of another kind of job', () => {
        closedStudy(parts);
        parts.registry.recordFindings(claim(parts.queue, 'analyze', 20).lease, NO_FINDINGS, 20);
        const report = claim(parts.queue, 'report', 20);
        expect(parts.registry.recordFindings(report.lease, { ...NO_FINDINGS, timings: { x: 1 } }, 21)).toBe(false);
        expect(parts.registry.revision(STUDY)?.findings).toEqual(NO_FINDINGS);
      });

      it('answers false the second time and keeps the first findings', () => {
        closedStudy(parts);
        const { lease } = claim(parts.queue, 'analyze', 20);
        parts.registry.recordFindings(lease, NO_FINDINGS, 20);
        expect(parts.registry.recordFindings(lease, { ...NO_FINDINGS, timings: { x: 1 } }, 21)).toBe(false);
        expect(parts.registry.revision(STUDY)?.findings).toEqual(NO_FINDINGS);
      });

      it('changes nothing with a lease that ended and was claimed by another', () => {
        closedStudy(parts);
        const slow = claim(parts.queue, 'analyze', 20);
        const quick = claim(parts.queue, 'analyze', 20 + LEASE_MS);
        expect(parts.registry.recordFindings(slow.lease, NO_FINDINGS, 3000)).toBe(false);
        expect(parts.registry.revision(STUDY)?.findings).toBeUndefined();
        expect(parts.registry.recordFindings(quick.lease, NO_FINDINGS, 3000)).toBe(true);
      });
    });

    describe('recordDocuments', () => {
      it('keeps the documents in order and enqueues one deliver job a destination', () => {
        closedStudy(parts);
        reported(parts, ['PACS', 'VNA']);
        expect(parts.registry.revision(STUDY)).toMatchObject({
          state: 'reported',
          documents: [document('a', 'sr'), document('a', 'sc')],
        });
        const deliver = parts.queue.list({ state: 'ready' });
        expect(deliver.map(({ kind, destination }) => [kind, destination])).toEqual([
          ['deliver', 'VNA'],
          ['deliver', 'PACS'],
        ]);
      });

      it('changes nothing with a stale lease', () => {
        closedStudy(parts);
        parts.registry.recordFindings(claim(parts.queue, 'analyze', 20).lease, NO_FINDINGS, 20);
        const slow = claim(parts.queue, 'report', 20);
        claim(parts.queue, 'report', 20 + LEASE_MS);
        expect(parts.registry.recordDocuments(slow.lease, [document('a', 'sr')], ['PACS'], 3000)).toBe(false);
        expect(parts.registry.revision(STUDY)).toMatchObject({ state: 'analysed', documents: [] });
      });
    });

    describe('recordDelivery', () => {
      const accepted = (kind: 'sr' | 'sc') => ({ sopInstanceUid: document('a', kind).sopInstanceUid, status: 0 });
      const refused = (kind: 'sr' | 'sc', code: ErrorCode) => ({
        sopInstanceUid: document('a', kind).sopInstanceUid,
        status: 0xa700,
        error: failed(code),
      });

      beforeEach(() => {
        closedStudy(parts);
      });

      it('makes the revision delivered when its last deliver job is complete', () => {
        reported(parts, ['PACS', 'VNA']);
        const both = [accepted('sr'), accepted('sc')];
        expect(parts.registry.recordDelivery(claim(parts.queue, 'deliver', 40).lease, both, undefined, 40)).toBe(true);
        expect(state()).toBe('reported');
        parts.registry.recordDelivery(claim(parts.queue, 'deliver', 41).lease, both, undefined, 41);
        expect(state()).toBe('delivered');
        expect(parts.registry.revision(STUDY)?.deliveries).toEqual([
          { ...accepted('sr'), destination: 'PACS', at: 40 },
          { ...accepted('sc'), destination: 'PACS', at: 40 },
          { ...accepted('sr'), destination: 'VNA', at: 41 },
          { ...accepted('sc'), destination: 'VNA', at: 41 },
        ]);
      });

      it('tries again at the time named, and is complete when the rest has been accepted', () => {
        reported(parts, ['PACS']);
        const first = [accepted('sr'), refused('sc', 'delivery.out-of-resources')];
        const failure = { retryAt: 500, error: failed('delivery.out-of-resources') };
        expect(parts.registry.recordDelivery(claim(parts.queue, 'deliver', 40).lease, first, failure, 40)).toBe(true);
        expect(parts.queue.claim('deliver', 499, LEASE_MS)).toBeUndefined();
        const again = claim(parts.queue, 'deliver', 500);
        expect(again.job).toMatchObject({ attempts: 2, error: failed('delivery.out-of-resources') });
        parts.registry.recordDelivery(again.lease, [accepted('sc')], undefined, 500);
        expect(state()).toBe('delivered');
        expect(parts.registry.revision(STUDY)?.deliveries).toEqual([
          { ...accepted('sr'), destination: 'PACS', at: 40 },
          { ...accepted('sc'), destination: 'PACS', at: 500 },
        ]);
      });

      it('parks the job, and with it the revision, when there is no next time', () => {
        reported(parts, ['PACS']);
        const failure = { error: failed('delivery.context-refused') };
        const outcomes = [accepted('sr'), refused('sc', 'delivery.context-refused')];
        parts.registry.recordDelivery(claim(parts.queue, 'deliver', 40).lease, outcomes, failure, 40);
        expect(state()).toBe('parked');
        expect(parts.queue.list({ state: 'parked' })).toMatchObject([{ kind: 'deliver', error: failure.error }]);
      });

      it('changes nothing with a stale lease', () => {
        reported(parts, ['PACS']);
        const slow = claim(parts.queue, 'deliver', 40);
        claim(parts.queue, 'deliver', 40 + LEASE_MS);
        expect(parts.registry.recordDelivery(slow.lease, [accepted('sr'), accepted('sc')], undefined, 3000)).toBe(
          false,
        );
        expect(parts.registry.revision(STUDY)).toMatchObject({ state: 'reported', deliveries: [] });
      });

      it('refuses to settle a job that has documents left and no failure', () => {
        reported(parts, ['PACS']);
        const { lease } = claim(parts.queue, 'deliver', 40);
        expect(() => parts.registry.recordDelivery(lease, [accepted('sr')], undefined, 40)).toThrow();
        expect(parts.registry.revision(STUDY)?.deliveries).toEqual([]);
      });

      it('traces an outcome that repeats once', () => {
        reported(parts, ['PACS']);
        const outcomes = [refused('sr', 'delivery.unreachable'), refused('sc', 'delivery.unreachable')];
        for (const at of [100, 200, 300]) {
          const failure = { retryAt: at + 1, error: failed('delivery.unreachable') };
          parts.registry.recordDelivery(claim(parts.queue, 'deliver', at).lease, outcomes, failure, at);
        }
        const told = parts.registry.trace(STUDY).filter(({ stage }) => stage === 'deliver');
        expect(told.map(({ event }) => event)).toEqual([
          'document.not-delivered',
          'document.not-delivered',
          'job.retry',
        ]);
      });
    });

    describe('studies', () => {
      beforeEach(() => {
        receive(parts.index, [instance({ study: 'a', receivedAt: 0 }), instance({ study: 'b', receivedAt: 2 })]);
        closeQuiet(parts.registry, 3);
        receive(parts.index, [instance({ study: 'c', receivedAt: 4 })]);
      });

      it('lists the newest first, as many as asked', () => {
        expect(parts.registry.studies({ limit: 2 }).map(({ studyInstanceUid }) => studyInstanceUid)).toEqual([
          studyUid('c'),
          studyUid('b'),
        ]);
      });

      it('lists a study that is receiving in its place in time', () => {
        receive(parts.index, [instance({ study: 'recovered', receivedAt: 1 })]);
        expect(parts.registry.studies({}).map(({ studyInstanceUid }) => studyInstanceUid)).toEqual(
          ['c', 'b', 'recovered', 'a'].map(studyUid),
        );
        expect(parts.registry.studies({ state: 'receiving' })).toHaveLength(2);
      });

      it('lists those of one state', () => {
        const closed = parts.registry.studies({ state: 'closed' });
        expect(closed.map(({ studyInstanceUid }) => studyInstanceUid)).toEqual([studyUid('b'), studyUid('a')]);
      });
    });

    it('knows no revision of a study that is not there or not closed', () => {
      receive(parts.index, [instance()]);
      expect(parts.registry.revision(STUDY)).toBeUndefined();
      expect(parts.registry.revision(studyUid('nowhere'))).toBeUndefined();
      expect(parts.registry.revision(STUDY, 7)).toBeUndefined();
    });

    it('traces what was decided, in order, one line for all instances', () => {
      receive(parts.index, [
        ...axialSeries({ slices: 3 }),
        instance({ series: 'scout', header: { modality: 'MR', seriesNumber: 7 } }),
      ]);
      closeQuiet(parts.registry, 10);
      reported(parts, ['PACS']);
      expect(parts.registry.trace(STUDY).map(({ at, stage, event, reason }) => [at, stage, event, reason])).toEqual([
        [0, 'receive', 'study.receiving', undefined],
        [10, 'assemble', 'study.closed', undefined],
        [10, 'assemble', 'series.left-out', 'series.not-ct'],
        [10, 'assemble', 'series.used', undefined],
        [20, 'analyze', 'findings.recorded', undefined],
        [30, 'report', 'documents.recorded', undefined],
      ]);
      expect(parts.registry.trace(STUDY)[1].message).toContain('4 instances in 2 series');
    });
  });
}
