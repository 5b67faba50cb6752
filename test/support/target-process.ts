/**
 * A process under attack, and its vital signs: whether it lives, what memory it took at most, how many descriptors it holds,
 * what it said. It is started by a script that prints `PORT <n>`, or told its port and waited for.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PATIENCE_MS = 45_000;
/** What is kept of its output, characters: enough for the reason of a death. */
const LAST_WORDS = 100_000;

/** USER_HZ of every Linux. */
const TICKS_A_SECOND = 100;

export interface TargetCommand {
  /** Arguments of Node: a script and its own. */
  readonly args: readonly string[];
  /** The port it was told; absent if it prints one. */
  readonly port?: number;
}

export class TargetProcess {
  #output = '';
  port = 0;

  private constructor(readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.#output = (this.#output + chunk.toString('latin1')).slice(-LAST_WORDS);
      });
    }
  }

  /** Resolves once it takes connections. */
  static async start({ args, port }: TargetCommand): Promise<TargetProcess> {
    const stdio = ['pipe', 'pipe', 'pipe'] as const;
    // Memory that is asked for because a peer says so shall not be there.
    const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=512' };
    const target = new TargetProcess(spawn(process.execPath, args, { stdio: [...stdio], env }));
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end && target.alive; await sleep(20)) {
      target.port = port ?? Number(/^PORT (\d+)$/m.exec(target.output)?.[1] ?? 0);
      if (target.port > 0 && (await accepts(target.port))) return target;
    }
    await target.stop('SIGKILL');
    throw new Error(`The process did not take connections: ${target.output.slice(-2000)}`);
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  async endsWithin(ms: number): Promise<boolean> {
    for (const end = Date.now() + ms; this.alive && Date.now() < end; ) await sleep(10);
    return !this.alive;
  }

  /** The end of both its streams. */
  get output(): string {
    return this.#output;
  }

  get rssBytes(): number {
    return this.#memory('VmRSS');
  }

  /** The most it ever had. */
  get peakRssBytes(): number {
    return this.#memory('VmHWM');
  }

  get cpuMs(): number {
    return cpuMsOf(this.child.pid);
  }

  get openFiles(): number {
    return readdirSync(`/proc/${this.child.pid}/fd`).length;
  }

  #memory(field: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return 1024 * Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.alive) return;
    const exit = once(this.child, 'exit');
    this.child.kill(signal);
    await exit;
  }
}

/** Processor time a process has used, milliseconds: what other processes do does not count (proc(5), fields 14 and 15). */
export function cpuMsOf(pid: number | undefined): number {
  const [user, system] = readFileSync(`/proc/${pid}/stat`, 'latin1')
    .split(') ')[1]
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return (user + system) * (1000 / TICKS_A_SECOND);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}
