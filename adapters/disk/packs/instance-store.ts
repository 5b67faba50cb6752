/**
 * InstanceStore on a local disk, log-structured: what was received lies in *packs*, files that are only added to.
 *
 *     <root>/packs/2026-11-24/01a2b3c4d5e6f708.pack    sealed: only read, until it is deleted whole
 *     <root>/packs/2026-11-24/01a2b3d017c4a9e2.open    being written, by one record at a time
 *     <root>/packs/.reserve/12.zeros                   space written ahead for the next pack
 *
 * A pack holds instances of one study. It begins with a header that says which; then comes record after record, each a prefix,
 * the names of the instance, and the Part 10 file as it was received (the bytes: pack-format.ts). Two CRCs guard a record, one
 * its prefix and names, one its payload. All that is known of an instance stands beside it: an index is a convenience.
 *
 * *Writing.* The payload is written where it will stay while it arrives; the prefix is written last, into the space left
 * before it. Without a prefix there is no record, so a process can be killed, and a record discarded, at any moment. Then one
 * fdatasync, and the first time one of the folder, make it durable. Only the last record of an open pack can be torn,
 * since nothing is appended behind a record that is not durable: recovery cuts the pack there.
 *
 * *Reading.* A key is a pack and the offset of a record in it. A damaged payload costs one instance, and so does a damaged
 * prefix: the next record is found by the mark it begins with, which holds the pack's own random id. Bytes that only look
 * like a record, of another pack or made up by a sender, do not have it.
 */
import { join, resolve } from 'node:path';
import { CambiumError } from '../../../service/errors/registry.js';
import type { InstanceStore, InstanceWriter, PackRecord } from '../../../service/ports/instance-store.js';
import { DurableFolders } from '../durable-folders.js';
import { listPacks } from './list-packs.js';
import { OpenPacks } from './open-packs.js';
import { PackFile } from './pack-file.js';
import { isPack } from './pack-name.js';
import { createInstanceReader } from './read-instance.js';
import { readRecords } from './read-records.js';
import { RecordWriter } from './record-writer.js';
import { recoverPack } from './recover-pack.js';
import { removePack } from './remove-pack.js';
import { PackReserve, reserveFolder } from './reserve.js';

export interface PackStoreOptions {
  /** Told of a pack that has been sealed: everything in it is durable, and nothing is added any more. */
  readonly onSealed?: (pack: string) => void;
  /** Told what failed beside the calls: sealing, or filling the reserve. Unless it is given, the process ends. */
  readonly onFault?: (error: unknown) => void;
  /** Space to keep written ahead; 0 keeps none. Only for the one process that receives. */
  readonly reserveBytes?: number;
  readonly reserveFileBytes?: number;
  /** So long nothing must have been received before the reserve is filled. */
  readonly quietMs?: number;
  readonly sealAboveBytes?: number;
  /** A pack is sealed when nothing has come for it for so long. */
  readonly idleMs?: number;
  readonly maxIdle?: number;
  /** Milliseconds since 1970: names the packs. */
  readonly now?: () => number;
}

export interface PackStore extends InstanceStore {
  /** How much of the disk is taken by space written ahead: in use by df's count, free by ours. */
  reservedBytes(): number;
}

const MIB = 1024 * 1024;
/** How often idle packs are looked for and the reserve is. */
const TICK_MS = 1_000;

const DEFAULTS = {
  onSealed: () => undefined,
  onFault: (error: unknown): never => {
    throw error;
  },
  reserveBytes: 0,
  // Half of an ordinary CT study: larger ones go on in the next file, smaller ones give little back.
  reserveFileBytes: 64 * MIB,
  quietMs: 3_000,
  sealAboveBytes: 256 * MIB,
  idleMs: 30_000,
  maxIdle: 64,
  now: Date.now,
};

export function createInstanceStore(rootDir: string, options: PackStoreOptions = {}): PackStore {
  const settings = { ...DEFAULTS, ...options };
  // Absolute, so that the process may change its folder.
  const root = resolve(rootDir);
  const packsDir = join(root, 'packs');
  const folder = { packsDir, folders: new DurableFolders(root) };
  const reserve = settings.reserveBytes > 0 ? makeReserve() : undefined;
  const open = new OpenPacks({ ...folder, ...settings, reserve });
  let timer: NodeJS.Timeout | undefined;
  if (reserve) startTimer();

  function makeReserve(): PackReserve {
    return new PackReserve({
      folder: reserveFolder(root),
      bytes: settings.reserveBytes,
      fileBytes: settings.reserveFileBytes,
      quiet: () => open.quietFor(settings.quietMs),
    });
  }

  function startTimer(): void {
    timer ??= setInterval(tick, Math.min(TICK_MS, settings.idleMs, settings.quietMs)).unref();
  }

  function tick(): void {
    open.sealIdle(settings.idleMs);
    reserve?.fill().catch(settings.onFault);
  }

  async function* records(pack: string, { verify = false } = {}): AsyncGenerator<PackRecord> {
    if (!isPack(pack)) return;
    await using file = await PackFile.open(packsDir, pack);
    if (file) yield* readRecords(file, verify);
  }

  return {
    ...createInstanceReader(packsDir),
    begin(names) {
      startTimer();
      return open.begin(names);
    },
    sync: syncAll,
    packs: () => listPacks(packsDir),
    records,
    async recover(pack) {
      if (!isPack(pack)) return;
      if (open.has(pack)) throw new CambiumError('internal.fault', `Pack ${pack} is in use.`);
      await recoverPack(pack, folder);
    },
    async deletePack(pack) {
      if (!isPack(pack)) return;
      await open.giveUp(pack);
      await removePack(pack, new Date(settings.now()).toISOString().slice(0, 10), folder);
    },
    async close() {
      clearInterval(timer);
      await Promise.all([open.close(), reserve?.close()]);
    },
    reservedBytes: () => reserve?.bytes ?? 0,
  };
}

/** All at once; the first that failed is thrown when none runs any more, since the caller then discards them all. */
async function syncAll(writers: readonly InstanceWriter[]): Promise<void> {
  const syncs = await Promise.allSettled(writers.map((writer) => ours(writer).sync()));
  for (const sync of syncs) if (sync.status === 'rejected') throw sync.reason;
}

function ours(writer: InstanceWriter): RecordWriter {
  if (writer instanceof RecordWriter) return writer;
  throw new CambiumError('internal.fault', 'The writer is of another store.');
}
