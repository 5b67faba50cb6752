/** A node's store with the instances of a small CT in it: packs and registry as they are after a C-STORE each. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInstanceStore } from '../../../adapters/disk/packs/instance-store.js';
import type { InstanceStore } from '../../../service/ports/instance-store.js';
import type { SopReference } from '../../../service/ports/storage-commitment.js';
import type { OutgoingFile } from '../../../service/ports/storage-scu.js';
import type { RegistryAndQueue } from '../../contract/registry-steps.js';
import { sqliteParts } from '../../contract/sqlite-parts.js';
import { instance } from '../../support/instances.js';
import { asStored, tinyCt } from '../../support/tiny-ct.js';

export class Holdings {
  private constructor(
    readonly parts: RegistryAndQueue,
    readonly instances: InstanceStore,
    readonly folder: string,
  ) {}

  static async open(): Promise<Holdings> {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-commit-'));
    return new Holdings(sqliteParts(), createInstanceStore(folder), folder);
  }

  async close(): Promise<void> {
    await this.instances.close();
    this.parts.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Stores slices of a made-up study; what a peer would name them by. */
  async store(name: string, slices: number): Promise<readonly SopReference[]> {
    const { instances } = tinyCt(name, slices);
    for (const file of instances) await this.#keep(file);
    return instances.map(({ sopClassUid, sopInstanceUid }) => ({ sopClassUid, sopInstanceUid }));
  }

  async #keep(file: OutgoingFile): Promise<void> {
    const received = instance({ header: { sopInstanceUid: file.sopInstanceUid } });
    const { sopClassUid, sopInstanceUid, transferSyntaxUid } = file;
    const { studyInstanceUid, seriesInstanceUid } = received.header;
    const uids = { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid };
    const writer = this.instances.begin({ ...uids, transferSyntaxUid, callingAeTitle: 'SCANNER' });
    writer.write(asStored(file));
    const object = writer.finish(0);
    await this.instances.sync([writer]);
    this.parts.index.record([{ ...received, object }]);
    writer.release();
  }
}
