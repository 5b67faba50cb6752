/** Acceptors of one Presentation Context whose messages a test answers by hand. */
import { afterEach } from 'vitest';
import type { Destination } from '../../service/ports/storage-scu.js';
import { type DimsePeer, scriptedAcceptor } from '../support/dimse-peer.js';
import {
  associateAccept,
  command,
  commandElements,
  data,
  dataSetPdus,
  IMPLICIT,
  item,
  PDU_TYPE,
  PDV,
  pdv,
  RELEASED,
  uint16le,
} from '../support/pdu-bytes.js';

export interface ScpMessage {
  readonly command: ReadonlyMap<number, Buffer>;
  readonly dataSet: Buffer;
}

export interface ScpScript {
  /** Result of the context (PS3.8 Table 9-18). */
  readonly result?: number;
  readonly transferSyntax?: string;
  /** Instead of an A-ASSOCIATE-AC. */
  readonly answer?: Buffer;
  /** Told of each message; it sends what there is to send. */
  readonly onMessage?: (scp: ScriptedScp, message: ScpMessage) => void;
  /** Told of the A-RELEASE-RQ, before it is answered. */
  readonly onRelease?: (scp: ScriptedScp) => void;
}

const NO_DATA_SET = 0x0101;
const RESPONSE = 0x8000;

/** Opens acceptors that are closed after each test. */
export function scriptedScps(): (script: ScpScript) => Promise<ScriptedScp> {
  const open: ScriptedScp[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((scp) => scp.close()));
  });
  return async (script) => {
    const scp = new ScriptedScp(script);
    await scp.listen();
    open.push(scp);
    return scp;
  };
}

export class ScriptedScp {
  /** Bodies of the A-ASSOCIATE-RQ that came. */
  readonly associations: Buffer[] = [];
  readonly messages: ScpMessage[] = [];
  released = 0;
  destination: Destination = { name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port: 0 };
  #peer: DimsePeer | undefined;
  #close = async () => {};

  constructor(readonly script: ScpScript) {}

  async listen(): Promise<void> {
    const { port, close } = await scriptedAcceptor((peer) => this.#serve(peer));
    this.destination = { ...this.destination, port };
    this.#close = close;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** The present connection. */
  get peer(): DimsePeer {
    if (!this.#peer) throw new Error('Nobody is connected.');
    return this.#peer;
  }

  /** Sends a message of these elements, with a data set if one is given. */
  send(elements: readonly (readonly [number, Buffer])[], dataSet?: Buffer): void {
    const type = [0x0800, uint16le(dataSet ? 1 : NO_DATA_SET)] as const;
    this.peer.send(data(pdv(1, PDV.lastOfCommand, command([...elements, type]))));
    if (dataSet) this.peer.send(dataSetPdus(1, dataSet));
  }

  /** Answers a request; with its data set, where the status is a Pending one of C-FIND. */
  respond({ command: request }: ScpMessage, status: number, dataSet?: Buffer): void {
    const field = (request.get(0x0100)?.readUInt16LE() ?? 0) | RESPONSE;
    const messageId = request.get(0x0110) ?? uint16le(0);
    this.send(
      [
        [0x0100, uint16le(field)],
        [0x0120, messageId],
        [0x0900, uint16le(status)],
      ],
      dataSet,
    );
  }

  async #serve(peer: DimsePeer): Promise<void> {
    this.#peer = peer;
    const request = await peer.pdu();
    if (!request) return;
    this.associations.push(request.body);
    const { result = 0, transferSyntax = IMPLICIT, answer } = this.script;
    peer.send(answer ?? associateAccept([{ id: 1, result, transferSyntax }]));
    while (await this.#message(peer));
  }

  async #message(peer: DimsePeer): Promise<boolean> {
    const bytes = await this.#part(peer);
    if (!bytes) return false;
    const elements = commandElements(bytes);
    const hasDataSet = elements.get(0x0800)?.readUInt16LE() !== NO_DATA_SET;
    const dataSet = hasDataSet ? await this.#part(peer) : Buffer.alloc(0);
    if (!dataSet) return false;
    const message = { command: elements, dataSet };
    this.messages.push(message);
    this.script.onMessage?.(this, message);
    return true;
  }

  /** Undefined after the association. */
  async #part(peer: DimsePeer): Promise<Buffer | undefined> {
    const pieces: Buffer[] = [];
    for (;;) {
      const pdu = await peer.pdu(30_000);
      if (pdu?.type === PDU_TYPE.release) {
        this.released++;
        this.script.onRelease?.(this);
        peer.send(RELEASED);
      }
      if (pdu?.type !== PDU_TYPE.data) return undefined;
      pieces.push(pdu.body.subarray(6));
      if (pdu.body[5] & PDV.last) return Buffer.concat(pieces);
    }
  }
}

/** A UID of a command set, without padding. */
export function uidIn({ command: elements }: ScpMessage, element: number): string | undefined {
  return elements.get(element)?.toString('latin1').replace(/\0$/, '');
}

/** An SCP/SCU role selection sub-item (PS3.7 Table D.3-9). */
export function roleItem(sopClassUid: string, scu: number, scp: number): Buffer {
  const name = Buffer.from(sopClassUid, 'latin1');
  return item(0x54, Buffer.concat([Buffer.from([0, name.length]), name, Buffer.from([scu, scp])]));
}
