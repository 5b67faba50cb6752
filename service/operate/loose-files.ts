/** Instances as loose files on disk: the key of one is its path. What is only looked at need not be copied into a store first. */
import { closeSync, openSync, readSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { HEADER_BYTES } from '../dicom/read-instance-header.js';
import type { InstanceReader } from '../ports/instance-store.js';
import type { ReceivedInstance } from '../ports/study-registry.js';
import { headerOfFile } from './read-folder.js';

export const looseFiles: InstanceReader = {
  get: (path) => readFile(path),
  intact: async () => true,
  head: async (path, length) => readHead(path, length),
  locate: async (path) => ({ path: resolve(path), offset: 0 }),
};

/** The instance in a file, from its header. @throws CambiumError of class `refused` if there is none */
export async function looseInstance(path: string): Promise<ReceivedInstance> {
  const head = readHead(path, HEADER_BYTES);
  const { size, mtimeMs } = await stat(path);
  const object = { key: path, bytes: size, crc32: crc32(head) };
  return { header: headerOfFile(head), object, callingAeTitle: '', receivedAt: mtimeMs };
}

/**
 * The first `length` bytes, fewer if there are no more. At once: one who looks into a folder waits for it anyway, and three turns
 * of the event loop a file take longer than to read it.
 */
export function readHead(path: string, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const head = Buffer.alloc(length);
    return head.subarray(0, readSync(file, head, 0, length, 0));
  } finally {
    closeSync(file);
  }
}
