/** InstanceReader over packs: one instance by its key. */
import { crc32 } from '@node-rs/crc32';
import { CambiumError, type ErrorCode } from '../../../service/errors/registry.js';
import type { InstanceKey, InstanceReader } from '../../../service/ports/instance-store.js';
import { PackFile } from './pack-file.js';
import { parseKey } from './pack-name.js';
import { damageOf, type FoundRecord, recordAt } from './read-record.js';

const GONE: readonly ErrorCode[] = ['object.missing', 'object.damaged'];

export function createInstanceReader(packsDir: string): InstanceReader {
  return {
    get: (key) =>
      withRecord(packsDir, key, async (file, record) => {
        const bytes = await file.read(record.payload, record.bytes);
        if (bytes.length !== record.bytes || crc32(bytes) !== record.crc32)
          throw new CambiumError('object.damaged', key);
        return bytes;
      }),
    async intact(key) {
      try {
        return await withRecord(packsDir, key, async (file, record) => (await damageOf(file, record)) === undefined);
      } catch (error) {
        if (error instanceof CambiumError && GONE.includes(error.code)) return false;
        throw error;
      }
    },
    head: (key, length) =>
      withRecord(packsDir, key, (file, record) => file.read(record.payload, Math.min(length, record.bytes))),
  };
}

/** @throws CambiumError `object.missing`, `object.damaged` if no sound prefix stands there, `storage.failed` */
async function withRecord<Result>(
  packsDir: string,
  key: InstanceKey,
  read: (file: PackFile, record: FoundRecord) => Promise<Result>,
): Promise<Result> {
  const parsed = parseKey(key);
  if (!parsed) throw new CambiumError('object.missing', key);
  await using file = await PackFile.open(packsDir, parsed.pack);
  if (!file || parsed.offset >= file.bytes) throw new CambiumError('object.missing', key);
  const record = await recordAt(file, parsed.offset);
  if (!record) throw new CambiumError('object.damaged', key);
  return await read(file, record);
}
