/** What a start finds after a process was killed, or the power was lost: packs and a registry that do not agree. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createInstanceStore, type PackStore } from '../../../adapters/disk/packs/instance-store.js';
import { recoverPacks } from '../../../service/receive/recover-packs.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { ctDataSet } from '../../support/data-sets.js';
import { Receiving } from './receiving.js';

const UIDS = ['1.2.9.1', '1.2.9.2', '1.2.9.3'];

describe('recovery', () => {
  let receiving: Receiving;
  let folder: string;
  let instances: PackStore;
  let after: ReturnType<typeof sqliteParts>;
  beforeEach(async () => {
    receiving = await Receiving.start();
    for (const uid of UIDS) await receiving.store(uid, ctDataSet(uid));
    folder = mkdtempSync(join(tmpdir(), 'cambium-recover-'));
    after = sqliteParts();
  });
  afterEach(async () => {
    await instances.close();
    after.close();
    await receiving.close();
    rmSync(folder, { recursive: true });
  });

  /** The packs as a kill leaves them at this moment. */
  const killed = () => {
    cpSync(receiving.folder, folder, { recursive: true });
    instances = createInstanceStore(folder);
  };

  it('gives rows to records whose rows were lost, as they were', async () => {
    killed();
    expect(await recoverPacks({ instances, index: after.index })).toEqual({ packs: 1, instances: 3 });
    for (const uid of UIDS) {
      expect(after.index.known(uid as never)).toEqual(receiving.index.known(uid as never));
    }
    expect(after.registry.studies({})).toEqual(receiving.registry.studies({}));
  });

  it('cuts off a record that was being written, and seals its pack', async () => {
    const sink = receiving.open('1.2.9.4');
    receiving.feed(sink, ctDataSet('1.2.9.4', { pixels: Buffer.alloc(400_000) }));
    killed();
    sink.abort();
    await recoverPacks({ instances, index: after.index });
    expect(await instances.packs()).toEqual([expect.objectContaining({ sealed: true })]);
    expect(after.index.known('1.2.9.4' as never)).toBeUndefined();
    expect(after.registry.studies({})[0].instances).toBe(3);
  });

  it('looks at a pack once: the next start finds it sealed', async () => {
    killed();
    await recoverPacks({ instances, index: after.index });
    expect(await recoverPacks({ instances, index: after.index })).toEqual({ packs: 0, instances: 0 });
  });

  it('records nothing twice that has its row', async () => {
    killed();
    expect(await recoverPacks({ instances, index: receiving.index })).toEqual({ packs: 1, instances: 0 });
    expect(receiving.rows()).toBe(3);
  });
});
