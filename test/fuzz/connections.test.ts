/** Peers that never get as far as a message, against a target in a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  associateRequest,
  CT_CLASS,
  data,
  ECHO_AND_CT,
  EXPLICIT,
  echoCommand,
  MR_CLASS,
  PDV,
  pdu,
  pdv,
} from '../support/pdu-bytes.js';
import { randomNumbers } from '../support/random-numbers.js';
import { FuzzScene } from './fuzz-scene.js';

const MEGABYTE = Buffer.alloc(1 << 20);

describe('a node stays well', () => {
  let target: FuzzScene;
  beforeAll(async () => {
    target = await FuzzScene.start();
  });
  afterEach(() => target.isWell());
  afterAll(() => target.stop());

  /** Sends the bytes on a connection of their own, and hangs up. */
  const throwAt = (bytes: Buffer) =>
    target.with(target.connect(), async (peer) => {
      peer.send(bytes);
      await sleep(1);
    });

  it('under random bytes on 200 connections', async () => {
    const random = randomNumbers(6);
    for (let round = 0; round < 200; round++) {
      const bytes = Buffer.from(Array.from({ length: 1 + random() * 4096 }, () => random() * 256));
      if (round & 1) bytes[0] = 1 + random() * 7;
      await throwAt(bytes);
    }
  });

  it('when an association request ends after any number of bytes', async () => {
    const request = associateRequest();
    for (let end = 1; end < request.length; end += 5) await throwAt(request.subarray(0, end));
  });

  it('under 600 association requests with bytes changed', async () => {
    const random = randomNumbers(7);
    for (let round = 0; round < 600; round++) {
      const request = associateRequest();
      const changes = 1 + random() * 4;
      for (let change = 0; change < changes; change++) {
        request[6 + Math.floor(random() * (request.length - 6))] = random() * 256;
      }
      await throwAt(request);
    }
  });

  it.each([1, 2, 5, 7])('when a PDU of type %i claims 4 GiB and 300 MB of it come', async (type) => {
    await target.with(target.connect(), async (peer) => {
      peer.send(pdu(type, Buffer.alloc(0), 0xffffffff));
      for (let sent = 0; sent < 300 && !peer.socket.destroyed && !peer.isOver; sent++) {
        if (!peer.socket.write(MEGABYTE)) await sleep(1);
      }
      await peer.rest();
      expect(peer.isOver).toBe(true);
    });
  });

  it('when data come before an association', async () => {
    await target.with(target.connect(), async (peer) => {
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
      expect(await peer.rest()).toEqual([7]);
    });
  });

  it('with 40 connections that say nothing, and closes them', async () => {
    const silent = await Promise.all(Array.from({ length: 40 }, () => target.connect()));
    await target.servesOthers();
    await Promise.all(silent.map((peer) => peer.rest()));
    expect(silent.every((peer) => peer.isOver)).toBe(true);
    for (const peer of silent) peer.destroy();
  });

  it('when context ids fall', async () => {
    const contexts = [
      { id: 5, abstractSyntax: CT_CLASS, transferSyntaxes: [EXPLICIT] },
      { id: 3, abstractSyntax: MR_CLASS, transferSyntaxes: [EXPLICIT] },
      ECHO_AND_CT[0],
    ];
    await target.with(target.associated({ contexts }), async (peer) => {
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand())));
      expect(await peer.status()).toBe(0);
    });
  });
});
