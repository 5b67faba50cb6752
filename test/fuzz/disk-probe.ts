/** How slow the disk itself is meanwhile: a few bytes written and synced again and again beside the target's. */
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 100;

export class DiskProbe {
  slowestMs = 0;
  #stopped = false;
  #work: Promise<void> | undefined;

  /** @param folder on the disk in question. */
  constructor(readonly folder: string) {}

  async start(): Promise<void> {
    const file = await open(join(this.folder, 'disk-probe'), 'w');
    this.#work = this.#syncOn(file).finally(() => file.close());
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#work;
  }

  async #syncOn(file: FileHandle): Promise<void> {
    for (; !this.#stopped; await sleep(PAUSE_MS)) {
      const started = performance.now();
      await file.write(Buffer.alloc(4096));
      await file.datasync();
      this.slowestMs = Math.max(this.slowestMs, performance.now() - started);
    }
  }
}
