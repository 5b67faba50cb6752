/** What every DicomListener does with Storage Commitment (PS3.4 Annex J), in both directions. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  decodeEventInformation,
  encodeActionInformation,
  encodeEventInformation,
} from '../../adapters/dimse/commitment-data-set.js';
import type { ListenerHandlers } from '../../service/ports/dicom-listener.js';
import type { CommitmentReport, CommitmentRequest } from '../../service/ports/storage-commitment.js';
import { type DimsePeer, userItems } from '../support/dimse-peer.js';
import {
  CT_CLASS,
  command,
  data,
  dataSetPdus,
  EXPLICIT,
  echoCommand,
  IMPLICIT,
  PDU_TYPE,
  PDV,
  pdv,
  RELEASE,
  responseCommand,
  uid,
  uint16le,
  VERIFICATION_CLASS,
} from '../support/pdu-bytes.js';
import { type ListenerScene, type ListenerUnderTest, scenes } from './dicom-listener.scene.js';

const COMMITMENT = '1.2.840.10008.1.20.1';
const INSTANCE = `${COMMITMENT}.1`;
const REQUEST: CommitmentRequest = {
  transactionUid: '1.2.3',
  references: [
    { sopClassUid: CT_CLASS, sopInstanceUid: '1.2.3.4' },
    { sopClassUid: CT_CLASS, sopInstanceUid: '1.2.3.5' },
  ],
};
const REPORT: CommitmentReport = {
  transactionUid: '1.2.3',
  committed: [REQUEST.references[0]],
  failed: [{ ...REQUEST.references[1], reason: 0x0112 }],
};
const CONTEXTS = [
  { id: 1, abstractSyntax: VERIFICATION_CLASS, transferSyntaxes: [IMPLICIT] },
  { id: 5, abstractSyntax: COMMITMENT, transferSyntaxes: [EXPLICIT, IMPLICIT] },
];

function action({ instance = INSTANCE, type = 1, bytes = encodeActionInformation(REQUEST, EXPLICIT) } = {}): Buffer {
  const request = command([
    [0x0003, uid(COMMITMENT)],
    [0x0100, uint16le(0x0130)],
    [0x0110, uint16le(7)],
    [0x0800, uint16le(1)],
    [0x1001, uid(instance)],
    [0x1008, uint16le(type)],
  ]);
  return Buffer.concat([data(pdv(5, PDV.lastOfCommand, request)), dataSetPdus(5, bytes)]);
}

function eventReport({ type = 2, bytes = encodeEventInformation(REPORT, EXPLICIT) } = {}): Buffer {
  const request = command([
    [0x0002, uid(COMMITMENT)],
    [0x0100, uint16le(0x0100)],
    [0x0110, uint16le(8)],
    [0x0800, uint16le(1)],
    [0x1000, uid(INSTANCE)],
    [0x1002, uint16le(type)],
  ]);
  return Buffer.concat([data(pdv(5, PDV.lastOfCommand, request)), dataSetPdus(5, bytes)]);
}

export function commitment(tested: ListenerUnderTest): void {
  describe('Storage Commitment', () => {
    const open = scenes(tested);

    const committing = async (scene: ListenerScene): Promise<DimsePeer> => {
      const peer = await scene.connect();
      await peer.associate({ contexts: CONTEXTS });
      return peer;
    };
    /** How each report that was sent went. */
    const reporting = (outcomes: unknown[]): Partial<ListenerHandlers> => ({
      requestCommitment: async () => ({ status: 0, report: REPORT }),
      reported: (_, report, status) => outcomes.push([report.transactionUid, status]),
    });

    it('is not offered where nobody handles it, nor in a syntax that reports cannot be written in', async () => {
      const contexts = [CONTEXTS[1], { ...CONTEXTS[1], id: 7, transferSyntaxes: ['1.2.840.10008.1.2.2'] }];
      const results = async (scene: ListenerScene) =>
        (await (await scene.connect()).associate({ contexts })).map(({ result }) => result);
      expect(await results(await open())).toEqual([3, 3]);
      expect(await results(await open(reporting([])))).toEqual([0, 4]);
    });

    it('lets an archive that reports be SCP, as far as it is handled', async () => {
      const role = { sopClass: COMMITMENT, scu: 1, scp: 1 };
      const answered = async (handlers: Partial<ListenerHandlers>) => {
        const answer = await (await (await open(handlers)).connect()).associateAnswer({ contexts: CONTEXTS, role });
        return userItems(answer).get(0x54)?.subarray(-2);
      };
      expect(await answered({ requestCommitment: async () => ({ status: 0 }) })).toEqual(Buffer.from([1, 0]));
      expect(await answered({ commitmentReported: async () => 0 })).toEqual(Buffer.from([0, 1]));
    });

    it('hands a request on as it was meant, and answers it with its status', async () => {
      const seen: unknown[] = [];
      const scene = await open({
        async requestCommitment({ callingAeTitle }, request) {
          seen.push(callingAeTitle, request);
          return { status: 0x0110 };
        },
      });
      const peer = await committing(scene);
      peer.send(action());
      const response = await peer.command();
      expect(response.get(0x0100)).toEqual(uint16le(0x8130));
      expect(response.get(0x0120)).toEqual(uint16le(7));
      expect(response.get(0x0002)).toEqual(uid(COMMITMENT));
      expect(response.get(0x1000)).toEqual(uid(INSTANCE));
      expect(response.get(0x0900)).toEqual(uint16le(0x0110));
      expect(seen).toEqual(['PEER', REQUEST]);
    });

    it.each([
      ['another instance', { instance: '1.2.3' }, 0x0112],
      ['another action', { type: 2 }, 0x0123],
      ['information that is none', { bytes: Buffer.alloc(50, 0xff) }, 0x0115],
      ['information of 5 MB', { bytes: Buffer.alloc(5_000_000) }, 0x0213],
    ])('refuses an action with %s', async (_, options, status) => {
      const peer = await committing(await open(reporting([])));
      peer.send(action(options));
      expect(await peer.status()).toBe(status);
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
      expect(await peer.status()).toBe(0);
    });

    it('reports on the same association once the peer is quiet, and hears its answer', async () => {
      const outcomes: unknown[] = [];
      const peer = await committing(await open(reporting(outcomes)));
      peer.send(action());
      expect(await peer.status()).toBe(0);
      const event = await peer.command();
      expect(event.get(0x0100)).toEqual(uint16le(0x0100));
      expect(event.get(0x1002)).toEqual(uint16le(2));
      const information = await peer.pdu();
      expect(decodeEventInformation(information?.body.subarray(6) ?? Buffer.alloc(0), EXPLICIT)).toEqual(REPORT);
      const response = command([
        [0x0100, uint16le(0x8100)],
        [0x0120, event.get(0x0110) ?? uint16le(0)],
        [0x0800, uint16le(0x0101)],
        [0x0900, uint16le(0)],
      ]);
      peer.send(data(pdv(5, PDV.lastOfCommand, response)));
      await expect.poll(() => outcomes).toEqual([['1.2.3', 0]]);
      peer.send(RELEASE);
      expect(await peer.rest()).toEqual([PDU_TYPE.released]);
      expect(outcomes).toHaveLength(1);
    });

    it.each([
      ['releases before it is told', false],
      ['releases instead of answering', true],
    ])('says that no answer came when the peer %s', async (_, told) => {
      const outcomes: unknown[] = [];
      const peer = await committing(await open(reporting(outcomes)));
      peer.send(action());
      expect(await peer.status()).toBe(0);
      if (told) await peer.command();
      if (told) await peer.pdu();
      peer.send(RELEASE);
      expect(await peer.rest()).toEqual([PDU_TYPE.released]);
      expect(outcomes).toEqual([['1.2.3', undefined]]);
    });

    it('does not report between two messages that follow each other', async () => {
      const outcomes: unknown[] = [];
      const peer = await committing(await open(reporting(outcomes)));
      peer.send(action());
      expect(await peer.status()).toBe(0);
      for (let count = 0; count < 8; count++) {
        await sleep(100);
        peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
        expect((await peer.command()).get(0x0100)).toEqual(uint16le(0x8030));
      }
      expect((await peer.command()).get(0x0100)).toEqual(uint16le(0x0100));
    });

    it('takes no answer to a report for another', async () => {
      const scene = await open(reporting([]));
      const peer = await committing(scene);
      peer.send(action());
      expect(await peer.status()).toBe(0);
      peer.send(data(pdv(5, PDV.lastOfCommand, responseCommand(echoCommand(), 0))));
      expect(await peer.rest()).toEqual([PDU_TYPE.abort]);
      expect(scene.ended.map(({ code }) => code)).toEqual(['association.malformed']);
    });

    it('hands the report of an archive on, and answers it with its status', async () => {
      const seen: unknown[] = [];
      const scene = await open({
        async commitmentReported({ callingAeTitle }, report) {
          seen.push(callingAeTitle, report);
          return 0;
        },
      });
      const peer = await committing(scene);
      peer.send(eventReport());
      const response = await peer.command();
      expect(response.get(0x0100)).toEqual(uint16le(0x8100));
      expect(response.get(0x0900)).toEqual(uint16le(0));
      expect(seen).toEqual(['PEER', REPORT]);
      peer.send(eventReport({ type: 9 }));
      expect(await peer.status()).toBe(0x0113);
    });

    it('answers Unrecognized Operation to the direction that nobody handles', async () => {
      const peer = await committing(await open(reporting([])));
      peer.send(eventReport());
      expect(await peer.status()).toBe(0x0211);
    });
  });
}
