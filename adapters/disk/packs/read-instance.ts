/** InstanceReader over packs: one instance by its key. */
import { crc32 } from '@node-rs/crc32';
import { CambiumError, type ErrorCode } from '../../../service/errors/registry.js';
import type { InstanceKey, InstanceReader } from '../../../service/ports/instance-store.js';
import { PackFile } from './pack-file.js';
import { parseKey } from './pack-name.js';
import { damageOf, type FoundRecord, recordAt } from './read-record.js';
import { SharedPacks } from './shared-packs.js';

const GONE: readonly ErrorCode[] = ['object.missing', 'object.damaged'];
/** A header fits; more is read once it is known that the record has it. */
const MOST_AHEAD_BYTES = 64 * 1024;

type Read<Result> = (file: PackFile, record: FoundRecord) => Promise<Result>;

export function createInstanceReader(packsDir: string): InstanceReader {
  const packs = new SharedPacks(packsDir);

  /** What is not found in a file that others opened earlier may have been written since: it is looked for once more. */
  async function shared<Result>(key: InstanceKey, ahead: number, read: Read<Result>): Promise<Result> {
    try {
      return await packs.use(packIn(key), (file) => withRecord(file, { key, ahead }, read));
    } catch (error) {
      if (!isGone(error)) throw error;
      return await alone(key, ahead, read);
    }
  }

  async function alone<Result>(key: InstanceKey, ahead: number, read: Read<Result>): Promise<Result> {
    await using file = await PackFile.open(packsDir, packIn(key));
    return await withRecord(file, { key, ahead }, read);
  }

  return {
    get: (key) =>
      shared(key, 0, async (file, record) => {
        const bytes = await file.read(record.payload, record.bytes);
        if (bytes.length !== record.bytes || crc32(bytes) !== record.crc32)
          throw new CambiumError('object.damaged', key);
        return bytes;
      }),
    async intact(key) {
      try {
        // Whether it can still be found is asked as well: a file that is already open would not tell.
        return await alone(key, 0, async (file, record) => (await damageOf(file, record)) === undefined);
      } catch (error) {
        if (isGone(error)) return false;
        throw error;
      }
    },
    head: (key, length) =>
      shared(key, Math.min(length, MOST_AHEAD_BYTES), async (file, { head, payload, bytes }) => {
        const wanted = Math.min(length, bytes);
        return head.length === wanted ? head : await file.read(payload, wanted);
      }),
    locate: (key) =>
      shared(key, 0, async ({ path }, { payload, bytes, crc32 }) => ({ path, offset: payload, bytes, crc32 })),
  };
}

function isGone(error: unknown): boolean {
  return error instanceof CambiumError && GONE.includes(error.code);
}

/** @throws CambiumError `object.missing` for text that is no key */
function packIn(key: InstanceKey): string {
  const parsed = parseKey(key);
  if (!parsed) throw new CambiumError('object.missing', key);
  return parsed.pack;
}

/** @throws CambiumError `object.missing`, `object.damaged` if no sound prefix stands there, `storage.failed` */
async function withRecord<Result>(
  file: PackFile | undefined,
  { key, ahead }: { readonly key: InstanceKey; readonly ahead: number },
  read: Read<Result>,
): Promise<Result> {
  const offset = parseKey(key)?.offset ?? 0;
  if (!file || offset >= file.bytes) throw new CambiumError('object.missing', key);
  const record = await recordAt(file, offset, ahead);
  if (!record) throw new CambiumError('object.damaged', key);
  return await read(file, record);
}
