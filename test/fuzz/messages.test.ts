/** Peers that send messages, right in form or not, against a target in a process of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { DimsePeer } from '../support/dimse-peer.js';
import { command, data, echoCommand, PDV, pdv, storeCommand, uid, uint16le } from '../support/pdu-bytes.js';
import { randomNumbers } from '../support/random-numbers.js';
import { FuzzScene } from './fuzz-scene.js';

describe('a node stays well', () => {
  let target: FuzzScene;
  beforeAll(async () => {
    target = await FuzzScene.start();
  });
  afterEach(() => target.isWell());
  afterAll(() => target.stop());

  /** Types of the PDUs that come back before the target closes. */
  const answerTo = (bytes: Buffer) =>
    target.with(target.associated(), async (peer) => {
      peer.send(bytes);
      return peer.rest();
    });

  it('when a context was never agreed on', async () => {
    expect(await answerTo(data(pdv(99, PDV.lastOfCommand, echoCommand())))).toEqual([7]);
  });

  it.each([0, 1, 0x80000000])('when the length of a value is %i', async (length) => {
    expect(await answerTo(data(pdv(1, PDV.lastOfCommand, echoCommand(), length)))).toEqual([7]);
  });

  it('when a data set comes without its command', async () => {
    expect(await answerTo(data(pdv(3, PDV.lastOfData, Buffer.alloc(100))))).toEqual([7]);
  });

  it('under 100 command sets of garbage', async () => {
    const random = randomNumbers(8);
    for (let round = 0; round < 100; round++) {
      const bytes = Buffer.from(Array.from({ length: random() * 300 }, () => random() * 256));
      await answerTo(data(pdv(1, PDV.lastOfCommand, bytes)));
    }
  });

  it('under 300 command sets with bytes changed', async () => {
    const random = randomNumbers(9);
    for (let round = 0; round < 300; round++) {
      const bytes = storeCommand('1.2.3');
      bytes[Math.floor(random() * bytes.length)] = random() * 256;
      await target.with(target.associated(), async (peer) => {
        peer.send(data(pdv(3, PDV.lastOfCommand, bytes)));
        await sleep(1);
      });
    }
  });

  it.each<[string, readonly (readonly [number, Buffer])[], readonly number[]]>([
    ['has no Command Field', [[0x0002, uid('1.2.840.10008.1.1')]], [7]],
    ['has no Data Set Type', [[0x0100, uint16le(1)]], [4]],
    ['names an operation nobody knows', [[0x0100, uint16le(0x7777)]], [4]],
  ])('when a command %s', async (_, elements, answers) => {
    const types = await target.with(target.associated(), async (peer) => {
      peer.send(data(pdv(1, PDV.lastOfCommand, command(elements))));
      return [(await peer.pdu())?.type];
    });
    expect(types).toEqual(answers);
  });

  it('when two C-ECHO come in one PDU', async () => {
    await target.with(target.associated(), async (peer) => {
      peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand(1)), pdv(1, PDV.lastOfCommand, echoCommand(2))));
      expect([await peer.status(), await peer.status()]).toEqual([0, 0]);
    });
  });

  it('when a PDU is six times as long as announced', async () => {
    expect(await answerTo(data(pdv(3, PDV.data, Buffer.alloc(800_000))))).toEqual([7]);
  });

  it('after 3000 C-ECHO on one association, and is no slower at the end', { timeout: 60_000 }, async () => {
    await target.with(target.associated(), async (peer) => {
      const first = await millisecondsOfEchoes(peer, 500);
      await millisecondsOfEchoes(peer, 2000);
      const last = await millisecondsOfEchoes(peer, 500);
      // Noise of a shared machine is twofold; the defect this guards against was sevenfold.
      expect(last).toBeLessThan(4 * first + 100);
    });
  });
});

async function millisecondsOfEchoes(peer: DimsePeer, count: number): Promise<number> {
  const started = performance.now();
  for (let i = 0; i < count; i++) {
    peer.send(data(pdv(1, PDV.lastOfCommand, echoCommand(i & 0x7fff))));
    expect(await peer.status()).toBe(0);
  }
  return performance.now() - started;
}
