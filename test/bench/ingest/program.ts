/**
 * Programs on a port of loopback: started, waited for without a connection that would disturb them, and ended. Linux only: who
 * listens stands in /proc.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Debian's dcmtk and Orthanc leave Nagle's algorithm on: 40 ms an image on loopback, which would flatter us tenfold. */
export const NO_DELAY = { ...process.env, TCP_NODELAY: '1' };

const START_PATIENCE_MS = 30_000;
const END_PATIENCE_MS = 30_000;
/** So that what a program does just after it began to listen is not measured. */
const SETTLE_MS = 500;
const LISTEN_STATE = '0A';

/** Ended with the benchmark, however that ends. */
const running = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
process.once('SIGTERM', () => process.exit(1));

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly port: number;
  /** File that takes what it prints. */
  readonly log: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunningProgram {
  readonly pid: number;
  /** Until it listened. */
  readonly startSeconds: number;
  /** SIGTERM, and SIGKILL for one that does not follow. */
  stop(): Promise<void>;
}

export async function startProgram({ command, args, port, log, env }: Program): Promise<RunningProgram> {
  const output = openSync(log, 'a');
  const started = performance.now();
  const child = spawn(command, args, { env: { ...NO_DELAY, ...env }, stdio: ['ignore', output, output] });
  closeSync(output);
  running.add(child);
  child.once('exit', () => running.delete(child));
  await once(child, 'spawn');
  const ended = once(child, 'exit');
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  for (const patience = Date.now() + START_PATIENCE_MS; !listens(port); await sleep(20)) {
    if (isAlive() && Date.now() < patience) continue;
    child.kill('SIGKILL');
    throw new Error(`${command} does not listen: ${readFileSync(log, 'utf8').slice(-2000)}`);
  }
  const startSeconds = (performance.now() - started) / 1000;
  await sleep(SETTLE_MS);
  return {
    pid: child.pid ?? 0,
    startSeconds,
    async stop() {
      if (!isAlive()) return;
      const killing = setTimeout(() => child.kill('SIGKILL'), END_PATIENCE_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(killing);
    },
  };
}

/** Why a command cannot be run, if it cannot. */
export function missingCommand(name: string, install: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.some((folder) => existsSync(join(folder, name))) ? undefined : `${name} is missing (${install})`;
}

function listens(port: number): boolean {
  const address = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['tcp', 'tcp6'].some((table) =>
    readFileSync(`/proc/net/${table}`, 'utf8')
      .split('\n')
      .some((line) => {
        const [, local, , state] = line.trim().split(/\s+/);
        return state === LISTEN_STATE && local.endsWith(address);
      }),
  );
}
