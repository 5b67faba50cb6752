/** The receive stage on a loopback port, on a disk and a registry of its own, for a sender of another make. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { createInstanceStore, type PackStore } from '../../adapters/disk/packs/instance-store.js';
import { openDatabase } from '../../adapters/sqlite/database.js';
import { createInstanceIndex } from '../../adapters/sqlite/instance-index.js';
import { systemClock } from '../../adapters/system/clock.js';
import { configSchema } from '../../service/config.js';
import { type Part10, splitPart10 } from '../../service/dicom/part10.js';
import type { StageEvent } from '../../service/ports/stage-observer.js';
import { createReceiver } from '../../service/receive/receiver.js';

export const OUR_TITLE = 'CAMBIUM';
export const SENDER = 'SENDER';

type EventOf<Name extends StageEvent['event']> = Extract<StageEvent, { readonly event: Name }>;

export class ReceiveStage {
  readonly events: StageEvent[] = [];

  private constructor(
    readonly port: number,
    readonly instances: PackStore,
    readonly close: () => Promise<void>,
  ) {}

  static async start(): Promise<ReceiveStage> {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-receive-'));
    const config = configSchema.parse({
      node: { aeTitle: OUR_TITLE },
      storage: { refuseAbovePercent: 100 },
      peers: { [SENDER]: { address: '127.0.0.1' }, ECHOER: { address: '127.0.0.1', may: ['echo'] } },
    });
    const db = openDatabase(join(folder, 'registry.sqlite'));
    const index = createInstanceIndex(db);
    const instances = createInstanceStore(folder);
    const listener = createDicomListener();
    const observe = (event: StageEvent) => void stage.events.push(event);
    const handlers = createReceiver({
      instances,
      index,
      usedPercent: async () => 50,
      clock: systemClock,
      config,
      observe,
    });
    const port = await listener.listen({ ...config.node, host: '127.0.0.1', port: 0 }, handlers);
    const stage = new ReceiveStage(port, instances, async () => {
      await listener.close(0);
      await instances.close();
      index.close();
      db.close();
      await rm(folder, { recursive: true });
    });
    return stage;
  }

  eventsNamed<Name extends StageEvent['event']>(name: Name): readonly EventOf<Name>[] {
    return this.events.filter((event): event is EventOf<Name> => event.event === name);
  }

  /** Every stored instance, in no order. */
  async stored(): Promise<readonly Part10[]> {
    const found: Part10[] = [];
    for (const { name } of await this.instances.packs()) {
      for await (const { key } of this.instances.records(name)) found.push(splitPart10(await this.instances.get(key)));
    }
    return found;
  }
}
