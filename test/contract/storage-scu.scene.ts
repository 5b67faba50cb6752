/** Archives that a StorageScu under test sends to, each as good or bad as its script says. */
import { afterEach } from 'vitest';
import type { Destination } from '../../service/ports/storage-scu.js';
import { type DimsePeer, scriptedAcceptor } from '../support/dimse-peer.js';
import {
  type Answer,
  associateAccept,
  commandElements,
  data,
  PDU_TYPE,
  PDV,
  pdv,
  RELEASED,
  responseCommand,
} from '../support/pdu-bytes.js';

export interface Archived {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly messageId: number;
  readonly bytes: Buffer;
}

export interface ArchiveScript {
  readonly maxPduLength?: number;
  /** Abstract syntaxes whose contexts it refuses. */
  readonly refuse?: readonly string[];
  /** The transfer syntaxes it takes; all of them, if it is not said. */
  readonly takes?: readonly string[];
  /** Accepts every context in this transfer syntax, offered or not. */
  readonly insists?: string;
  /** Instead of an A-ASSOCIATE-AC. */
  readonly answer?: Buffer | 'none';
  readonly status?: (stored: Archived) => number;
  /** True if it has done all there is to do. */
  readonly onStore?: (peer: DimsePeer, stored: Archived) => boolean;
  /** Reads nothing after the association. */
  readonly deaf?: boolean;
  readonly silentRelease?: boolean;
}

/** Results of a Presentation Context (PS3.8 Table 9-18). */
const CONTEXT = { accepted: 0, abstractSyntaxNotSupported: 3, transferSyntaxesNotSupported: 4 } as const;

/** Opens archives that are closed after each test. */
export function archives(): (script: ArchiveScript) => Promise<ScriptedArchive> {
  const open: ScriptedArchive[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((archive) => archive.close()));
  });
  return async (script) => {
    const archive = new ScriptedArchive(script);
    await archive.listen();
    open.push(archive);
    return archive;
  };
}

export class ScriptedArchive {
  readonly kept: Archived[] = [];
  readonly associations: { readonly called: string; readonly calling: string }[] = [];
  released = 0;
  longestPdu = 0;
  readonly #peers: DimsePeer[] = [];
  #answered: readonly Answer[] = [];
  #port = 0;
  #close = async () => {};

  constructor(readonly script: ArchiveScript) {}

  get destination(): Destination {
    return { name: 'ARCHIVE', aeTitle: 'ARCHIVE', host: '127.0.0.1', port: this.#port };
  }

  async listen(): Promise<void> {
    const acceptor = await scriptedAcceptor((peer) => this.#serve(peer));
    this.#port = acceptor.port;
    this.#close = () => acceptor.close();
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Connections that the requestor has not closed. */
  connections(): number {
    return this.#peers.filter((peer) => !peer.isOver).length;
  }

  async #serve(peer: DimsePeer): Promise<void> {
    this.#peers.push(peer);
    const request = await peer.pdu();
    if (!request) return;
    const title = (at: number) => request.body.toString('latin1', at, at + 16).trim();
    this.associations.push({ called: title(4), calling: title(20) });
    const { answer = associateAccept(this.#answers(request.body), this.script.maxPduLength) } = this.script;
    if (answer !== 'none') peer.send(answer);
    if (this.script.deaf) peer.socket.pause();
    else while (await this.#message(peer));
  }

  #answers(body: Buffer): readonly Answer[] {
    const answers: Answer[] = [];
    for (let at = 68; at < body.length; at += 4 + body.readUInt16BE(at + 2)) {
      if (body[at] !== 0x20) continue;
      const abstractSyntax = body.toString('latin1', at + 12, at + 12 + body.readUInt16BE(at + 10));
      const syntaxAt = at + 12 + abstractSyntax.length;
      const transferSyntax = body.toString('latin1', syntaxAt + 4, syntaxAt + 4 + body.readUInt16BE(syntaxAt + 2));
      const { refuse, takes, insists = transferSyntax } = this.script;
      const unknown =
        takes && !takes.includes(transferSyntax) ? CONTEXT.transferSyntaxesNotSupported : CONTEXT.accepted;
      const result = refuse?.includes(abstractSyntax) ? CONTEXT.abstractSyntaxNotSupported : unknown;
      answers.push({ id: body[at + 4], result, transferSyntax: insists });
    }
    this.#answered = answers;
    return answers;
  }

  async #message(peer: DimsePeer): Promise<boolean> {
    const request = await this.#part(peer);
    if (!request.bytes) {
      if (request.pduType !== PDU_TYPE.release) return false;
      this.released++;
      if (!this.script.silentRelease) peer.send(RELEASED);
      return false;
    }
    const command = commandElements(request.bytes);
    const isStore = command.get(0x0800)?.readUInt16LE() !== 0x0101;
    const bytes = isStore ? (await this.#part(peer)).bytes : Buffer.alloc(0);
    if (!bytes) return false;
    const text = (element: number) => command.get(element)?.toString('latin1').replace(/\0$/, '') ?? '';
    const messageId = command.get(0x0110)?.readUInt16LE() ?? 0;
    const { transferSyntax = '' } = this.#answered.find(({ id }) => id === request.contextId) ?? {};
    const stored = {
      sopClassUid: text(2),
      sopInstanceUid: text(0x1000),
      transferSyntaxUid: transferSyntax,
      messageId,
      bytes,
    };
    if (isStore) this.kept.push(stored);
    if (isStore && this.script.onStore?.(peer, stored)) return false;
    const response = responseCommand(request.bytes, this.script.status?.(stored) ?? 0);
    peer.send(data(pdv(request.contextId, PDV.lastOfCommand, response)));
    return true;
  }

  async #part(peer: DimsePeer): Promise<MessagePart> {
    const pieces: Buffer[] = [];
    for (;;) {
      const pdu = await peer.pdu(30_000);
      if (pdu?.type !== PDU_TYPE.data) return { pduType: pdu?.type };
      this.longestPdu = Math.max(this.longestPdu, pdu.body.length);
      pieces.push(pdu.body.subarray(6));
      if (pdu.body[5] & PDV.last) return { contextId: pdu.body[4], bytes: Buffer.concat(pieces) };
    }
  }
}

/** A command set or data set, or the type of the PDU that came instead. */
type MessagePart =
  | { readonly contextId: number; readonly bytes: Buffer }
  | { readonly pduType: number | undefined; readonly bytes?: undefined };
