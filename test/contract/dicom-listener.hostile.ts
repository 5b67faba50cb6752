/** What no DicomListener lets a peer do: crash it, fill its memory, hold it up, or disturb another association. */
import { readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ctDataSet } from '../support/data-sets.js';
import type { DimsePeer } from '../support/dimse-peer.js';
import {
  associateBody,
  associateRequest,
  command,
  data,
  dataSetPdus,
  echoCommand,
  PDU_TYPE,
  PDV,
  pdu,
  pdv,
  RELEASE,
  responseCommand,
  storeCommand,
  uint16le,
} from '../support/pdu-bytes.js';
import { randomNumbers } from '../support/random-numbers.js';
import { type ListenerScene, type MakeListener, scenes } from './dicom-listener.scene.js';

const UID = '1.2.3.99';
const PATIENCE = { artimMs: 200, idleMs: 200 };
const longCommand = Buffer.concat([9000, 8000].map((length) => data(pdv(1, PDV.command, Buffer.alloc(length)))));
const echo = (control: number = PDV.lastOfCommand) => pdv(1, control, echoCommand());

export function hostilePeers(make: MakeListener): void {
  describe('hostile peers', () => {
    const open = scenes(make);
    let scene: ListenerScene;
    let bystander: DimsePeer;

    beforeEach(async () => {
      scene = await open({ maxPduLength: 16384, ...PATIENCE, idleMs: 5_000 });
      bystander = await scene.associated();
    });

    // Whatever a peer did, another one is still served.
    afterEach(async () => {
      expect(await bystander.store(UID, ctDataSet(UID))).toBe(0);
    });

    const abortReason = async (peer: DimsePeer, bytes: Buffer) => {
      peer.send(bytes);
      const answer = await peer.pdu();
      await peer.rest();
      return answer?.type === PDU_TYPE.abort ? answer.body[3] : `PDU of type ${answer?.type}`;
    };

    it.each([
      ['data before an association', 2, data(echo())],
      ['a PDU type that does not exist', 1, pdu(9, Buffer.alloc(4))],
      ['an association request that claims 4 GiB', 6, pdu(1, Buffer.alloc(100), 0xffffffff)],
      ['an association request of 10 bytes', 6, pdu(1, Buffer.alloc(10))],
      ['an item that ends past its PDU', 6, pdu(1, Buffer.concat([associateBody({}), Buffer.from([0x20, 0, 255])]))],
    ])('aborts after %s', async (_, reason, bytes) => {
      expect(await abortReason(await scene.connect(), bytes)).toBe(reason);
    });

    it.each([
      ['a second association request', 2, associateRequest()],
      ['a P-DATA-TF longer than announced', 6, pdu(4, echo(), 16385)],
      ['a P-DATA-TF without a value', 6, pdu(4, Buffer.alloc(0))],
      ['a value of length 0', 6, data(pdv(1, 3, echoCommand(), 0))],
      ['a value of length 1', 6, data(pdv(1, 3, echoCommand(), 1))],
      ['a value of length 2^31', 6, data(pdv(1, 3, echoCommand(), 0x80000000))],
      ['a value that ends past its PDU', 6, data(pdv(1, 3, echoCommand(), echoCommand().length + 3))],
      ['bytes behind the last value that are none', 6, data(Buffer.concat([echo(PDV.command), Buffer.alloc(3)]))],
      ['a context that was not accepted', 6, data(pdv(99, PDV.lastOfCommand, echoCommand()))],
      ['a data set without a command', 2, data(pdv(3, PDV.lastOfData, Buffer.alloc(100)))],
      ['a command without a Command Field', 6, data(pdv(1, 3, command([[0x0110, uint16le(1)]])))],
      ['a command set of garbage', 6, data(pdv(1, PDV.lastOfCommand, Buffer.alloc(100, 0xa5)))],
      ['an element that ends past its command set', 6, data(pdv(1, PDV.lastOfCommand, echoCommand().subarray(0, -1)))],
      ['a command set of 17 kB', 6, longCommand],
      ['a response to nothing', 6, data(pdv(1, 3, responseCommand(echoCommand(), 0)))],
      ['a command in the middle of another', 2, data(echo(PDV.command), pdv(3, 3, storeCommand(UID)))],
      ['a release in the middle of a message', 2, Buffer.concat([data(echo(PDV.command)), RELEASE])],
    ])('aborts an association after %s', async (_, reason, bytes) => {
      expect(await abortReason(await scene.associated(), bytes)).toBe(reason);
    });

    it('survives random bytes', async () => {
      const random = randomNumbers(1);
      for (let round = 0; round < 100; round++) {
        const peer = await scene.connect();
        const bytes = Buffer.from(Array.from({ length: 1 + random() * 600 }, () => random() * 256));
        if (round & 1) bytes[0] = 1 + (round % 7);
        peer.send(bytes);
        peer.socket.end();
        await peer.rest();
      }
    });

    it('survives association requests with bytes changed or missing', async () => {
      const random = randomNumbers(2);
      for (let round = 0; round < 200; round++) {
        const peer = await scene.connect();
        const bytes = associateRequest();
        const cut = round & 1 ? bytes.length : Math.floor(random() * bytes.length);
        for (let change = 0; change < 3; change++)
          bytes[6 + Math.floor(random() * (bytes.length - 6))] = random() * 256;
        peer.send(bytes.subarray(0, cut));
        peer.socket.end();
        await peer.rest();
      }
    });

    it('leaks no file descriptor when stores are aborted in the middle', async () => {
      const before = readdirSync('/proc/self/fd').length;
      for (let round = 0; round < 40; round++) {
        const peer = await scene.associated();
        peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), data(pdv(3, PDV.data, Buffer.alloc(10_000))));
        await sleep(2);
        if (round & 1) peer.socket.resetAndDestroy();
        else peer.destroy();
      }
      await expect.poll(() => scene.listener.openAssociations()).toBe(1);
      await expect.poll(() => readdirSync('/proc/self/fd').length).toBeLessThan(before + 5);
    });
  });

  describe('silent peers', () => {
    const open = scenes(make);

    it('closes a connection that asks for nothing within the ARTIM time', async () => {
      const peer = await (await open(PATIENCE)).connect();
      expect(await peer.rest(1_000)).toEqual([]);
    });

    it('closes one that dribbles its request', async () => {
      const peer = await (await open(PATIENCE)).connect();
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
      ['between messages', []],
      ['in the middle of a message', [data(pdv(3, PDV.lastOfCommand, storeCommand(UID)))]],
    ])('ends an association that is silent %s', async (_, bytes) => {
      const scene = await open(PATIENCE);
      const peer = await scene.associated();
      peer.send(...bytes);
      await peer.rest(1_000);
      expect(scene.listener.openAssociations()).toBe(0);
    });

    it('closes the connection when the peer does not, after its last word', async () => {
      const scene = await open(PATIENCE);
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
        ...PATIENCE,
        async store({ dataSet }) {
          await sleep(500);
          for await (const _ of dataSet);
          return 0;
        },
      });
      expect(await (await scene.associated()).store(UID, ctDataSet(UID))).toBe(0);
    });
  });

  describe('pressure', () => {
    const open = scenes(make);

    it('reads no faster than the handler does', async () => {
      const scene = await open({
        async store({ dataSet }) {
          for await (const _ of dataSet) await sleep(50);
          return 0;
        },
      });
      const peer = await scene.associated();
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))));
      peer.send(dataSetPdus(3, Buffer.alloc(64 * 1024 * 1024), 100_000));
      await sleep(400);
      // Kernel buffers of both ends hold a few MB; what is left has not been taken from the sender.
      expect(peer.socket.writableLength).toBeGreaterThan(50 * 1024 * 1024);
    });

    it('stops reading from a peer that does not read its answers, and gives it up', async () => {
      const one = data(echo());
      const flood = Buffer.alloc(400_000 * one.length, one);
      const scene = await open({ ...PATIENCE, idleMs: 1_000 });
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
    });
  });
}
