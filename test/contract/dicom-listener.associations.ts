/** What every DicomListener does before the first message: admission, negotiation, limits. */
import { describe, expect, it } from 'vitest';
import type { Rejection } from '../../service/ports/dicom-listener.js';
import { userItems } from '../support/dimse-peer.js';
import {
  associateRequest,
  CT_CLASS,
  data,
  ECHO_AND_CT,
  EXPLICIT,
  echoCommand,
  IMPLICIT,
  item,
  MR_CLASS,
  PDU_TYPE,
  PDV,
  pdv,
  VERIFICATION_CLASS,
} from '../support/pdu-bytes.js';
import { type ListenerUnderTest, scenes } from './dicom-listener.scene.js';

/** Rejected transient, local limit exceeded. */
const LIMIT: Rejection = { result: 2, source: 3, reason: 2 };
const DEFLATED = '1.2.840.10008.1.2.1.99';
const BIG_ENDIAN = '1.2.840.10008.1.2.2';
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.70';
const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';

export function associations(tested: ListenerUnderTest): void {
  describe('admission', () => {
    const open = scenes(tested);

    it('puts titles without their padding and the address to admit', async () => {
      const scene = await open();
      const peer = await scene.connect();
      await peer.associate({ called: '  CAMBIUM', calling: 'SCANNER 1' });
      expect(scene.asked).toEqual([{ calledAeTitle: 'CAMBIUM', callingAeTitle: 'SCANNER 1', address: '127.0.0.1' }]);
    });

    it.each<Rejection>([
      { result: 1, source: 1, reason: 7 },
      { result: 1, source: 1, reason: 3 },
      { result: 2, source: 3, reason: 1 },
    ])('rejects as admit says: %o', async (rejection) => {
      const scene = await open({ admit: () => rejection });
      const peer = await scene.connect();
      peer.send(associateRequest());
      const { result, source, reason } = rejection;
      expect(await peer.pdu()).toEqual({ type: PDU_TYPE.reject, body: Buffer.from([0, result, source, reason]) });
      expect(await peer.rest()).toEqual([]);
      expect(scene.listener.openAssociations()).toBe(0);
    });

    it.each([
      ['version', 'another protocol version', { protocolVersion: 2 }, [0, 1, 2, 2]],
      ['application-context', 'another application context', { applicationContext: '1.2.3' }, [0, 1, 1, 2]],
    ])('tells of an unsupported %s, and rejects %s', async (what, _, options, body) => {
      const scene = await open();
      const peer = await scene.connect();
      peer.send(associateRequest(options));
      expect(await peer.pdu()).toEqual({ type: PDU_TYPE.reject, body: Buffer.from(body) });
      await peer.rest();
      expect(scene.ended).toMatchObject([{ code: `association.${what}-unsupported`, callingAeTitle: 'PEER' }]);
      expect(scene.asked).toEqual([]);
    });

    it('tells admit how many associations are open, and counts one no more when it has ended', async () => {
      const scene = await open({ admit: (_, { all }) => (all < 2 ? undefined : LIMIT) });
      const first = await scene.associated();
      await scene.associated();
      const third = await scene.connect();
      third.send(associateRequest());
      expect(await third.pdu()).toEqual({ type: PDU_TYPE.reject, body: Buffer.from([0, 2, 3, 2]) });
      first.destroy();
      await expect.poll(() => scene.listener.openAssociations()).toBe(1);
      await scene.associated();
    });

    it('tells admit how many of them are the same peer’s', async () => {
      const counted: unknown[] = [];
      const scene = await open({
        admit: (_, openAssociations) => {
          counted.push(openAssociations);
          return undefined;
        },
      });
      for (const calling of ['CT1', 'CT2', 'CT1']) await (await scene.connect()).associate({ calling });
      expect(counted).toEqual([
        { all: 0, ofPeer: 0 },
        { all: 1, ofPeer: 0 },
        { all: 2, ofPeer: 1 },
      ]);
    });

    it('does not count connections that ask for nothing as associations', async () => {
      const scene = await open({ admit: (_, { all }) => (all === 0 ? undefined : LIMIT) });
      await Promise.all([scene.connect(), scene.connect(), scene.connect()]);
      await scene.associated();
      expect(scene.listener.openAssociations()).toBe(1);
    });
  });

  describe('presentation contexts', () => {
    const open = scenes(tested);
    const results = async (scene: Awaited<ReturnType<typeof open>>, contexts = ECHO_AND_CT) => {
      const answered = await (await scene.connect()).associate({ contexts });
      return answered.map(({ id, result }) => [id, result]);
    };

    it('accepts Verification and every storage class, standard or private', async () => {
      const classes = [VERIFICATION_CLASS, CT_CLASS, MR_CLASS, '1.2.840.10008.5.1.4.1.1.88.67', '1.2.3.4.5'];
      const contexts = classes.map((abstractSyntax, i) => ({
        id: 2 * i + 1,
        abstractSyntax,
        transferSyntaxes: [IMPLICIT],
      }));
      expect(await results(await open(), contexts)).toEqual(classes.map((_, i) => [2 * i + 1, 0]));
    });

    it('answers 3 to services it does not speak and 4 to transfer syntaxes it does not know', async () => {
      const contexts = [
        { id: 1, abstractSyntax: STUDY_ROOT_FIND, transferSyntaxes: [IMPLICIT] },
        { id: 3, abstractSyntax: '', transferSyntaxes: [IMPLICIT] },
        { id: 5, abstractSyntax: CT_CLASS, transferSyntaxes: ['1.2.3.4'] },
        { id: 7, abstractSyntax: CT_CLASS, transferSyntaxes: [] },
      ];
      expect(await results(await open(), contexts)).toEqual([
        [1, 3],
        [3, 3],
        [5, 4],
        [7, 4],
      ]);
    });

    it('answers 1 to a service the peer may not use', async () => {
      const scene = await open({ permits: (_, service) => service === 'echo' });
      expect(await results(scene)).toEqual([
        [1, 0],
        [3, 1],
      ]);
    });

    it('serves contexts proposed in falling order under their own ids', async () => {
      const peer = await (await open()).connect();
      const contexts = [5, 3, 1].map((id) => ({ ...ECHO_AND_CT[id === 1 ? 0 : 1], id }));
      expect((await peer.associate({ contexts })).map(({ id, result }) => [id, result])).toEqual([
        [5, 0],
        [3, 0],
        [1, 0],
      ]);
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
      expect(await peer.status()).toBe(0);
    });

    it.each([
      { offered: [IMPLICIT, EXPLICIT, JPEG_LOSSLESS], chosen: JPEG_LOSSLESS },
      { offered: [BIG_ENDIAN, IMPLICIT, EXPLICIT], chosen: EXPLICIT },
      { offered: [DEFLATED, BIG_ENDIAN, IMPLICIT], chosen: IMPLICIT },
      { offered: [DEFLATED, BIG_ENDIAN], chosen: BIG_ENDIAN },
      { offered: [DEFLATED, EXPLICIT], chosen: EXPLICIT },
      { offered: [DEFLATED], chosen: DEFLATED },
      { offered: ['1.2.3.4', IMPLICIT], chosen: IMPLICIT },
    ])('chooses $chosen of $offered', async ({ offered, chosen }) => {
      const peer = await (await open()).connect();
      const contexts = [{ id: 1, abstractSyntax: CT_CLASS, transferSyntaxes: offered }];
      expect(await peer.associate({ contexts })).toEqual([{ id: 1, result: 0, transferSyntax: chosen }]);
    });

    it('aborts when two contexts have the same id', async () => {
      const peer = await (await open()).connect();
      peer.send(associateRequest({ contexts: [ECHO_AND_CT[0], { ...ECHO_AND_CT[1], id: 1 }] }));
      expect((await peer.pdu())?.type).toBe(PDU_TYPE.abort);
    });
  });

  describe('user information', () => {
    const open = scenes(tested);

    it.each([0, 4096, 131072])('announces its own maximum length to a peer that announces %i', async (maxPduLength) => {
      const peer = await (await open({ maxPduLength: 65536 })).connect();
      const answer = await peer.associateAnswer({ maxPduLength });
      expect(userItems(answer).get(0x51)?.readUInt32BE()).toBe(65536);
    });

    it.each([
      [0, 0],
      [5, 5],
    ] as const)('answers an asynchronous window of %i/%i with 1/1', async (invoked, performed) => {
      const peer = await (await open()).connect();
      const answer = await peer.associateAnswer({ asyncWindow: [invoked, performed] });
      expect(userItems(answer).get(0x53)).toEqual(Buffer.from([0, 1, 0, 1]));
    });

    it('answers a role selection: the requestor may be SCU, never SCP', async () => {
      const peer = await (await open()).connect();
      const answer = await peer.associateAnswer({ role: { sopClass: CT_CLASS, scu: 1, scp: 1 } });
      const uid = Buffer.from(CT_CLASS);
      expect(userItems(answer).get(0x54)).toEqual(
        Buffer.concat([Buffer.from([0, uid.length]), uid, Buffer.from([1, 0])]),
      );
    });

    it('answers extended negotiation of storage: every attribute kept, none coerced', async () => {
      const peer = await (await open()).connect();
      const uid = Buffer.from(CT_CLASS);
      const named = Buffer.concat([Buffer.from([0, uid.length]), uid]);
      const asked = item(0x56, Buffer.concat([named, Buffer.from([3, 0, 0, 0, 2, 0])]));
      const common = item(0x57, Buffer.concat([named, Buffer.alloc(30)]));
      const answer = await peer.associateAnswer({ user: [asked, common, asked] });
      expect(userItems(answer).get(0x56)).toEqual(Buffer.concat([named, Buffer.from([2, 0, 0, 0, 0, 0])]));
      expect([...userItems(answer).keys()]).toEqual([0x51, 0x52, 0x55, 0x56]);
    });

    it('takes a user identity, and says nothing of it that would pass for a check', async () => {
      const peer = await (await open()).connect();
      const identity = item(0x58, Buffer.from([2, 1, 0, 4, ...Buffer.from('name'), 0, 4, ...Buffer.from('word')]));
      expect([...userItems(await peer.associateAnswer({ user: [identity] })).keys()]).not.toContain(0x59);
    });

    it('answers a thousand role selections of one class once', async () => {
      const peer = await (await open()).connect();
      const uid = Buffer.from(CT_CLASS);
      const role = item(0x54, Buffer.concat([Buffer.from([0, uid.length]), uid, Buffer.from([1, 0])]));
      const answer = await peer.associateAnswer({ user: Array.from({ length: 1000 }, () => role) });
      expect(answer.length).toBeLessThan(1000);
      expect(userItems(answer).get(0x54)?.subarray(-2)).toEqual(Buffer.from([1, 0]));
    });

    it('names its implementation, and answers nothing that was not asked', async () => {
      const peer = await (await open()).connect();
      const items = userItems(await peer.associateAnswer());
      expect([...items.keys()]).toEqual([0x51, 0x52, 0x55]);
    });
  });
}
