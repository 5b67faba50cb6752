/** How every DicomListener ends an association, and all of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ctDataSet } from '../support/data-sets.js';
import { ABORT, data, PDU_TYPE, PDV, pdv, RELEASE, storeCommand } from '../support/pdu-bytes.js';
import { bytesOf, type MakeListener, scenes } from './dicom-listener.scene.js';

const UID = '1.2.3.99';

export function endings(make: MakeListener): void {
  describe('the end', () => {
    const open = scenes(make);

    it('answers A-RELEASE and closes', async () => {
      const scene = await open();
      const peer = await scene.associated();
      peer.send(RELEASE);
      expect(await peer.rest()).toEqual([PDU_TYPE.released]);
      expect(scene.listener.openAssociations()).toBe(0);
    });

    it.each([
      ['an A-ABORT', (peer: { send(bytes: Buffer): void }) => peer.send(ABORT)],
      ['a reset', (peer: { socket: { resetAndDestroy(): void } }) => peer.socket.resetAndDestroy()],
      ['a closed connection', (peer: { socket: { end(): void } }) => peer.socket.end()],
    ] as const)('makes the data set throw after %s in the middle', async (_, end) => {
      let outcome: unknown;
      const scene = await open({
        async store({ dataSet }) {
          outcome = await bytesOf(dataSet).catch((error) => error);
          return 0;
        },
      });
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), data(pdv(3, PDV.data, Buffer.alloc(5000))));
      await sleep(20);
      end(peer as never);
      await expect.poll(() => outcome).toBeInstanceOf(Error);
      await expect.poll(() => scene.listener.openAssociations()).toBe(0);
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
        async store({ dataSet }) {
          await bytesOf(dataSet).catch(() => undefined);
          await sleep(50);
          returned = true;
          return 0;
        },
      });
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))));
      await sleep(20);
      await scene.listener.close(50);
      expect(returned).toBe(true);
      expect(await peer.rest()).toEqual([PDU_TYPE.abort]);
      expect(scene.listener.openAssociations()).toBe(0);
    });
  });
}
