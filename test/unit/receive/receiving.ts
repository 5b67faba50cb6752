/** The receiver on a disk and a registry of its own, fed without a network. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import { type Config, configSchema } from '../../../service/config.js';
import type { ListenerHandlers } from '../../../service/ports/dicom-listener.js';
import type { ObjectKey, ObjectStore } from '../../../service/ports/object-store.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import type { RecordOutcome, StudyRegistry } from '../../../service/ports/study-registry.js';
import { createReceiver } from '../../../service/receive/receiver.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { CT_CLASS, EXPLICIT } from '../../support/pdu-bytes.js';

export interface Sent {
  readonly sopClassUid?: string;
  readonly transferSyntaxUid?: string;
  readonly chunkBytes?: number;
  /** The association ends so after the bytes. */
  readonly failure?: Error;
}

export class Receiving {
  readonly events: StageEvent[] = [];
  /** What the registry says, if not what it is. */
  ruling: RecordOutcome | undefined;
  usedPercent: number | undefined;
  now = 0;
  readonly handlers: ListenerHandlers;

  private constructor(
    readonly folder: string,
    readonly registry: StudyRegistry,
    readonly objects: ObjectStore,
    readonly config: Config,
    readonly close: () => Promise<void>,
  ) {
    this.handlers = createReceiver({
      objects: { ...objects, usedPercent: async () => this.usedPercent ?? objects.usedPercent() },
      registry: { ...registry, recordInstance: (instance) => this.ruling ?? registry.recordInstance(instance) },
      clock: { now: () => this.now },
      config,
      observe: (event) => this.events.push(event),
    });
  }

  static async start(storage: Partial<Config['storage']> = {}): Promise<Receiving> {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-receive-'));
    const parts = sqliteParts();
    const config = configSchema.parse({ acceptUnknownPeers: true, storage: { refuseAbovePercent: 100, ...storage } });
    return new Receiving(folder, parts.registry, createObjectStore(folder), config, async () => {
      parts.close();
      await rm(folder, { recursive: true });
    });
  }

  /** A C-STORE of these bytes under this UID; the status it is answered with. */
  store(sopInstanceUid: string, bytes: Buffer, sent: Sent = {}): Promise<number> {
    return this.handlers.store({
      association: { callingAeTitle: 'SCANNER', calledAeTitle: 'CAMBIUM', address: '127.0.0.1' },
      affectedSopClassUid: sent.sopClassUid ?? CT_CLASS,
      affectedSopInstanceUid: sopInstanceUid,
      transferSyntaxUid: sent.transferSyntaxUid ?? EXPLICIT,
      dataSet: arriving(bytes, sent),
    });
  }

  /** Files below the store: objects, and temporary files if any were left. */
  async files(): Promise<number> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).length;
  }

  async keys(): Promise<readonly ObjectKey[]> {
    const keys: ObjectKey[] = [];
    for await (const key of this.objects.list('instances')) keys.push(key);
    return keys;
  }

  /** Instances in the registry. */
  rows(): number {
    return this.registry.studies({}).reduce((sum, { instances }) => sum + instances, 0);
  }

  /** Codes of what was refused, as the observer was told. */
  refusals(): readonly string[] {
    return this.events.flatMap((event) => (event.event === 'instance.refused' ? [event.code] : []));
  }
}

async function* arriving(bytes: Buffer, { chunkBytes = 64 * 1024, failure }: Sent): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  if (failure) throw failure;
}
