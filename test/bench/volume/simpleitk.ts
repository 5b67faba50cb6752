/** SimpleITK in a process of its own, which stays: importing it is in no round. */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { PYTHON } from '../../support/peers.js';
import type { Wanted } from './cambium.js';

const SCRIPT = fileURLToPath(new URL('simpleitk_rounds.py', import.meta.url));

export class SimpleItk {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers: AsyncIterator<string>;

  constructor() {
    this.#process = spawn(PYTHON, [SCRIPT]);
    this.#process.stderr.pipe(process.stderr);
    this.#answers = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  /** Seconds of one round. */
  async round(folder: string, wanted: Wanted): Promise<number> {
    this.#process.stdin.write(`${wanted} ${folder}\n`);
    return Number(await this.#answer());
  }

  /** Leaves the array, float32 and x fastest, in a file. */
  async write(folder: string, wanted: Wanted, file: string): Promise<void> {
    this.#process.stdin.write(`${wanted} ${folder} ${file}\n`);
    await this.#answer();
    await this.#answer();
  }

  async close(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.stdin.end();
    await exit;
  }

  async #answer(): Promise<string> {
    const { value, done } = await this.#answers.next();
    if (done) throw new Error('SimpleITK’s process ended.');
    return value;
  }
}

export function simpleItkVersion(): string {
  const { stdout } = spawnSync(PYTHON, ['-c', 'import SimpleITK; print(SimpleITK.__version__)'], { encoding: 'utf8' });
  return stdout.trim();
}
