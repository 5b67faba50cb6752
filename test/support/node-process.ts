/** A node in a process of its own that a test starts, kills and starts again on the same data folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Config } from '../../service/config.js';
import type { Death } from './mortal-node.js';

const SCRIPT = fileURLToPath(new URL('./mortal-node.ts', import.meta.url));

export class NodeProcess {
  #child: ChildProcess | undefined;
  port = 0;

  constructor(readonly config: Config) {}

  /** Resolves once associations are accepted, or false if the process died before. */
  async start(death?: Death): Promise<boolean> {
    const orders = JSON.stringify({ config: this.config, death });
    const child = spawn(process.execPath, ['--import', 'tsx', SCRIPT, orders], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    let output = '';
    const started = new Promise<boolean>((resolve) => {
      child.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const port = /^PORT (\d+)$/m.exec(output)?.[1];
        if (port) {
          this.port = Number(port);
          resolve(true);
        }
      });
      child.once('exit', () => resolve(false));
    });
    return started;
  }

  get alive(): boolean {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.#child || !this.alive) return;
    const exit = once(this.#child, 'exit');
    this.#child.kill(signal);
    await exit;
  }

  /** Resolves when the process has ended by itself. */
  async ended(): Promise<void> {
    if (this.#child && this.alive) await once(this.#child, 'exit');
  }
}
