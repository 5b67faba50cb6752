/** Peers that hold on to what they are given, beside senders that mean well: the first are closed in time, the others served. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { FuzzScene } from '../fuzz/fuzz-scene.js';
import { ctDataSet, header } from '../support/data-sets.js';
import type { DimsePeer } from '../support/dimse-peer.js';
import { associateRequest, data, PDV, pdu, pdv, storeCommand } from '../support/pdu-bytes.js';
import { withPeer } from '../support/peers.js';
import { tinyCt } from '../support/tiny-ct.js';
import { run } from './dcmtk.js';

const UID = '1.2.89';
const GIGABYTE = 2 ** 30;
/** A data set up to its Pixel Data, of which 2 GiB are promised. */
const PROMISE = Buffer.concat([
  ctDataSet(UID, { pixels: Buffer.alloc(0) }).subarray(0, -12),
  header(0x7fe00010, 'OW', 2 * GIGABYTE - 2),
]);
/** Our target gives up after one second without an association and five of silence; and it needs a moment. */
const IN_TIME_MS = { withoutAssociation: 2_500, silent: 7_500 } as const;
const FILES = 50;
/** What takes half a second alone, beside peers that take what they can. */
const SANE_MS = 5_000;

withPeer('dcmtk', 'a node among hostile peers', () => {
  let target: FuzzScene;
  let folder: string;
  let files: readonly string[];
  const hostile: DimsePeer[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-hostile-'));
    files = tinyCt('hostile', FILES).instances.map((_, i) => join(folder, `${i}.dcm`));
    await Promise.all(tinyCt('hostile', FILES).instances.map(({ part10 }, i) => writeFile(files[i], part10)));
  });
  beforeEach(async () => {
    target = await FuzzScene.start();
  });
  afterEach(async () => {
    for (const peer of hostile.splice(0)) peer.destroy();
    await target.isWell();
    await target.stop();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const connect = async () => remembered(await target.connect());
  const associated = async () => remembered(await target.associated());

  function remembered(peer: DimsePeer): DimsePeer {
    hostile.push(peer);
    return peer;
  }

  /** Milliseconds until the other end has closed all of them. */
  async function closed(peers: readonly DimsePeer[], patienceMs: number): Promise<number> {
    const started = performance.now();
    await Promise.all(peers.map((peer) => peer.rest(patienceMs)));
    return performance.now() - started;
  }

  /** One byte after the other, until the other end hangs up. */
  async function dribble(peer: DimsePeer, bytes: Buffer, everyMs: number): Promise<void> {
    for (const byte of bytes) {
      if (peer.isOver || peer.socket.destroyed) return;
      peer.send(Buffer.from([byte]));
      await sleep(everyMs);
    }
  }

  /** A sender of another make stores its study meanwhile. */
  async function sendsOn(): Promise<void> {
    const started = performance.now();
    const { status, output } = await run('dcmsend', ['-aec', 'CAMBIUM', '127.0.0.1', `${target.port}`, ...files]);
    expect(status, output).toBe(0);
    expect(performance.now() - started).toBeLessThan(SANE_MS);
    expect(await target.stored()).toHaveLength(FILES);
  }

  it('closes one that asks for an association byte by byte', async () => {
    const slow = await Promise.all(Array.from({ length: 10 }, connect));
    const dribbling = slow.map((peer) => dribble(peer, associateRequest(), 100));
    const closing = closed(slow, IN_TIME_MS.withoutAssociation);
    await sendsOn();
    expect(await closing).toBeLessThan(IN_TIME_MS.withoutAssociation);
    await Promise.all(dribbling);
  });

  it('closes one that is half-open: it will send no more, and does not close', async () => {
    const half = [...(await Promise.all(Array.from({ length: 10 }, connect))), await associated()];
    for (const peer of half) peer.socket.end();
    await sendsOn();
    expect(await closed(half, IN_TIME_MS.silent)).toBeLessThan(IN_TIME_MS.silent);
  });

  it('closes one that falls silent in the middle of an instance', async () => {
    const silent = await associated();
    silent.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), data(pdv(3, PDV.data, PROMISE)));
    await sendsOn();
    expect(await closed([silent], IN_TIME_MS.silent)).toBeLessThan(IN_TIME_MS.silent);
    expect(await target.stored()).not.toContain(UID);
  });

  it('closes one that sends an instance one byte a second', async () => {
    const slow = await associated();
    slow.send(data(pdv(3, PDV.lastOfCommand, storeCommand(UID))), pdu(4, Buffer.alloc(0), 100_000));
    const dribbling = dribble(slow, pdv(3, PDV.data, PROMISE, 99_996), 1_000);
    await sendsOn();
    expect(await closed([slow], IN_TIME_MS.silent)).toBeLessThan(IN_TIME_MS.silent);
    await dribbling;
    expect(await target.stored()).not.toContain(UID);
  });

  it('closes 200 that say nothing, and serves on the association it has', async () => {
    const bystander = remembered(await target.associated());
    const idle = await Promise.all(Array.from({ length: 200 }, connect));
    for (let i = 0; i < FILES; i++) expect(await bystander.store(`${UID}.${i}`, ctDataSet(`${UID}.${i}`))).toBe(0);
    expect(await closed(idle, IN_TIME_MS.withoutAssociation)).toBeLessThan(IN_TIME_MS.withoutAssociation);
    bystander.destroy();
    const { status } = await run('echoscu', ['-aec', 'CAMBIUM', '127.0.0.1', `${target.port}`]);
    expect(status).toBe(0);
  });

  describe('takes no memory for a claim of 2 GiB', () => {
    it.each<[string, readonly Buffer[]]>([
      ['by a PDU', [pdu(4, Buffer.alloc(0), 2 * GIGABYTE)]],
      ['by a value of a PDU', [data(pdv(3, PDV.lastOfCommand, storeCommand(UID), 2 * GIGABYTE))]],
    ])('%s, and closes', async (_, bytes) => {
      const peer = await associated();
      peer.send(...bytes);
      await sendsOn();
      expect(await closed([peer], IN_TIME_MS.silent)).toBeLessThan(IN_TIME_MS.silent);
    });

    it('by an element, and refuses the instance', async () => {
      const peer = await associated();
      expect(await peer.store(UID, Buffer.concat([PROMISE, Buffer.alloc(1000)]))).toBe(0xc000);
      await sendsOn();
    });
  });
});
