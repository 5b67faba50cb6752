/** Turns bits over in a file, as a disk does that is about to fail. */
import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Inverts one byte of a pack, sealed or not. */
export function flipByte(dataDir: string, pack: string, offset: number): void {
  const path = join(dataDir, 'packs', pack);
  const file = openSync(existsSync(`${path}.pack`) ? `${path}.pack` : `${path}.open`, 'r+');
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, offset);
  byte[0] ^= 0xff;
  writeSync(file, byte, 0, 1, offset);
  closeSync(file);
}
