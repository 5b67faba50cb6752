/**
 * PackFile: a pack opened for reading, by this process or another. A pack may be sealed between finding and opening it, so
 * both its names are tried.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isMissing, onDisk } from '../disk-error.js';
import { OPEN, pathOf, SEALED } from './pack-name.js';

/** read(2) takes less than 2 GiB at a time. */
const MAX_READ_BYTES = 1024 * 1024 * 1024;
/** Sealed last: between the first try and the second it may have got that name. */
const TRIES = [SEALED, OPEN, SEALED] as const;

export class PackFile implements AsyncDisposable {
  private constructor(
    readonly handle: FileHandle,
    readonly path: string,
    readonly pack: string,
    readonly sealed: boolean,
    /** Length as it was opened. */
    readonly bytes: number,
  ) {}

  /** Undefined if there is no such pack. @throws CambiumError `storage.failed` */
  static async open(packsDir: string, pack: string): Promise<PackFile | undefined> {
    for (const suffix of TRIES) {
      const path = pathOf(packsDir, pack, suffix);
      const handle = await openIfThere(path);
      if (handle) return new PackFile(handle, path, pack, suffix === SEALED, (await onDisk(handle.stat())).size);
    }
    return undefined;
  }

  /** The bytes from `offset`, fewer if the file ends before. @throws CambiumError `storage.failed` */
  async read(offset: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, this.bytes - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const wanted = Math.min(MAX_READ_BYTES, bytes.length - filled);
      const { bytesRead } = await onDisk(this.handle.read(bytes, filled, wanted, offset + filled));
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return bytes.subarray(0, filled);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.handle.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY);
  } catch (error) {
    if (isMissing(error)) return undefined;
    return onDisk(Promise.reject(error));
  }
}
