/** The receiver on packs and a registry of its own, fed without a network: chunk by chunk from one buffer that is used again. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstanceStore } from '../../../adapters/disk/packs/instance-store.js';
import { type Config, configSchema } from '../../../service/config.js';
import type { InstanceSink, ListenerHandlers } from '../../../service/ports/dicom-listener.js';
import type { InstanceIndex } from '../../../service/ports/instance-index.js';
import type { InstanceStore, PackRecord } from '../../../service/ports/instance-store.js';
import type { JobQueue } from '../../../service/ports/job-queue.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import type { StudyRegistry } from '../../../service/ports/study-registry.js';
import { createReceiver } from '../../../service/receive/receiver.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { CT_CLASS, EXPLICIT } from '../../support/pdu-bytes.js';

export interface Sent {
  readonly sopClassUid?: string;
  readonly transferSyntaxUid?: string;
  readonly chunkBytes?: number;
}

export class Receiving {
  readonly events: StageEvent[] = [];
  /** What the index says is known, if not what it knows. */
  known: ReturnType<InstanceIndex['known']>;
  usedPercent = 50;
  now = 0;
  readonly handlers: ListenerHandlers;

  private constructor(
    /** Data folder of the packs. */
    readonly folder: string,
    readonly registry: StudyRegistry,
    readonly queue: JobQueue,
    readonly index: InstanceIndex,
    readonly instances: InstanceStore,
    readonly config: Config,
    readonly close: () => Promise<void>,
  ) {
    this.handlers = createReceiver({
      instances,
      index: { ...index, known: (uid) => this.known ?? index.known(uid) },
      usedPercent: async () => this.usedPercent,
      clock: { now: () => this.now },
      config,
      observe: (event) => this.events.push(event),
    });
  }

  static async start(storage: Partial<Config['storage']> = {}): Promise<Receiving> {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-receive-'));
    const parts = sqliteParts();
    const config = configSchema.parse({ acceptUnknownPeers: true, storage: { refuseAbovePercent: 90, ...storage } });
    const instances = createInstanceStore(folder);
    return new Receiving(folder, parts.registry, parts.queue, parts.index, instances, config, async () => {
      await instances.close();
      parts.close();
      await rm(folder, { recursive: true });
    });
  }

  /** A C-STORE of these bytes under this UID; the status it is answered with. */
  store(sopInstanceUid: string, bytes: Buffer, sent: Sent = {}): Promise<number> {
    const sink = this.open(sopInstanceUid, sent);
    this.feed(sink, bytes, sent);
    return sink.end();
  }

  open(sopInstanceUid: string, { sopClassUid = CT_CLASS, transferSyntaxUid = EXPLICIT }: Sent = {}): InstanceSink {
    return this.handlers.store({
      association: { callingAeTitle: 'SCANNER', calledAeTitle: 'CAMBIUM', address: '127.0.0.1' },
      affectedSopClassUid: sopClassUid,
      affectedSopInstanceUid: sopInstanceUid,
      transferSyntaxUid,
    });
  }

  feed(sink: InstanceSink, bytes: Buffer, { chunkBytes = 64 * 1024 }: Sent = {}): void {
    const chunk = Buffer.alloc(chunkBytes);
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      sink.write(chunk.subarray(0, bytes.copy(chunk, 0, at, at + chunkBytes)));
      chunk.fill(0xee);
    }
  }

  /** What lies in the packs, every byte read. */
  async records(): Promise<readonly PackRecord[]> {
    const records: PackRecord[] = [];
    for (const { name } of await this.instances.packs()) {
      for await (const record of this.instances.records(name, { verify: true })) records.push(record);
    }
    return records;
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
