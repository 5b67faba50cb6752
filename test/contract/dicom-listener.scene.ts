/** A listener under test with the handlers a test wants, and peers that speak to it byte by byte. */
import { afterEach } from 'vitest';
import type {
  Association,
  DicomListener,
  IncomingInstance,
  ListenerHandlers,
  ListenOptions,
} from '../../service/ports/dicom-listener.js';
import { DimsePeer } from '../support/dimse-peer.js';

/** Times after which a silent peer is given up, ms. */
export interface Patience {
  readonly artimMs?: number;
  readonly idleMs?: number;
}

export type MakeListener = (patience?: Patience) => DicomListener;

export interface KeptInstance extends Omit<IncomingInstance, 'dataSet'> {
  readonly bytes: Buffer;
}

export interface SceneOptions extends Partial<ListenerHandlers>, Partial<ListenOptions>, Patience {}

export class ListenerScene {
  readonly kept: KeptInstance[] = [];
  readonly asked: Association[] = [];
  #peers: DimsePeer[] = [];
  #port = 0;

  private constructor(readonly listener: DicomListener) {}

  static async open(
    make: MakeListener,
    { artimMs, idleMs, admit, permits, store, ...listen }: SceneOptions,
  ): Promise<ListenerScene> {
    const scene = new ListenerScene(make({ artimMs, idleMs }));
    scene.#port = await scene.listener.listen(
      { host: '127.0.0.1', port: 0, maxPduLength: 131072, maxAssociations: 10, ...listen },
      {
        admit(association, openAssociations) {
          scene.asked.push(association);
          return admit?.(association, openAssociations);
        },
        permits: permits ?? (() => true),
        store: store ?? ((instance) => scene.#keep(instance)),
      },
    );
    return scene;
  }

  async connect(): Promise<DimsePeer> {
    const peer = await DimsePeer.connect(this.#port);
    this.#peers.push(peer);
    return peer;
  }

  /** A peer with an association for Verification (context 1) and CT (context 3). */
  async associated(): Promise<DimsePeer> {
    const peer = await this.connect();
    await peer.associate();
    return peer;
  }

  async close(): Promise<void> {
    for (const peer of this.#peers) peer.destroy();
    await this.listener.close(0);
  }

  async #keep({ dataSet, ...instance }: IncomingInstance): Promise<number> {
    this.kept.push({ ...instance, bytes: await bytesOf(dataSet) });
    return 0;
  }
}

export async function bytesOf(dataSet: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of dataSet) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Opens scenes that are closed after each test. */
export function scenes(make: MakeListener): (options?: SceneOptions) => Promise<ListenerScene> {
  const open: ListenerScene[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((scene) => scene.close()));
  });
  return async (options = {}) => {
    const scene = await ListenerScene.open(make, options);
    open.push(scene);
    return scene;
  };
}
