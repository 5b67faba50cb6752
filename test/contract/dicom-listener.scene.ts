/** A listener under test with the handlers a test wants, and peers that speak to it byte by byte. */
import type { Socket } from 'node:net';
import { afterEach } from 'vitest';
import type {
  Association,
  DicomListener,
  EarlyEnd,
  IncomingInstance,
  InstanceSink,
  ListenerHandlers,
  ListenOptions,
  TlsFiles,
} from '../../service/ports/dicom-listener.js';
import { DimsePeer } from '../support/dimse-peer.js';

/** How long a peer is waited for; see DicomListenerOptions. */
export interface Patience {
  readonly artimMs?: number;
  readonly idleMs?: number;
  readonly slowMs?: number;
  readonly minBytesPerSecond?: number;
}

export interface ListenerUnderTest {
  create(patience?: Patience): DicomListener;
  /** Absent: plain TCP. */
  readonly tls?: TlsFiles;
  /** A connection to its port, ready to be written to. */
  connect(port: number): Promise<Socket>;
}

export interface KeptInstance extends IncomingInstance {
  readonly bytes: Buffer;
}

export interface SceneOptions extends Partial<ListenerHandlers>, Partial<Omit<ListenOptions, 'tls'>> {
  readonly patience?: Patience;
}

export class ListenerScene {
  readonly kept: KeptInstance[] = [];
  readonly asked: Association[] = [];
  readonly ended: EarlyEnd[] = [];
  /** Instances whose association ended before they were whole. */
  aborted = 0;
  #peers: DimsePeer[] = [];
  #port = 0;

  private constructor(
    readonly listener: DicomListener,
    readonly tested: ListenerUnderTest,
  ) {}

  static async open(tested: ListenerUnderTest, options: SceneOptions): Promise<ListenerScene> {
    const {
      patience,
      host = '127.0.0.1',
      port = 0,
      maxPduLength = 131072,
      maxAssociations = 10,
      ...handlers
    } = options;
    const scene = new ListenerScene(tested.create(patience), tested);
    scene.#port = await scene.listener.listen(
      { host, port, maxPduLength, maxAssociations, tls: tested.tls },
      {
        permits: () => true,
        store: (instance) => scene.keep(instance),
        ...handlers,
        admit(association, open) {
          scene.asked.push(association);
          return handlers.admit?.(association, open);
        },
        ended: (end) => scene.ended.push(end),
      },
    );
    return scene;
  }

  /** A sink that keeps what it is given, and answers with what `end` says. */
  keep(instance: IncomingInstance, end: (bytes: Buffer) => Promise<number> = async () => 0): InstanceSink {
    const pieces: Buffer[] = [];
    return {
      write: (bytes) => pieces.push(Buffer.from(bytes)),
      end: () => {
        const bytes = Buffer.concat(pieces);
        this.kept.push({ ...instance, bytes });
        return end(bytes);
      },
      abort: () => {
        this.aborted++;
      },
    };
  }

  async connect(): Promise<DimsePeer> {
    const peer = new DimsePeer(await this.tested.connect(this.#port));
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
}

/** Opens scenes that are closed after each test. */
export function scenes(tested: ListenerUnderTest): (options?: SceneOptions) => Promise<ListenerScene> {
  const open: ListenerScene[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((scene) => scene.close()));
  });
  return async (options = {}) => {
    const scene = await ListenerScene.open(tested, options);
    open.push(scene);
    return scene;
  };
}
