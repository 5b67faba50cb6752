/** Peers that store what is no instance, or break off, against a target in a process of its own. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { ctDataSet, ctElements, dataSetBytes, header, IMPLICIT_LITTLE } from '../support/data-sets.js';
import { ABORT, data, dataSetPdus, PDV, pdv, storeCommand } from '../support/pdu-bytes.js';
import { randomNumbers } from '../support/random-numbers.js';
import { FuzzScene } from './fuzz-scene.js';

const UID = '1.2.88';
/** The identifiers of a data set, without what comes behind them. */
const START = ctDataSet(UID, { pixels: Buffer.alloc(0) }).subarray(0, -12);

describe('a node stays well', () => {
  let target: FuzzScene;
  beforeAll(async () => {
    target = await FuzzScene.start();
  });
  afterEach(() => target.isWell());
  afterAll(() => target.stop());

  const store = (bytes: Buffer, uid = UID) => target.with(target.associated(), (peer) => peer.store(uid, bytes));

  it('and stores an instance, command and data set in one PDU', async () => {
    const bytes = ctDataSet(UID);
    await target.with(target.associated(), async (peer) => {
      peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID)), pdv(3, PDV.lastOfData, bytes)));
      expect(await peer.status()).toBe(0);
    });
  });

  it('under 50 data sets of garbage, none of them stored', async () => {
    const random = randomNumbers(10);
    for (let round = 0; round < 50; round++) {
      const bytes = Buffer.from(Array.from({ length: 2000 }, () => random() * 256));
      expect([0xc000, 0xc001]).toContain(await store(bytes));
    }
  });

  it('under 200 data sets with bytes changed', async () => {
    const random = randomNumbers(11);
    await target.with(target.associated(), async (peer) => {
      for (let round = 0; round < 200; round++) {
        const bytes = ctDataSet(UID);
        for (let change = 0; change < 4; change++) bytes[Math.floor(random() * 250)] = random() * 256;
        expect([0, 0x0111, 0xa900, 0xc000, 0xc001]).toContain(await peer.store(UID, bytes));
      }
    });
  });

  it('when 20 000 sequences are nested', async () => {
    const level = Buffer.concat([
      header(0x00081140, 'SQ', 0xffffffff),
      header(0xfffee000, '', 0xffffffff, IMPLICIT_LITTLE),
    ]);
    const identity = dataSetBytes(ctElements(UID).slice(0, 4));
    expect(await store(Buffer.concat([identity, Buffer.alloc(20_000 * level.length, level)]))).toBe(0xc000);
  });

  it('when an element claims 2 GiB', async () => {
    const bytes = Buffer.concat([START, header(0x7fe00010, 'OW', 0x7ffffff0), Buffer.alloc(100)]);
    expect(await store(bytes)).toBe(0xc000);
  });

  it('when a UID is a path, which it does not follow', async () => {
    const path = '../../../../tmp/cambium-evil';
    expect(await store(ctDataSet(path), path)).toBe(0xc001);
    expect(existsSync(resolve(target.target.folder, path))).toBe(false);
    expect(existsSync('/tmp/cambium-evil')).toBe(false);
  });

  it('after 40 stores that break off in the middle', async () => {
    for (let round = 0; round < 40; round++) {
      await target.with(target.associated(), async (peer) => {
        const uid = `${UID}.${round}`;
        // All of it but the word that it is all.
        peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(uid))), data(pdv(3, PDV.data, ctDataSet(uid))));
        await sleep(3);
        if (round & 1) peer.send(ABORT);
        else peer.socket.resetAndDestroy();
        await sleep(2);
      });
    }
    expect((await target.stored()).filter((uid) => uid.startsWith(`${UID}.`))).toEqual([]);
  });

  it('when C-STOREs are pipelined under a window it did not grant', async () => {
    await target.with(target.associated({ asyncWindow: [0, 0] }), async (peer) => {
      const uids = [71, 72, 73].map((number) => `${UID}.${number}`);
      for (const uid of uids) {
        peer.send(data(pdv(3, PDV.lastOfCommand, storeCommand(uid))), dataSetPdus(3, ctDataSet(uid)));
      }
      for (const _ of uids) expect(await peer.status()).toBe(0);
    });
  });

  it.each([0, 4096])('with a peer that announces %i as its longest PDU', async (maxPduLength) => {
    await target.with(target.associated({ maxPduLength }), async (peer) => {
      expect(await peer.store(`${UID}.${maxPduLength}`, ctDataSet(`${UID}.${maxPduLength}`))).toBe(0);
    });
  });
});
