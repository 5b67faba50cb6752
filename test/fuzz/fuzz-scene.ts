/**
 * A target to be hurt, and its vital signs. After every case `isWell` asks of it what no peer may take away: that the process
 * lives, that another peer is served, that memory and file descriptors are what they were.
 */
import { expect } from 'vitest';
import { ctDataSet } from '../support/data-sets.js';
import { DimsePeer } from '../support/dimse-peer.js';
import type { AssociateOptions } from '../support/pdu-bytes.js';
import { storedInstances } from '../support/stored-instances.js';
import { startTarget, type Target } from './target.js';

const MAX_RSS_BYTES = 200 * 1024 * 1024;
/** Beside those at the start: the database, a pack, what Node opens by the way. A leak is one a peer. */
const SPARE_DESCRIPTORS = 10;

export class FuzzScene {
  #stores = 0;

  private constructor(
    readonly target: Target,
    readonly openFiles: number,
  ) {}

  static async start(): Promise<FuzzScene> {
    const target = await startTarget();
    return new FuzzScene(target, target.process.openFiles);
  }

  stop(): Promise<void> {
    return this.target.remove();
  }

  get port(): number {
    return this.target.process.port;
  }

  connect(): Promise<DimsePeer> {
    return DimsePeer.connect(this.port);
  }

  async associated(options: AssociateOptions = {}): Promise<DimsePeer> {
    const peer = await this.connect();
    await peer.associate(options);
    return peer;
  }

  /** Runs `use` with peers that are gone afterwards. */
  async with<Result>(peer: Promise<DimsePeer>, use: (peer: DimsePeer) => Promise<Result>): Promise<Result> {
    const open = await peer;
    try {
      return await use(open);
    } finally {
      open.destroy();
    }
  }

  /** SOP Instance UIDs of what is stored. */
  async stored(): Promise<readonly string[]> {
    const uids: string[] = [];
    for await (const { meta } of storedInstances(this.target.folder)) uids.push(meta.sopInstanceUid);
    return uids;
  }

  /** Another peer is served, while others do what they do. */
  async servesOthers(): Promise<void> {
    const uid = `1.2.77.${++this.#stores}`;
    expect(await this.with(this.associated(), (peer) => peer.store(uid, ctDataSet(uid)))).toBe(0x0000);
  }

  async isWell(): Promise<void> {
    const { process } = this.target;
    expect(process.alive, process.output).toBe(true);
    expect(process.peakRssBytes).toBeLessThan(MAX_RSS_BYTES);
    await this.servesOthers();
    const most = this.openFiles + SPARE_DESCRIPTORS;
    await expect.poll(() => process.openFiles, { timeout: 3_000 }).toBeLessThan(most);
  }
}
