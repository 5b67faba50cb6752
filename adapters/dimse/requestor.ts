/**
 * Requestor: an association that we ask for, used and released (PS3.8 §7). Data sets leave exactly as they are given, cut
 * into P-DATA-TF of the length the peer announced.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Destination } from '../../service/ports/storage-scu.js';
import { type AssociateAccept, CONTEXT_RESULT, decodeAssociateAccept, encodeAssociateRequest, type ProposedContext } from './associate-pdu.js';
import { ByteSource } from './byte-source.js';
import { type CommandSet, decodeCommandSet } from './command-set.js';
import { encodeAbort, encodeDataHeader, type FragmentKind, PDU, PDV_HEADER_BYTES, RELEASE_REQUEST } from './pdu.js';
import { PduReader } from './pdu-reader.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';
import { rejectionText } from './rejection-text.js';

/** The peer rejected the association (A-ASSOCIATE-RJ). */
export class AssociationRejected extends Error {
  override readonly name = 'AssociationRejected';
}

/** No connection could be made. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

export interface RequestorOptions {
  readonly callingAeTitle: string;
  /** For each answer; the connection is given up after it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What we take, and the most we send where the peer announces no limit. */
const MAX_PDU_LENGTH = 131072;
/** The smallest length that makes progress; a peer that announces less is not believed. */
const MIN_PDU_LENGTH = 1024;

export class Requestor {
  readonly #socket: Socket;
  readonly #reader: PduReader;
  readonly #accepted: ReadonlyMap<number, string>;
  readonly #fragmentBytes: number;

  private constructor(socket: Socket, reader: PduReader, { contexts, maxPduLength }: AssociateAccept) {
    this.#socket = socket;
    this.#reader = reader;
    this.#accepted = new Map(
      contexts.filter(({ result }) => result === CONTEXT_RESULT.acceptance).map(({ id, transferSyntax }) => [id, transferSyntax]),
    );
    const longest = maxPduLength === 0 ? MAX_PDU_LENGTH : Math.min(Math.max(maxPduLength, MIN_PDU_LENGTH), MAX_PDU_LENGTH);
    this.#fragmentBytes = (longest - PDV_HEADER_BYTES) & ~1;
  }

  /** @throws Unreachable, AssociationRejected, ConnectionEnded, ProtocolError */
  static async open(
    { host, port, aeTitle }: Destination,
    contexts: readonly ProposedContext[],
    { callingAeTitle, timeoutMs, signal }: RequestorOptions,
  ): Promise<Requestor> {
    const socket = connect({ host, port, noDelay: true, signal });
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`No answer within ${timeoutMs / 1000} s.`)));
    try {
      await once(socket, 'connect', { signal });
    } catch (cause) {
      socket.destroy();
      throw new Unreachable(cause instanceof Error ? cause.message : 'No connection.', { cause });
    }
    const reader = new PduReader(new ByteSource(socket), MAX_PDU_LENGTH);
    try {
      socket.write(encodeAssociateRequest({ calledAeTitle: aeTitle, callingAeTitle, contexts, maxPduLength: MAX_PDU_LENGTH }));
      const { type, body } = await nextWhole(reader);
      if (type === PDU.associateReject) throw new AssociationRejected(rejectionText(body));
      if (type !== PDU.associateAccept) throw new ProtocolError(`A PDU of type ${type} came instead of an answer.`);
      return new Requestor(socket, reader, decodeAssociateAccept(body));
    } catch (error) {
      socket.destroy();
      throw error;
    }
  }

  /** The transfer syntax accepted for a context, or undefined if the context was refused. */
  acceptedSyntax(contextId: number): string | undefined {
    return this.#accepted.get(contextId);
  }

  /** Sends a request and waits for its response. */
  async request(contextId: number, command: Buffer, dataSet?: Buffer): Promise<CommandSet> {
    await this.#send(contextId, command, true);
    if (dataSet) await this.#send(contextId, dataSet, false);
    const pieces: Buffer[] = [];
    for (;;) {
      const received = await this.#reader.next();
      if (!received.fragment) throw new ConnectionEnded('The peer aborted the association.');
      for await (const piece of this.#reader.fragmentBytes(received.fragment)) pieces.push(piece);
      if (received.fragment.last) return decodeCommandSet(Buffer.concat(pieces));
    }
  }

  /** Ends the association in good order; a peer that does not answer is not waited for beyond the timeout. */
  async release(): Promise<void> {
    this.#socket.write(RELEASE_REQUEST);
    try {
      await nextWhole(this.#reader);
    } catch (error) {
      if (!(error instanceof ConnectionEnded)) throw error;
    } finally {
      this.#socket.end();
      this.#socket.resume();
    }
  }

  abort(): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeAbort(0));
    this.#socket.destroy();
  }

  async #send(contextId: number, bytes: Buffer, command: boolean): Promise<void> {
    for (let at = 0; at < bytes.length; at += this.#fragmentBytes) {
      const fragment = bytes.subarray(at, at + this.#fragmentBytes);
      const kind: FragmentKind = { command, last: at + fragment.length === bytes.length };
      this.#socket.cork();
      this.#socket.write(encodeDataHeader(contextId, kind, fragment.length));
      const more = this.#socket.write(fragment);
      this.#socket.uncork();
      if (!more) await this.#drained();
    }
  }

  async #drained(): Promise<void> {
    if (this.#socket.destroyed) throw new ConnectionEnded('The connection was closed.');
    const ended = new AbortController();
    const stop = () => ended.abort();
    this.#socket.once('close', stop);
    try {
      await once(this.#socket, 'drain', { signal: ended.signal });
    } catch (cause) {
      throw new ConnectionEnded('The connection was closed.', { cause });
    } finally {
      this.#socket.off('close', stop);
    }
  }
}

async function nextWhole(reader: PduReader): Promise<{ readonly type: number; readonly body: Buffer }> {
  const received = await reader.next();
  if (received.fragment) throw new ProtocolError('Data came where an answer was expected.');
  if (received.type === PDU.abort) throw new ConnectionEnded('The peer aborted the association.');
  return received;
}
