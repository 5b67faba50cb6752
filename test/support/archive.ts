/**
 * A small archive in the test's own process: takes every instance on a loopback port and keeps its bytes. A UID that comes
 * twice must come with the same bytes; if it does not, `differing` names it.
 */
import { createDicomListener } from '../../adapters/dimse/storage-scp.js';
import { SUCCESS } from '../../service/dicom/dimse-status.js';
import type { DicomListener } from '../../service/ports/dicom-listener.js';

export interface ArchivedInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly dataSet: Buffer;
  /** How often it came. */
  received: number;
}

export class Archive {
  readonly instances = new Map<string, ArchivedInstance>();
  readonly differing = new Set<string>();
  #listener: DicomListener | undefined;

  constructor(readonly aeTitle: string) {}

  /** Listens on `port`, or on a free one; resolves with it. */
  async start(port = 0): Promise<number> {
    this.#listener = createDicomListener();
    return this.#listener.listen(
      { host: '127.0.0.1', port, maxPduLength: 131072, maxAssociations: 20 },
      {
        admit: () => undefined,
        permits: () => true,
        store: ({ affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid }) => {
          const chunks: Buffer[] = [];
          return {
            write: (bytes) => void chunks.push(Buffer.from(bytes)),
            end: async () => {
              this.#keep(affectedSopClassUid, affectedSopInstanceUid, transferSyntaxUid, Buffer.concat(chunks));
              return SUCCESS;
            },
            abort: () => undefined,
          };
        },
        ended: () => undefined,
      },
    );
  }

  async stop(): Promise<void> {
    await this.#listener?.close(0);
    this.#listener = undefined;
  }

  /** Instances of a SOP Class. */
  ofClass(sopClassUid: string): readonly ArchivedInstance[] {
    return [...this.instances.values()].filter((instance) => instance.sopClassUid === sopClassUid);
  }

  #keep(sopClassUid: string, sopInstanceUid: string, transferSyntaxUid: string, dataSet: Buffer): void {
    const known = this.instances.get(sopInstanceUid);
    if (known && !known.dataSet.equals(dataSet)) this.differing.add(sopInstanceUid);
    const received = (known?.received ?? 0) + 1;
    this.instances.set(sopInstanceUid, { sopClassUid, sopInstanceUid, transferSyntaxUid, dataSet, received });
  }
}
