/**
 * A target to be hurt, and its vital signs. After every case `isWell` asks of it what no peer may take away: that the process
 * lives, that another peer is served, that memory and file descriptors are what they were.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { ctDataSet } from '../support/data-sets.js';
import { DimsePeer } from '../support/dimse-peer.js';
import type { AssociateOptions } from '../support/pdu-bytes.js';

const TARGET = fileURLToPath(new URL('../support/receive-process.ts', import.meta.url));
const MAX_RSS_BYTES = 400 * 1024 * 1024;

export class FuzzScene {
  #stores = 0;

  private constructor(
    readonly child: ChildProcess,
    readonly port: number,
    readonly folder: string,
    readonly openFiles: number,
  ) {}

  static async start(): Promise<FuzzScene> {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-fuzz-'));
    const child = spawn(process.execPath, ['--import', 'tsx', TARGET, folder], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '--max-old-space-size=512' },
    });
    const [line] = (await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')) as [string];
    const port = Number(/^PORT (\d+)$/.exec(line)?.[1]);
    return new FuzzScene(child, port, folder, descriptors(child.pid));
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) {
      this.child.kill('SIGKILL');
      await once(this.child, 'exit');
    }
    await rm(this.folder, { recursive: true });
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

  get rssBytes(): number {
    return 1024 * Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.child.pid}/status`, 'utf8'))?.[1]);
  }

  /** Temporary files of the object store: of instances on their way in. */
  async unfinishedFiles(): Promise<number> {
    return (await readdir(join(this.folder, 'tmp'))).length;
  }

  /** Another peer is served, while others do what they do. */
  async servesOthers(): Promise<void> {
    const uid = `1.2.77.${++this.#stores}`;
    expect(await this.with(this.associated(), (peer) => peer.store(uid, ctDataSet(uid)))).toBe(0x0000);
  }

  async isWell(): Promise<void> {
    expect(this.child.exitCode).toBeNull();
    expect(this.rssBytes).toBeLessThan(MAX_RSS_BYTES);
    await this.servesOthers();
    // A few for the database and what Node opens by the way; a leak is one a peer.
    await expect.poll(() => descriptors(this.child.pid), { timeout: 3_000 }).toBeLessThan(this.openFiles + 10);
    await expect.poll(() => this.unfinishedFiles()).toBe(0);
  }
}

function descriptors(pid: number | undefined): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
