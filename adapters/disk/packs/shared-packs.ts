/**
 * SharedPacks: packs that are being read. Those who read one at the same time, as the slices of a series are, share one open
 * file, which is closed behind the last of them.
 */
import { PackFile } from './pack-file.js';

interface Shared {
  readonly file: Promise<PackFile | undefined>;
  readers: number;
}

export class SharedPacks {
  readonly #open = new Map<string, Shared>();

  constructor(readonly packsDir: string) {}

  /** @param read is given undefined if there is no such pack. @throws CambiumError `storage.failed`; what `read` throws */
  async use<Result>(pack: string, read: (file: PackFile | undefined) => Promise<Result>): Promise<Result> {
    const shared = this.#open.get(pack) ?? { file: PackFile.open(this.packsDir, pack), readers: 0 };
    this.#open.set(pack, shared);
    shared.readers++;
    try {
      return await read(await shared.file);
    } finally {
      shared.readers--;
      if (shared.readers === 0) {
        this.#open.delete(pack);
        const file = await shared.file.catch(() => undefined);
        await file?.[Symbol.asyncDispose]();
      }
    }
  }
}
