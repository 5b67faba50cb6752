/** Receivers in a process of their own, ours and plain dcmjs-dimse, to whom the same is done. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { splitPart10 } from '../../service/dicom/part10.js';
import { DimsePeer } from '../support/dimse-peer.js';
import type { AssociateOptions } from '../support/pdu-bytes.js';
import { projectPath } from '../support/project.js';
import { storedInstances } from '../support/stored-instances.js';
import { TargetProcess } from '../support/target-process.js';

export type Make = 'dcmjs-dimse' | 'ours';
/** What dcmjs-dimse is made to do with a data set; ours knows one way. */
export type Receiving = 'parsing' | 'streaming' | 'slowly';

const SCRIPTS = {
  'dcmjs-dimse': projectPath('test/defects/dcmjs-dimse-receiver.ts'),
  ours: projectPath('test/support/receive-process.ts'),
} as const satisfies Record<Make, string>;

export class Receiver {
  #peers: DimsePeer[] = [];

  private constructor(
    readonly make: Make,
    readonly folder: string,
    readonly process: TargetProcess,
  ) {}

  static async start(make: Make, receiving: Receiving): Promise<Receiver> {
    const folder = await mkdtemp(join(tmpdir(), 'cambium-defect-'));
    return new Receiver(
      make,
      folder,
      await TargetProcess.start({ args: ['--import', 'tsx', SCRIPTS[make], folder, receiving] }),
    );
  }

  async connect(): Promise<DimsePeer> {
    const peer = await DimsePeer.connect(this.process.port);
    this.#peers.push(peer);
    return peer;
  }

  /** A peer with an association for Verification (context 1) and CT (context 3), unless `options` say otherwise. */
  async associated(options: AssociateOptions = {}): Promise<DimsePeer> {
    const peer = await this.connect();
    await peer.associate(options);
    return peer;
  }

  /** The data set that is stored under a UID, if there is one. */
  async stored(sopInstanceUid: string): Promise<Buffer | undefined> {
    if (this.make === 'ours') {
      for await (const { meta, dataSet } of storedInstances(this.folder)) {
        if (meta.sopInstanceUid === sopInstanceUid) return dataSet;
      }
      return undefined;
    }
    return readFile(join(this.folder, `${sopInstanceUid}.dcm`)).then(
      (file) => splitPart10(file).dataSet,
      () => undefined,
    );
  }

  async stop(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    await this.process.stop('SIGKILL');
    await rm(this.folder, { recursive: true, force: true });
  }
}
