/**
 * Folders whose entries survive the loss of power. A file that is synced but whose name is not is lost (fsync(2)), so the
 * folder is synced after each rename. One sync serves every caller who waits when it starts.
 */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

interface Syncs {
  /** In progress: too early for those who come now, whose entries it may have missed. */
  readonly running: Promise<void>;
  /** Starts when `running` has ended. */
  next?: Promise<void>;
}

export class DurableFolders {
  readonly #made = new Map<string, Promise<void>>();
  readonly #syncs = new Map<string, Syncs>();

  /** @param root the folder at which making parents ends; it is made too. */
  constructor(readonly root: string) {}

  /** Makes `folder` and what lies between it and the root, once in the life of the process. */
  make(folder: string): Promise<void> {
    const before = this.#made.get(folder);
    if (before) return before;
    const making = this.#make(folder);
    this.#made.set(folder, making);
    making.catch(() => this.#made.delete(folder));
    return making;
  }

  async #make(folder: string): Promise<void> {
    if (folder === this.root) {
      await mkdir(folder, { recursive: true });
      return;
    }
    const parent = dirname(folder);
    await this.make(parent);
    await mkdir(folder, { recursive: true });
    await this.sync(parent);
  }

  /** When it resolves, every entry made in `folder` before the call is durable. */
  sync(folder: string): Promise<void> {
    const current = this.#syncs.get(folder);
    if (!current) return this.#start(folder);
    current.next ??= current.running.then(
      () => this.#start(folder),
      () => this.#start(folder),
    );
    return current.next;
  }

  #start(folder: string): Promise<void> {
    const running = syncFolder(folder).finally(() => {
      if (this.#syncs.get(folder)?.running === running) this.#syncs.delete(folder);
    });
    this.#syncs.set(folder, { running });
    return running;
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
