/**
 * Files that are being written. A name begins with the id of the process that writes, so that what a dead one left behind
 * is known, and removed, at the next opening.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { onDisk } from './disk-error.js';

export interface TemporaryFile extends AsyncDisposable {
  write(bytes: Uint8Array): Promise<void>;
  /** Syncs the bytes, then gives the file its lasting name. That name is durable once its folder is synced. */
  keepAs(path: string): Promise<void>;
}

export class TemporaryFiles {
  constructor(readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    for (const name of readdirSync(dir)) {
      const path = join(dir, name);
      if (isAbandoned(path, Number.parseInt(name, 10))) rmSync(path, { force: true });
    }
  }

  /** Disposed of, the file is closed, and removed unless it has been kept. */
  async create(): Promise<TemporaryFile> {
    const path = join(this.dir, `${process.pid}-${randomUUID()}`);
    const handle = await onDisk(open(path, 'wx'));
    let kept = false;
    return {
      write: (bytes) => handle.appendFile(bytes),
      async keepAs(lasting) {
        await handle.datasync();
        await rename(path, lasting);
        kept = true;
      },
      async [Symbol.asyncDispose]() {
        await handle.close();
        if (!kept) await unlink(path);
      },
    };
  }
}

/** In a container our own id may be that of the process before us: then the file is older than we are. */
function isAbandoned(path: string, pid: number): boolean {
  if (pid !== process.pid) return !isRunning(pid);
  const started = Date.now() - process.uptime() * 1000;
  return statSync(path).mtimeMs < started;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it runs, as another user.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
