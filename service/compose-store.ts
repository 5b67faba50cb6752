/** Composition of what lies in a data folder and in an installation: the store, the packs, the version. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPacks } from '../adapters/disk/model-pack-folder.js';
import { createObjectStore } from '../adapters/disk/object-store.js';
import { createInstanceStore } from '../adapters/disk/packs/instance-store.js';
import { createCommitmentLedger } from '../adapters/sqlite/commitment-ledger.js';
import { openDatabase } from '../adapters/sqlite/database.js';
import { createInstanceIndex } from '../adapters/sqlite/instance-index.js';
import { createJobQueue } from '../adapters/sqlite/job-queue.js';
import { createStudyRegistry } from '../adapters/sqlite/study-registry.js';
import type { Config } from './config.js';
import { packageRoot } from './package-root.js';
import type { CommitmentLedger } from './ports/commitment-ledger.js';
import type { InstanceIndex } from './ports/instance-index.js';
import type { InstanceStore } from './ports/instance-store.js';
import type { JobQueue } from './ports/job-queue.js';
import type { ObjectStore } from './ports/object-store.js';
import type { StudyRegistry } from './ports/study-registry.js';

export interface Store {
  readonly registry: StudyRegistry;
  readonly index: InstanceIndex;
  readonly instances: InstanceStore;
  readonly queue: JobQueue;
  readonly ledger: CommitmentLedger;
  readonly objects: ObjectStore;
  close(): void;
}

export interface StoreOptions {
  /** Beside a running node, or to look only. */
  readonly readonly?: boolean;
  /** Given by the one process that receives: it keeps the reserve, and hears what failed beside its calls. */
  readonly onFault?: (error: unknown) => void;
}

/** What a data folder holds. */
export function composeStore({ storage }: Pick<Config, 'storage'>, options: StoreOptions = {}): Store {
  const db = openDatabase(registryPath(storage.dataDir), options);
  const index = createInstanceIndex(db);
  const instances = createInstanceStore(storage.dataDir, {
    onSealed: (pack) => index.packSealed(pack),
    ...(options.onFault && { onFault: options.onFault, reserveBytes: storage.reserveMegabytes * 1_000_000 }),
  });
  const objects = createObjectStore(storage.dataDir);
  const registry = createStudyRegistry(db);
  const close = () => {
    index.close();
    db.close();
  };
  const [queue, ledger] = [createJobQueue(db), createCommitmentLedger(db)];
  return { registry, index, instances, queue, ledger, objects, close };
}

export function registryPath(dataDir: string): string {
  return join(dataDir, 'registry.sqlite');
}

/** The packs of the configuration, every file checked against its digest. */
export function composePacks({ packs, packDirs }: Config['analyze']) {
  return loadPacks(packs, [...packDirs, join(packageRoot(), 'models/packs')]);
}

export function productVersion(): string {
  return JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')).version;
}
