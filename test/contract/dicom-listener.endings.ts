/** How every DicomListener ends an association, and all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Rejection } from '../../service/ports/dicom-listener.js';
import { ctDataSet } from '../support/data-sets.js';
import {
  ABORT,
  associateRequest,
  data,
  dataSetPdus,
  PDU_TYPE,
  PDV,
  pdv,
  RELEASE,
  storeCommand,
} from '../support/pdu-bytes.js';
import { type ListenerUnderTest, scenes } from './dicom-listener.scene.js';

const UID = '1.2.3.99';
const STRANGER: Rejection = { result: 1, source: 1, reason: 3 };

export function endings(tested: ListenerUnderTest): void {
  describe('the end', () => {
    const open = scenes(tested);

    it('answers A-RELEASE and closes', async () => {
      const scene = await open();
      const peer = await scene.associated();
      peer.send(RELEASE);
      expect(await peer.rest()).toEqual([PDU_TYPE.released]);
      expect(scene.listener.openAssociations()).toBe(0);
    });

    it.each([
      ['association.aborted', 'an A-ABORT', (peer: { send(bytes: Buffer): void }) => peer.send(ABORT)],
      ['association.lost', 'a reset', (peer: { socket: { resetAndDestroy(): void } }) => peer.socket.resetAndDestroy()],
      ['association.lost', 'a closed connection', (peer: { socket: { end(): void } }) => peer.socket.end()],
    ] as const)('aborts the instance once after %s in the middle, and tells how it ended', async (code, _, end) => {
      const scene = await open();
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), data(pdv(3, PDV.data, Buffer.alloc(5000))));
      await sleep(20);
      end(peer as never);
      await expect.poll(() => scene.listener.openAssociations()).toBe(0);
      await scene.close();
      expect(scene.aborted).toBe(1);
      expect(scene.kept).toEqual([]);
      expect(scene.ended).toMatchObject([{ code, callingAeTitle: 'PEER', address: '127.0.0.1' }]);
    });

    it('aborts the instance when a release comes in the middle of it', async () => {
      const scene = await open();
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), data(pdv(3, PDV.data, Buffer.alloc(500))), RELEASE);
      expect(await peer.rest()).toEqual([PDU_TYPE.abort]);
      expect(scene.aborted).toBe(1);
      expect(scene.ended.map(({ code }) => code)).toEqual(['association.pdu-unexpected']);
    });

    it('tells nothing of an association that was released, nor of one that admit refused', async () => {
      const scene = await open({ admit: ({ callingAeTitle }) => (callingAeTitle === 'PEER' ? undefined : STRANGER) });
      const peer = await scene.associated();
      peer.send(RELEASE);
      await peer.rest();
      const stranger = await scene.connect();
      stranger.send(associateRequest({ calling: 'STRANGER' }));
      await stranger.rest();
      await scene.close();
      expect(scene.ended).toEqual([]);
    });

    it('tells nothing of a connection that came and went without a byte', async () => {
      const scene = await open();
      const probe = await scene.connect();
      probe.socket.end();
      await probe.rest();
      await scene.close();
      expect(scene.ended).toEqual([]);
    });

    it('lets open associations finish when it closes, and takes no new ones', async () => {
      const scene = await open();
      const peer = await scene.associated();
      const late = await scene.connect();
      const closed = scene.listener.close(5_000);
      expect(await peer.store(UID, ctDataSet(UID))).toBe(0);
      expect(await late.rest()).toEqual([]);
      await expect(scene.connect()).rejects.toThrow('ECONNREFUSED');
      peer.send(RELEASE);
      expect(await peer.rest()).toEqual([PDU_TYPE.released]);
      peer.destroy();
      await closed;
    });

    it('ends the open ones after the time of grace, once their handlers have returned', async () => {
      let returned = false;
      const scene = await open({
        store: (instance) =>
          scene.keep(instance, async () => {
            await sleep(200);
            returned = true;
            return 0;
          }),
      });
      const [storing, halfway] = [await scene.associated(), await scene.associated()];
      storing.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), dataSetPdus(3, ctDataSet(UID)));
      halfway.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))));
      await sleep(20);
      await scene.listener.close(50);
      expect(returned).toBe(true);
      expect(scene.aborted).toBe(1);
      expect(await storing.rest()).toEqual([PDU_TYPE.abort]);
      expect(await halfway.rest()).toEqual([PDU_TYPE.abort]);
      expect(scene.ended.map(({ code }) => code)).toEqual(['association.shutdown', 'association.shutdown']);
    });
  });
}
