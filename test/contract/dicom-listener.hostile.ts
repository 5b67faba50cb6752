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
  ECHO_AND_CT,
  echoCommand,
  item,
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
import { type ListenerScene, type ListenerUnderTest, scenes } from './dicom-listener.scene.js';

const UID = '1.2.3.99';
const MANY_CONTEXTS = Array.from({ length: 129 }, (_, id) => ({ ...ECHO_AND_CT[0], id }));
const PATIENCE = { artimMs: 200, idleMs: 200 };
/** By the reason of the A-ABORT (PS3.8 §9.3.8), how the end of an association is told. */
const CODES: Readonly<Record<number, readonly string[]>> = {
  1: ['association.pdu-unrecognized'],
  2: ['association.pdu-unexpected'],
  6: ['association.malformed', 'association.pdu-too-long'],
};
const longCommand = Buffer.concat([9000, 8000].map((length) => data(pdv(1, PDV.command, Buffer.alloc(length)))));
const echo = (control: number = PDV.lastOfCommand) => pdv(1, control, echoCommand());

export function hostilePeers(tested: ListenerUnderTest): void {
  describe('hostile peers', () => {
    const open = scenes(tested);
    let scene: ListenerScene;
    let bystander: DimsePeer;

    beforeEach(async () => {
      scene = await open({ maxPduLength: 16384, patience: { ...PATIENCE, idleMs: 5_000 } });
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
      const told = scene.ended.map(({ code }) => code);
      expect(told).toHaveLength(1);
      expect(CODES[answer?.body[3] ?? -1]).toContain(told[0]);
      return answer?.type === PDU_TYPE.abort ? answer.body[3] : `PDU of type ${answer?.type}`;
    };

    it.each([
      ['data before an association', 2, data(echo())],
      ['a PDU type that does not exist', 1, pdu(9, Buffer.alloc(4))],
      ['an association request that claims 4 GiB', 6, pdu(1, Buffer.alloc(100), 0xffffffff)],
      ['a release of 5 bytes', 6, pdu(5, Buffer.alloc(5))],
      ['a first byte of HTTP', 1, Buffer.from('GET / HTTP/1.1\r\n\r\n')],
      ['129 contexts', 6, associateRequest({ contexts: MANY_CONTEXTS })],
      [
        'a user identity that ends within its field',
        6,
        associateRequest({ user: [item(0x58, Buffer.from([1, 1, 0, 9]))] }),
      ],
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

  describe('a crowd', () => {
    const open = scenes(tested);

    it.each([
      ['say nothing', [] as Buffer[], 'association.crowded-out'],
      ['stay after they were aborted', [pdu(9, Buffer.alloc(0))], 'association.pdu-unrecognized'],
    ])('of 200 connections that %s keeps nobody out', async (_, bytes, code) => {
      const scene = await open({ maxAssociations: 10 });
      const bystander = await scene.associated();
      for (let count = 0; count < 200; count++) {
        const one = await scene.connect();
        one.send(...bytes);
      }
      const sender = await scene.associated();
      expect(await sender.store(UID, ctDataSet(UID))).toBe(0);
      expect(await bystander.store(UID, ctDataSet(UID))).toBe(0);
      expect(new Set(scene.ended.map((end) => end.code))).toEqual(new Set([code]));
    });

    it.each([
      ['as many as there may be connections in all', 1, 40, 7],
      ['64 of them', 1_000, 70, 6],
    ])('of waiting connections makes way, the oldest first, beyond %s', async (_, maxAssociations, come, gone) => {
      const scene = await open({ maxAssociations });
      const peers = await Promise.all(Array.from({ length: come }, () => scene.connect()));
      await expect.poll(() => peers.filter((peer) => peer.isOver)).toEqual(peers.slice(0, gone));
      expect(scene.ended).toHaveLength(gone);
    });
  });
}
