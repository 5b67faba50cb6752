/** dcmtk's programs, run to their end beside this process, and its storescp as a bit-preserving archive. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Part10, splitPart10 } from '../../service/dicom/part10.js';
import { freePort } from '../support/free-port.js';

export interface Run {
  readonly status: number | null;
  /** Both streams together. */
  readonly output: string;
}

/** Asynchronously, since the server it talks to is often in this process. */
export async function run(command: string, args: readonly string[]): Promise<Run> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [status] = await once(child, 'close');
  return { status, output };
}

const PATIENCE_MS = 10_000;

export class Storescp {
  private constructor(
    readonly port: number,
    readonly folder: string,
    readonly process: ChildProcess,
  ) {}

  /** Accepts every transfer syntax and writes what comes as it comes, unless `args` say otherwise. */
  static async start(folder: string, args: readonly string[] = ['+xa', '-pm']): Promise<Storescp> {
    await mkdir(folder, { recursive: true });
    const port = await freePort();
    const child = spawn('storescp', ['+B', ...args, '-od', folder, `${port}`], { stdio: 'ignore' });
    for (const end = Date.now() + PATIENCE_MS; !(await accepts(port)); await sleep(50)) {
      if (Date.now() > end) throw new Error('storescp did not start.');
    }
    return new Storescp(port, folder, child);
  }

  async stored(): Promise<readonly Part10[]> {
    const names = await readdir(this.folder);
    return Promise.all(names.map(async (name) => splitPart10(await readFile(join(this.folder, name)))));
  }

  /** What is stored, which is then no more. */
  async takeAll(): Promise<readonly Part10[]> {
    const stored = await this.stored();
    for (const name of await readdir(this.folder)) await rm(join(this.folder, name));
    return stored;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    this.process.kill('SIGTERM');
    await once(this.process, 'exit');
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
