/** How long every DicomListener waits for a peer, and how little it takes from one that does not listen. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ctDataSet } from '../support/data-sets.js';
import {
  associateRequest,
  data,
  dataSetPdus,
  echoCommand,
  PDU_TYPE,
  PDV,
  pdu,
  pdv,
  storeCommand,
} from '../support/pdu-bytes.js';
import { type ListenerUnderTest, scenes } from './dicom-listener.scene.js';

const UID = '1.2.3.99';
const PATIENCE = { artimMs: 200, idleMs: 200 };

export function silentPeers(tested: ListenerUnderTest): void {
  describe('silent peers', () => {
    const open = scenes(tested);

    it('closes a connection that asks for nothing within the ARTIM time', async () => {
      const peer = await (await open({ patience: PATIENCE })).connect();
      expect(await peer.rest(1_000)).toEqual([]);
    });

    it.each([
      { bytesPerSecond: 500, code: ['association.too-slow'] },
      { bytesPerSecond: 4_000, code: [] },
    ])('takes a data set of at least 1000 bytes a second: $bytesPerSecond', async ({ bytesPerSecond, code }) => {
      const scene = await open({ patience: { slowMs: 200, minBytesPerSecond: 1_000 } });
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))));
      for (let passed = 0; passed < 1_000 && !peer.isOver; passed += 50) {
        peer.send(data(pdv(3, PDV.data, Buffer.alloc(bytesPerSecond / 20 - 12))));
        await sleep(50);
      }
      expect(scene.ended.map((end) => end.code)).toEqual(code);
      expect(scene.aborted).toBe(code.length);
    });

    it('does not take one message after the other for silence', async () => {
      const scene = await open({ patience: { ...PATIENCE, idleMs: 300 } });
      const peer = await scene.associated();
      for (let count = 0; count < 10; count++) {
        peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
        expect(await peer.status()).toBe(0);
        await sleep(60);
      }
    });

    it('closes one that dribbles its request', async () => {
      const peer = await (await open({ patience: PATIENCE })).connect();
      const started = Date.now();
      for (const byte of associateRequest()) {
        if (peer.isOver) break;
        peer.send(Buffer.from([byte]));
        await sleep(20);
      }
      expect(peer.isOver).toBe(true);
      expect(Date.now() - started).toBeLessThan(2_000);
    });

    it.each([
      ['between messages', 'association.timeout', []],
      ['in the middle of a message', 'association.too-slow', [data(pdv(3, PDV.lastOfCommand, storeCommand(UID)))]],
      ['in the middle of a PDU', 'association.timeout', [data(Buffer.alloc(10)).subarray(0, 5)]],
    ])('ends an association that is silent %s', async (_, code, bytes) => {
      const scene = await open({ patience: PATIENCE });
      const peer = await scene.associated();
      peer.send(...bytes);
      await peer.rest(1_000);
      expect(scene.listener.openAssociations()).toBe(0);
      expect(scene.ended.map((end) => end.code)).toEqual([code]);
    });

    it('closes the connection when the peer does not, after its last word', async () => {
      const scene = await open({ patience: PATIENCE });
      const peer = await scene.associated();
      peer.send(pdu(9, Buffer.alloc(0)));
      expect(await peer.rest()).toEqual([PDU_TYPE.abort]);
      const isRefused = () => {
        peer.send(Buffer.alloc(10));
        return peer.socket.errored !== null;
      };
      expect(isRefused()).toBe(false);
      await expect.poll(isRefused).toBe(true);
    });

    it('does not count the time a handler takes as silence', async () => {
      const scene = await open({
        patience: PATIENCE,
        store: (instance) =>
          scene.keep(instance, async () => {
            await sleep(500);
            return 0;
          }),
      });
      expect(await (await scene.associated()).store(UID, ctDataSet(UID))).toBe(0);
    });
  });
}

export function pressure(tested: ListenerUnderTest): void {
  describe('pressure', () => {
    const open = scenes(tested);

    it('reads nothing while an operation is in work', async () => {
      let finish = () => {};
      const finished = new Promise<number>((resolve) => {
        finish = () => resolve(0);
      });
      const scene = await open({ store: (instance) => scene.keep(instance, () => finished) });
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), dataSetPdus(3, ctDataSet(UID)));
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))));
      peer.send(dataSetPdus(3, Buffer.alloc(64 * 1024 * 1024), 100_000));
      await expect.poll(() => scene.kept.length).toBe(1);
      await sleep(400);
      // Kernel buffers of both ends hold a few MB; what is left has not been taken from the sender.
      expect(peer.socket.writableLength).toBeGreaterThan(50 * 1024 * 1024);
      finish();
      expect(await peer.status()).toBe(0);
    });

    it('stops reading from a peer that does not read its answers, and gives it up', async () => {
      const one = data(pdv(1, PDV.lastOfCommand, echoCommand()));
      const flood = Buffer.alloc(400_000 * one.length, one);
      const scene = await open({ patience: { ...PATIENCE, idleMs: 1_000 } });
      const peer = await scene.associated();
      peer.socket.pause();
      peer.send(flood);
      let unread = 0;
      const stillOpen = () => {
        if (!peer.socket.destroyed) unread = peer.socket.writableLength;
        return scene.listener.openAssociations();
      };
      await expect.poll(stillOpen, { timeout: 10_000 }).toBe(0);
      // Of 33 MB, kernel buffers of both ends have taken their part; the rest was never read.
      expect(unread).toBeGreaterThan(5 * 1024 * 1024);
      expect(scene.ended.map((end) => end.code)).toEqual(['association.answers-unread']);
    });
  });
}
