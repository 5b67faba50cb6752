/**
 * Requestor: an association that we ask for, used and released (PS3.8 §7). Data sets leave exactly as they are given, cut
 * into P-DATA-TF of the length the peer announced.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';
import type { Destination } from '../../service/ports/storage-scu.js';
import {
  type AssociateAccept,
  CONTEXT_RESULT,
  decodeAssociateAccept,
  encodeAssociateRequest,
  type ProposedContext,
  type RequestToEncode,
} from './associate-pdu.js';
import { ByteSink } from './byte-sink.js';
import { ByteSource } from './byte-source.js';
import { isResponse } from './command-set.js';
import { MessageReader } from './message-reader.js';
import { ABORT_REASON, encodeAbort, encodeDataHeader, PDU, PDV_HEADER_BYTES, RELEASE_REQUEST } from './pdu.js';
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
  /** For the connection, and for each sign of life after it; the peer is given up after it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What we take, and the most we send where the peer announces no limit. */
const MAX_PDU_LENGTH = 131072;
/** The smallest length that makes progress; a peer that announces less is not believed. */
const MIN_PDU_LENGTH = 128;

export class Requestor {
  readonly #socket: Socket;
  readonly #sink: ByteSink;
  readonly #messages: MessageReader;
  #accepted: ReadonlyMap<number, string> = new Map();
  #fragmentBytes = 0;
  #messageId = 0;

  private constructor(socket: Socket, timeoutMs: number) {
    this.#socket = socket;
    this.#sink = new ByteSink(socket, timeoutMs);
    this.#messages = new MessageReader(new PduReader(new ByteSource(socket, timeoutMs), MAX_PDU_LENGTH));
  }

  /** @throws Unreachable, AssociationRejected, ConnectionEnded, ProtocolError */
  static async open(
    destination: Destination,
    contexts: readonly ProposedContext[],
    options: RequestorOptions,
  ): Promise<Requestor> {
    const { host, port, aeTitle: calledAeTitle } = destination;
    const socket = connect({ host, port, noDelay: true });
    const requestor = new Requestor(socket, options.timeoutMs);
    await connected(socket, options);
    try {
      const { callingAeTitle } = options;
      await requestor.#associate({ calledAeTitle, callingAeTitle, contexts, maxPduLength: MAX_PDU_LENGTH });
      return requestor;
    } catch (error) {
      requestor.abort();
      throw error;
    }
  }

  /** The transfer syntax accepted for a context, or undefined if the context was refused. */
  acceptedSyntax(contextId: number): string | undefined {
    return this.#accepted.get(contextId);
  }

  /** 1, 2, 3, … for the requests of this association; two bytes long. */
  nextMessageId(): number {
    this.#messageId = (this.#messageId + 1) & 0xffff;
    return this.#messageId;
  }

  /** Sends a request and waits for its response, whose status it returns. @throws ConnectionEnded, ProtocolError */
  async request(contextId: number, command: Buffer, dataSet?: Buffer): Promise<number> {
    await this.#send(contextId, command, true);
    if (dataSet) await this.#send(contextId, dataSet, false);
    const received = await this.#messages.next();
    if (!('command' in received)) throw unexpected(received.type);
    const { status } = received.command;
    if (!isResponse(received.command) || status === undefined) throw new ProtocolError('The answer is no response.');
    return status;
  }

  /** Ends the association in good order; what was answered stays answered if the peer breaks off here. */
  async release(): Promise<void> {
    try {
      await this.#sink.write(RELEASE_REQUEST);
      await this.#messages.pdus.next();
    } catch (error) {
      if (!(error instanceof ConnectionEnded || error instanceof ProtocolError)) throw error;
    } finally {
      this.#socket.destroySoon();
    }
  }

  abort(): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeAbort(ABORT_REASON.notSpecified));
    this.#socket.destroy();
  }

  async #associate(request: RequestToEncode): Promise<void> {
    await this.#sink.write(encodeAssociateRequest(request));
    const received = await this.#messages.pdus.next();
    if (received.fragment) throw unexpected(received.type);
    if (received.type === PDU.associateReject) throw new AssociationRejected(rejectionText(received.body));
    if (received.type !== PDU.associateAccept) throw unexpected(received.type);
    this.#enter(decodeAssociateAccept(received.body));
  }

  #enter({ contexts, maxPduLength }: AssociateAccept): void {
    const accepted = contexts.filter(({ result }) => result === CONTEXT_RESULT.acceptance);
    this.#accepted = new Map(accepted.map(({ id, transferSyntax }) => [id, transferSyntax]));
    const limit = maxPduLength === 0 ? MAX_PDU_LENGTH : maxPduLength;
    const longest = Math.min(Math.max(limit, MIN_PDU_LENGTH), MAX_PDU_LENGTH);
    // Fragments of even length, as PS3.8 Annex E asks of all but the last.
    this.#fragmentBytes = (longest - PDV_HEADER_BYTES) & ~1;
  }

  async #send(contextId: number, bytes: Buffer, command: boolean): Promise<void> {
    for (let at = 0; at < bytes.length; at += this.#fragmentBytes) {
      const fragment = bytes.subarray(at, at + this.#fragmentBytes);
      const last = at + fragment.length === bytes.length;
      await this.#sink.write(encodeDataHeader(contextId, { command, last }, fragment.length), fragment);
    }
  }
}

/** Resolves with the connection made; from then on the signal ends it. @throws Unreachable */
async function connected(socket: Socket, { timeoutMs, signal }: RequestorOptions): Promise<void> {
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) });
    addAbortSignal(signal, socket);
  } catch (cause) {
    socket.destroy();
    throw new Unreachable(reasonOf(cause, timeoutMs), { cause });
  }
}

function reasonOf(cause: unknown, timeoutMs: number): string {
  if (!(cause instanceof Error) || cause.name === 'AbortError') return `No connection within ${timeoutMs / 1000} s.`;
  // A name with several addresses fails once for each of them.
  return cause instanceof AggregateError ? cause.errors.map(String).join('; ') : cause.message;
}

function unexpected(type: number): Error {
  if (type === PDU.abort) return new ConnectionEnded('The peer aborted the association.');
  return new ProtocolError(`A PDU of type ${type} came instead of an answer.`);
}
