/** What every InstanceIndex promises, whatever it is kept in. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packOf } from '../../service/ports/instance-store.js';
import type { ReceivedInstance } from '../../service/ports/study-registry.js';
import { axialSeries, instance, studyUid } from '../support/instances.js';
import {
  claim,
  closedStudy,
  closeQuiet,
  document,
  type RegistryAndQueue,
  receive,
  reported,
} from './registry-steps.js';

const STUDY = studyUid('a');

export function instanceIndexContract(name: string, make: () => RegistryAndQueue): void {
  describe(`InstanceIndex: ${name}`, () => {
    let parts: RegistryAndQueue;
    beforeEach(() => {
      parts = make();
    });
    afterEach(() => parts.close());

    const inPack = (pack: string, slice: ReceivedInstance, offset: number) => ({
      ...slice,
      object: { ...slice.object, key: `${pack}@${offset}` },
    });
    const uidOf = ({ header }: ReceivedInstance) => header.sopInstanceUid;
    const delivered = (study = 'a') => {
      closedStudy(parts, study);
      reported(parts, ['PACS'], study);
      const outcomes = (['sr', 'sc'] as const).map((kind) => ({
        sopInstanceUid: document(study, kind).sopInstanceUid,
        status: 0,
      }));
      parts.registry.recordDelivery(claim(parts.queue, 'deliver', 40).lease, outcomes, undefined, 40);
    };

    describe('record', () => {
      it('stores a new instance and makes its study receiving', () => {
        expect(parts.index.record([instance({ receivedAt: 5 })])).toEqual(['stored']);
        expect(parts.registry.studies({})).toEqual([
          {
            ...{ studyInstanceUid: STUDY, state: 'receiving', revision: 0, instances: 1, series: 1 },
            ...{ firstReceivedAt: 5, lastReceivedAt: 5 },
          },
        ]);
      });

      it('writes nothing when the same bytes come again', () => {
        parts.index.record([instance({ receivedAt: 5 })]);
        expect(parts.index.record([instance({ receivedAt: 9 })])).toEqual(['duplicate']);
        expect(parts.registry.studies({})[0]).toMatchObject({ instances: 1, lastReceivedAt: 5 });
      });

      it('refuses other bytes under a SOP Instance UID and keeps the first ones', () => {
        const first = instance({ receivedAt: 5 });
        parts.index.record([first]);
        expect(parts.index.record([instance({ receivedAt: 9, bytes: 'other' })])).toEqual(['conflict']);
        closeQuiet(parts.registry, 10);
        expect(parts.registry.revision(STUDY)?.instances).toEqual([first]);
      });

      it('tells equal lengths apart by their CRC, and equal CRCs by their length', () => {
        const first = instance();
        const { object } = first;
        parts.index.record([first]);
        expect(
          parts.index.record([
            { ...first, object: { ...object, crc32: object.crc32 ^ 1 } },
            { ...first, object: { ...object, bytes: object.bytes + 1 } },
          ]),
        ).toEqual(['conflict', 'conflict']);
      });

      it('does not touch a study when one of our own documents comes back', () => {
        closedStudy(parts);
        reported(parts, ['PACS']);
        const own = instance({ header: { sopInstanceUid: document('a', 'sr').sopInstanceUid, modality: 'SR' } });
        expect(parts.index.record([own])).toEqual(['own-document']);
        expect(parts.registry.studies({})[0]).toMatchObject({ state: 'reported', instances: 3 });
      });

      it('answers a batch in its order, with two instances of one UID in it', () => {
        const outcomes = parts.index.record([
          instance({ name: 1 }),
          instance({ name: 2, study: 'b' }),
          instance({ name: 1 }),
          instance({ name: 1, bytes: 'other' }),
        ]);
        expect(outcomes).toEqual(['stored', 'stored', 'duplicate', 'conflict']);
        expect(parts.registry.studies({})).toHaveLength(2);
      });

      it('takes a batch of nothing', () => {
        expect(parts.index.record([])).toEqual([]);
      });

      it('keeps nothing of a batch that fails', () => {
        const [good, bad] = axialSeries({ slices: 2 });
        const unplaced = { ...bad, object: { ...bad.object, key: 'a key without a pack' } };
        expect(() => parts.index.record([good, unplaced])).toThrow();
        expect(parts.registry.studies({})).toEqual([]);
        expect(parts.index.known(uidOf(good))).toBeUndefined();
      });

      it('counts the series of a study', () => {
        receive(parts.index, [...axialSeries({ slices: 3 }), ...axialSeries({ series: '2', slices: 2 })]);
        expect(parts.registry.studies({})[0]).toMatchObject({ instances: 5, series: 2 });
      });

      it('gives every instance its own header back, whatever it shares with its series', () => {
        const slices = [
          instance({ name: 1, header: { seriesDescription: 'Thorax', sliceThickness: 1, instanceNumber: 1 } }),
          instance({ name: 2, header: { seriesDescription: 'Thorax', instanceNumber: 2 } }),
          instance({ name: 3, header: { modality: 'PR', imageType: ['DERIVED'], lossy: true, instanceNumber: 3 } }),
          { ...instance({ name: 4, header: { imagePosition: [0, 0, 1.5] } }), callingAeTitle: 'OTHER' },
        ];
        parts.index.record(slices);
        closeQuiet(parts.registry, 10);
        expect(parts.registry.revision(STUDY)?.instances).toEqual(slices);
      });

      it('keeps apart two studies that name a series alike', () => {
        const uids = { seriesInstanceUid: instance().header.seriesInstanceUid };
        const both = [instance(), instance({ study: 'b', header: { ...uids, modality: 'MR' } })];
        parts.index.record(both);
        closeQuiet(parts.registry, 10);
        expect(parts.registry.revision(studyUid('b'))?.instances).toEqual([both[1]]);
      });

      it('dates a study by its first and last instance, in whatever order they are recorded', () => {
        parts.index.record([instance({ name: 1, receivedAt: 50 }), instance({ name: 2, receivedAt: 20 })]);
        expect(parts.registry.studies({})[0]).toMatchObject({ firstReceivedAt: 20, lastReceivedAt: 50 });
      });
    });

    describe('known', () => {
      it('names what was received, and our own documents', () => {
        const slice = instance();
        parts.index.record([slice]);
        expect(parts.index.known(uidOf(slice))).toEqual(slice.object);
        delivered('b');
        expect(parts.index.known(document('b', 'sr').sopInstanceUid)).toBe('own-document');
        expect(parts.index.known(uidOf(instance({ name: 'never sent' })))).toBeUndefined();
      });
    });

    describe('replace', () => {
      it('names the new place of an instance, and nothing else changes', () => {
        const [first, second] = axialSeries({ slices: 2 });
        parts.index.record([first, second]);
        const again = inPack('again.pack', first, 77);
        parts.index.replace(uidOf(first), again.object);
        expect(parts.index.known(uidOf(first))).toEqual(again.object);
        expect(parts.index.inPack('a.pack')).toHaveLength(1);
        expect(parts.index.inPack('again.pack')).toHaveLength(1);
        closeQuiet(parts.registry, 10);
        expect(parts.registry.revision(STUDY)?.instances).toEqual([again, second]);
      });

      it('refuses an instance that was never recorded', () => {
        const { object } = instance();
        const replace = () => parts.index.replace(uidOf(instance()), object);
        expect(replace).toThrow(expect.objectContaining({ code: 'internal.fault' }));
      });
    });

    describe('packs', () => {
      it('are unsealed until they are marked, whether anything in them is indexed or not', () => {
        parts.index.record([instance()]);
        expect(parts.index.unsealed(['a.pack', 'empty.pack'])).toEqual(['a.pack', 'empty.pack']);
        parts.index.packSealed('empty.pack');
        expect(parts.index.unsealed(['a.pack', 'empty.pack'])).toEqual(['a.pack']);
        parts.index.packSealed('a.pack');
        parts.index.packSealed('a.pack');
        expect(parts.index.unsealed(['a.pack', 'empty.pack'])).toEqual([]);
      });

      it('may be sealed before their first instance is indexed', () => {
        const slice = instance();
        parts.index.packSealed(packOf(slice.object.key));
        expect(parts.index.record([slice])).toEqual(['stored']);
        expect(parts.index.unsealed(['a.pack'])).toEqual([]);
        expect(parts.index.inPack('a.pack')).toHaveLength(1);
      });

      it('name every instance in them', () => {
        const [first, second, elsewhere] = axialSeries({ slices: 3 });
        parts.index.record([inPack('p', second, 900), inPack('p', first, 100), inPack('q', elsewhere, 100)]);
        expect(parts.index.inPack('p')).toEqual([
          { key: 'p@100', studyInstanceUid: STUDY, sopInstanceUid: uidOf(first) },
          { key: 'p@900', studyInstanceUid: STUDY, sopInstanceUid: uidOf(second) },
        ]);
        expect(parts.index.inPack('nowhere')).toEqual([]);
      });

      it('hold one study: an instance of another one in the same pack is a fault', () => {
        parts.index.record([instance()]);
        const stray = inPack('a.pack', instance({ study: 'b' }), 900);
        expect(() => parts.index.record([stray])).toThrow(expect.objectContaining({ code: 'internal.fault' }));
      });
    });

    describe('expired', () => {
      it('names studies that came before a moment and have no work left, the oldest first', () => {
        parts.index.record([instance({ study: 'old', receivedAt: 1 })]);
        parts.index.record([instance({ study: 'older', receivedAt: 0 })]);
        parts.index.record([instance({ study: 'young', receivedAt: 9 })]);
        expect(parts.index.expired(9)).toEqual([]);
        closeQuiet(parts.registry, 10);
        expect(parts.index.expired(9)).toEqual([]);
        for (const { id } of parts.queue.list({})) parts.queue.drop(id, 'test', 20);
        expect(parts.index.expired(9)).toEqual([studyUid('older'), studyUid('old')]);
      });

      it('leaves a study alone while a job of it is leased or parked', () => {
        closedStudy(parts);
        const { lease } = claim(parts.queue, 'analyze', 20);
        expect(parts.index.expired(100)).toEqual([]);
        parts.queue.settle(lease, { outcome: 'park', error: { code: 'analysis.timeout', message: '' } }, 30);
        expect(parts.index.expired(100)).toEqual([]);
        parts.queue.drop(lease.jobId, 'test', 40);
        expect(parts.index.expired(100)).toEqual([STUDY]);
      });
    });

    describe('forget', () => {
      it('takes everything of a study out and names its packs', () => {
        delivered();
        const late = inPack('late.pack', instance({ name: 9 }), 0);
        parts.index.record([late]);
        expect([...parts.index.forget(STUDY)].sort()).toEqual(['a.pack', 'late.pack']);
        expect(parts.registry.studies({})).toEqual([]);
        expect(parts.registry.revision(STUDY)).toBeUndefined();
        expect(parts.registry.trace(STUDY)).toEqual([]);
        expect(parts.queue.list({})).toEqual([]);
        expect(parts.index.known(uidOf(late))).toBeUndefined();
        expect(parts.index.known(document('a', 'sr').sopInstanceUid)).toBeUndefined();
        expect(parts.index.inPack('late.pack')).toEqual([]);
      });

      it('leaves the other studies as they are', () => {
        delivered('b');
        const before = parts.registry.revision(studyUid('b'));
        delivered('a');
        parts.index.forget(STUDY);
        expect(parts.registry.revision(studyUid('b'))).toEqual(before);
        expect(parts.registry.trace(studyUid('b'))).not.toEqual([]);
        expect(parts.index.inPack('b.pack')).toHaveLength(3);
      });

      it('lets a study that comes again be as new', () => {
        delivered();
        parts.index.forget(STUDY);
        expect(closedStudy(parts)).toMatchObject({ outcome: 'opened', revision: 1 });
        expect(parts.registry.revision(STUDY)?.instances).toHaveLength(3);
      });

      it('names nothing for a study that is not there', () => {
        expect(parts.index.forget(STUDY)).toEqual([]);
      });
    });
  });
}
