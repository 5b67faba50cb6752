import { randomBytes } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { splitPart10 } from '../../../service/dicom/part10.js';
import { ctDataSet, dataSetBytes, EXPLICIT_BIG, header, IMPLICIT_LITTLE } from '../../support/data-sets.js';
import { CT_CLASS, EXPLICIT, IMPLICIT, MR_CLASS } from '../../support/pdu-bytes.js';
import { randomNumbers } from '../../support/random-numbers.js';
import { Receiving, type Sent } from './receiving.js';

const UID = '1.2.9.1';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const DEFLATED = '1.2.840.10008.1.2.1.99';

describe('receive', () => {
  let receiving: Receiving;
  beforeEach(async () => {
    receiving = await Receiving.start();
  });
  afterEach(() => receiving.close());

  const nothingIsKept = async () => {
    expect(await receiving.records()).toEqual([]);
    expect(receiving.rows()).toBe(0);
  };

  describe('Success', () => {
    it.each<[string, Buffer, string]>([
      ['Explicit VR Little Endian', ctDataSet(UID), EXPLICIT],
      ['Implicit VR Little Endian', ctDataSet(UID, {}, IMPLICIT_LITTLE), IMPLICIT],
      ['Explicit VR Big Endian', ctDataSet(UID, {}, EXPLICIT_BIG), BIG_ENDIAN],
      ['deflated', deflateRawSync(ctDataSet(UID)), DEFLATED],
    ])('means that the bytes in %s are stored as they came, with a row', async (_, bytes, transferSyntaxUid) => {
      expect(await receiving.store(UID, bytes, { transferSyntaxUid })).toBe(0x0000);
      const [{ key, names }] = await receiving.records();
      const { meta, dataSet } = splitPart10(await receiving.instances.get(key));
      expect(dataSet.equals(bytes)).toBe(true);
      expect(meta).toEqual({ sopClassUid: CT_CLASS, sopInstanceUid: UID, transferSyntaxUid });
      expect(names).toEqual({
        ...meta,
        studyInstanceUid: '1.2.3.1',
        seriesInstanceUid: '1.2.3.2',
        callingAeTitle: 'SCANNER',
      });
      expect(receiving.rows()).toBe(1);
    });

    it('is told of in order: the bytes are synced, then the row is committed', async () => {
      await receiving.store(UID, ctDataSet(UID));
      expect(receiving.events.map(({ event }) => event)).toEqual(['instance.synced', 'instance.committed']);
      expect(receiving.events[1]).toMatchObject({
        outcome: 'stored',
        sopInstanceUid: UID,
        studyInstanceUid: '1.2.3.1',
      });
    });

    it('answers the same bytes again, and nothing is written', async () => {
      await receiving.store(UID, ctDataSet(UID));
      expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
      expect(await receiving.records()).toHaveLength(1);
      expect(receiving.rows()).toBe(1);
      expect(receiving.events[2]).toMatchObject({ event: 'instance.committed', outcome: 'duplicate' });
    });

    it('answers each of many at once', async () => {
      const uids = Array.from({ length: 40 }, (_, i) => `1.2.9.${i}`);
      const statuses = await Promise.all(uids.map((uid) => receiving.store(uid, ctDataSet(uid))));
      expect(new Set(statuses)).toEqual(new Set([0x0000]));
      expect(receiving.rows()).toBe(40);
    });

    it('answers the same instance from two senders at once, and keeps one', async () => {
      expect(await Promise.all([0, 1].map(() => receiving.store(UID, ctDataSet(UID))))).toEqual([0, 0]);
      expect(receiving.rows()).toBe(1);
    });

    it('answers an instance whose UIDs lie behind thousands of references', async () => {
      const items = Array.from({ length: 10_000 }, (_, i) => ({
        elements: [{ tag: 0x00081155, vr: 'UI', value: `1.2.826.0.1.3680043.8.498.12345678901234567890.${i}` }],
      }));
      const more = [{ tag: 0x00081115, vr: 'SQ', items }];
      const bytes = ctDataSet(UID, { more });
      expect(bytes.length).toBeGreaterThan(600_000);
      expect(await receiving.store(UID, bytes)).toBe(0x0000);
    });

    it('answers private elements, unknown VRs and a sequence that is broken inside', async () => {
      const broken = Buffer.concat([header(0xfffee000, 'UN', 40, IMPLICIT_LITTLE), Buffer.alloc(40, 0xff)]);
      const more = [
        { tag: 0x00090010, vr: 'LO', value: 'VENDOR' },
        { tag: 0x00091001, vr: 'UN', value: randomBytes(100) },
        { tag: 0x00091002, vr: 'UV', value: Buffer.alloc(8) },
        { tag: 0x00091003, vr: 'SQ', value: broken },
      ];
      expect(await receiving.store(UID, ctDataSet(UID, { more }))).toBe(0x0000);
    });
  });

  describe('a refusal', () => {
    /** The next question about the disk is asked after a second, and answered beside intake. */
    const fill = async (percent: number) => {
      receiving.usedPercent = percent;
      receiving.now += 1000;
      await receiving.store('1.2.0', Buffer.alloc(0));
      receiving.events.length = 0;
    };
    const emptyUid = dataSetBytes([
      { tag: 0x00080016, vr: 'UI', value: CT_CLASS },
      { tag: 0x00080018, vr: 'UI', value: UID },
      { tag: 0x0020000d, vr: 'UI', value: '' },
      { tag: 0x0020000e, vr: 'UI', value: '1.2' },
    ]);
    const lied = Buffer.concat([
      ctDataSet(UID).subarray(0, 200),
      header(0x7fe00010, 'OW', 0x7ffffff0),
      Buffer.alloc(9),
    ]);

    it.each<[string, number, string, string, Buffer, Sent?]>([
      ['an empty SOP Instance UID', 0xc001, 'instance.uid-invalid', '', ctDataSet(UID)],
      ['an empty SOP Class UID', 0xc001, 'instance.uid-invalid', UID, ctDataSet(UID), { sopClassUid: '' }],
      ['a path for a UID', 0xc001, 'instance.uid-invalid', '../../x', ctDataSet('../../x')],
      ['a UID of 65 characters', 0xc001, 'instance.uid-invalid', `1.${'2'.repeat(63)}`, ctDataSet(UID)],
      ['a UID with a leading zero', 0xc001, 'instance.uid-invalid', '1.02', ctDataSet('1.02')],
      ['a data set without Study Instance UID', 0xc001, 'instance.uid-invalid', UID, emptyUid],
      ['a data set of a path', 0xc001, 'instance.uid-invalid', UID, ctDataSet(UID, { studyInstanceUid: '../../x' })],
      ['a data set of another instance', 0xa900, 'instance.command-mismatch', UID, ctDataSet('1.2.9.2')],
      [
        'a data set of another class',
        0xa900,
        'instance.command-mismatch',
        UID,
        ctDataSet(UID),
        { sopClassUid: MR_CLASS },
      ],
      ['no bytes at all', 0xc001, 'instance.uid-invalid', UID, Buffer.alloc(0)],
      ['a length of 2 GiB', 0xc000, 'instance.unreadable', UID, lied],
      [
        'an unknown transfer syntax',
        0xc000,
        'instance.unreadable',
        UID,
        ctDataSet(UID),
        { transferSyntaxUid: '1.2.3' },
      ],
      ['another syntax than said', 0xc000, 'instance.unreadable', UID, ctDataSet(UID, {}, IMPLICIT_LITTLE)],
      [
        'a deflated one that is not',
        0xc000,
        'instance.unreadable',
        UID,
        ctDataSet(UID),
        { transferSyntaxUid: DEFLATED },
      ],
    ])('of %s has its status, and nothing is kept', async (_, status, code, uid, bytes, sent = {}) => {
      expect(await receiving.store(uid, bytes, sent)).toBe(status);
      expect(receiving.events).toEqual([
        expect.objectContaining({ event: 'instance.refused', code, status, callingAeTitle: 'SCANNER' }),
      ]);
      await nothingIsKept();
    });

    it('of garbage is 0xC000 or 0xC001, 200 times', async () => {
      const random = randomNumbers(3);
      const statuses = new Set<number>();
      for (let round = 0; round < 200; round++) {
        const bytes = Buffer.from(Array.from({ length: 2000 }, () => random() * 256));
        const transferSyntaxUid = [EXPLICIT, IMPLICIT, BIG_ENDIAN, DEFLATED][round % 4];
        statuses.add(await receiving.store(UID, bytes, { transferSyntaxUid }));
      }
      for (const status of statuses) expect([0xc000, 0xc001]).toContain(status);
      expect(receiving.refusals()).toHaveLength(200);
      await nothingIsKept();
    });

    it('of garbage comes before the rest has come', async () => {
      const sink = receiving.open(UID);
      receiving.feed(sink, Buffer.alloc(65_536, 0xa5));
      const before = process.memoryUsage().rss;
      for (let read = 0; read < 100_000_000; read += 65_536) sink.write(Buffer.alloc(65_536, 0xa5));
      expect(process.memoryUsage().rss - before).toBeLessThan(80_000_000);
      expect(await sink.end()).toBe(0xc001);
      await nothingIsKept();
    });

    it('of a header without end comes after two megabytes', async () => {
      const bytes = Buffer.concat([header(0x00090010, 'UN', 50_000_000), Buffer.alloc(50_000_000)]);
      expect(await receiving.store(UID, bytes)).toBe(0xc001);
      await nothingIsKept();
    });

    it.each([1, 7, 300, 65_536])('of one cut short in the middle is 0xC000, in chunks of %i', async (chunkBytes) => {
      const whole = ctDataSet(UID);
      for (const cut of [whole.length - 1, whole.length - 500, whole.length - 519]) {
        expect(await receiving.store(UID, whole.subarray(0, cut), { chunkBytes })).toBe(0xc000);
      }
      await nothingIsKept();
    });

    it('of one that fills the disk is Out of Resources', async () => {
      await fill(90.1);
      expect(await receiving.store(UID, ctDataSet(UID))).toBe(0xa700);
      expect(receiving.refusals()).toEqual(['storage.full']);
      await nothingIsKept();
    });

    it('of a full disk ends within a second of there being room again', async () => {
      await fill(90.1);
      expect(await receiving.store(UID, ctDataSet(UID))).toBe(0xa700);
      await fill(50);
      expect(await receiving.store(UID, ctDataSet(UID))).toBe(0x0000);
    });
  });

  it('rejects an association beyond the limit, and the observer is told', () => {
    const sender = { callingAeTitle: 'SCANNER', calledAeTitle: 'CAMBIUM', address: '127.0.0.1' };
    expect(receiving.handlers.admit(sender, { all: 49, ofPeer: 0 })).toBeUndefined();
    expect(receiving.handlers.admit(sender, { all: 50, ofPeer: 0 })).toEqual({ result: 2, source: 3, reason: 2 });
    const { callingAeTitle, address } = sender;
    expect(receiving.events).toEqual([
      { event: 'association.rejected', callingAeTitle, address, code: 'association.limit' },
    ]);
  });

  it('takes what the largest instance allows, and not a byte more', async () => {
    const pixels = Buffer.alloc(2000);
    const bytes = ctDataSet(UID, { pixels });
    const limited = await Receiving.start({ maxInstanceBytes: bytes.length });
    try {
      expect(await limited.store(UID, bytes)).toBe(0x0000);
      expect(await limited.store('1.2.9.2', ctDataSet('1.2.9.2', { pixels: Buffer.alloc(2002) }))).toBe(0xa700);
      expect(limited.refusals()).toEqual(['instance.too-large']);
      expect(await limited.records()).toHaveLength(1);
    } finally {
      await limited.close();
    }
  });
});
