import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createObjectStore } from '../../../adapters/disk/object-store.js';
import { configSchema } from '../../../service/config.js';
import type { ListenerHandlers } from '../../../service/ports/dicom-listener.js';
import type { StageEvent } from '../../../service/ports/stage-observer.js';
import type { RecordOutcome } from '../../../service/ports/study-registry.js';
import { createReceiver } from '../../../service/receive/receiver.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { ctDataSet } from '../../support/data-sets.js';
import { CT_CLASS, EXPLICIT } from '../../support/pdu-bytes.js';

const UID = '1.2.9';
const ASSOCIATION = { callingAeTitle: 'SCANNER', calledAeTitle: 'CAMBIUM', address: '127.0.0.1' };

describe('an instance that is not kept', () => {
  let folder: string;
  let close: () => void;
  let handlers: ListenerHandlers;
  let events: StageEvent[];
  /** What the registry says, if not what it is. */
  let ruling: RecordOutcome | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cambium-receive-'));
    const parts = sqliteParts();
    close = parts.close;
    events = [];
    ruling = undefined;
    handlers = createReceiver({
      objects: createObjectStore(folder),
      registry: { ...parts.registry, recordInstance: (instance) => ruling ?? parts.registry.recordInstance(instance) },
      clock: { now: () => 0 },
      config: configSchema.parse({ storage: { refuseAbovePercent: 100 } }),
      observe: (event) => events.push(event),
    });
  });
  afterEach(async () => {
    close();
    await rm(folder, { recursive: true });
  });

  async function* arriving(bytes: Buffer, failure?: Error) {
    for (let at = 0; at < bytes.length; at += 300) yield bytes.subarray(at, at + 300);
    if (failure) throw failure;
  }
  const store = (dataSet: AsyncIterable<Buffer>) =>
    handlers.store({
      association: ASSOCIATION,
      affectedSopClassUid: CT_CLASS,
      affectedSopInstanceUid: UID,
      transferSyntaxUid: EXPLICIT,
      dataSet,
    });
  const files = async () =>
    (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length;

  it('because its association ended leaves nothing, and is no fault of ours', async () => {
    await store(arriving(ctDataSet(UID), new Error('The connection was closed.')));
    expect(events).toMatchObject([{ event: 'instance.refused', code: 'instance.incomplete' }]);
    expect(await files()).toBe(0);
  });

  it('because other bytes have its UID leaves only those', async () => {
    expect(await store(arriving(ctDataSet(UID)))).toBe(0x0000);
    expect(await store(arriving(ctDataSet(UID, { pixels: Buffer.alloc(8, 1) })))).toBe(0x0111);
    expect(await files()).toBe(1);
    expect(await store(arriving(ctDataSet(UID)))).toBe(0x0000);
    expect(await files()).toBe(1);
  });

  it('because it is a document of ours leaves nothing, and is acknowledged', async () => {
    ruling = 'own-document';
    expect(await store(arriving(ctDataSet(UID)))).toBe(0x0000);
    expect(await files()).toBe(0);
  });
});
