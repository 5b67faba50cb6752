/**
 * Acceptor: one association from the accepted connection to its end, read top to bottom as PS3.8 §7 has it:
 *
 * - *awaiting* an A-ASSOCIATE-RQ, for at most the ARTIM time;
 * - *open*: one message after the other; the data set of a C-STORE streams through the handler as it arrives, and the next
 *   message is not read before its response has left;
 * - *ended*: by A-RELEASE, by A-ABORT of either side, by a broken connection, or by silence.
 */
import type { Socket } from 'node:net';
import { SUCCESS } from '../../service/dicom/dimse-status.js';
import type { Association, ListenerHandlers, Rejection } from '../../service/ports/dicom-listener.js';
import { type AssociateRequest, CONTEXT_RESULT, decodeAssociateRequest, encodeAssociateAccept } from './associate-pdu.js';
import { ByteSource } from './byte-source.js';
import { COMMAND, type CommandSet, decodeCommandSet, encodeResponse } from './command-set.js';
import { answerContext } from './negotiate-contexts.js';
import { ABORT_REASON, encodeAbort, encodeDataHeader, encodeReject, PDU, RELEASE_RESPONSE } from './pdu.js';
import { type Fragment, PduReader } from './pdu-reader.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';

export interface AcceptorOptions {
  readonly maxPduLength: number;
  /** Rejects before the handlers are asked, when the listener is at a limit. */
  readonly limit: () => Rejection | undefined;
}

/** ARTIM: for the request to come, and after a rejection or abort for the peer to close (PS3.8 §9.1.5). */
const ARTIM_MS = 15_000;
/** Senders that reuse an association pause between studies; one silent for longer is gone. */
const IDLE_MS = 120_000;
const MAX_COMMAND_BYTES = 16 * 1024;
/** Status of PS3.7 §C.5.6: the SOP Class or operation is not for this association. */
const UNRECOGNIZED_OPERATION = 0x0211;

export class Acceptor {
  readonly #reader: PduReader;
  #contexts = new Map<number, { readonly abstractSyntax: string; readonly transferSyntax: string }>();
  #association: Association | undefined;
  /** Why a data set could not be read to its end, whatever its handler made of that. */
  #broken: unknown;

  constructor(
    readonly socket: Socket,
    readonly handlers: ListenerHandlers,
    readonly options: AcceptorOptions,
  ) {
    socket.setNoDelay(true);
    this.#reader = new PduReader(new ByteSource(socket), options.maxPduLength);
  }

  /** Resolves when the association has ended; never rejects. */
  async serve(): Promise<void> {
    this.socket.setTimeout(ARTIM_MS, () => this.socket.destroy());
    try {
      if (!(await this.#establish())) return await this.#close();
      this.socket.setTimeout(IDLE_MS);
      while (await this.#message());
      await this.#close();
    } catch (error) {
      if (error instanceof ConnectionEnded) this.socket.destroy();
      else await this.#abort(error instanceof ProtocolError ? error.abortReason : ABORT_REASON.notSpecified);
    }
  }

  /** False if the association was rejected. */
  async #establish(): Promise<boolean> {
    const received = await this.#reader.next();
    if (received.fragment || received.type !== PDU.associateRequest) throw unexpected(received.type);
    const request = decodeAssociateRequest(received.body);
    const { callingAeTitle, calledAeTitle } = request;
    const association = { callingAeTitle, calledAeTitle, address: this.socket.remoteAddress ?? '' };
    const rejection = this.options.limit() ?? this.handlers.admit(association);
    if (rejection) {
      this.socket.write(encodeReject(rejection));
      return false;
    }
    this.#association = association;
    this.#accept(request, association);
    return true;
  }

  #accept(request: AssociateRequest, association: Association): void {
    const permits = (service: 'store' | 'echo') => this.handlers.permits(association, service);
    const answers = request.contexts.map((context) => answerContext(context, permits));
    const proposed = new Map(request.contexts.map(({ id, abstractSyntax }) => [id, abstractSyntax]));
    for (const { id, result, transferSyntax } of answers) {
      if (result !== CONTEXT_RESULT.acceptance) continue;
      this.#contexts.set(id, { abstractSyntax: proposed.get(id) ?? '', transferSyntax });
    }
    this.socket.write(encodeAssociateAccept(request, answers, this.options.maxPduLength));
  }

  /** Serves one message; false after the peer's A-RELEASE or A-ABORT. */
  async #message(): Promise<boolean> {
    const received = await this.#reader.next();
    if (!received.fragment) {
      if (received.type === PDU.releaseRequest) this.socket.write(RELEASE_RESPONSE);
      else if (received.type !== PDU.abort) throw unexpected(received.type);
      return false;
    }
    const { contextId } = received.fragment;
    const command = decodeCommandSet(await this.#commandBytes(received.fragment));
    const status = await this.#perform(command, contextId);
    const response = encodeResponse(command, status);
    const header = encodeDataHeader(contextId, { command: true, last: true }, response.length);
    this.socket.write(Buffer.concat([header, response]));
    return true;
  }

  async #perform(command: CommandSet, contextId: number): Promise<number> {
    const context = this.#contexts.get(contextId);
    if (!context) throw new ProtocolError(`Context ${contextId} was not accepted.`);
    if (command.commandField === COMMAND.echoRequest) return SUCCESS;
    if (!command.hasDataSet) return UNRECOGNIZED_OPERATION;
    const fragments = this.#dataSetBytes(contextId);
    try {
      if (command.commandField !== COMMAND.storeRequest || !this.#association) return UNRECOGNIZED_OPERATION;
      const { affectedSopClassUid, affectedSopInstanceUid } = command;
      return await this.handlers.store({
        association: this.#association,
        affectedSopClassUid,
        affectedSopInstanceUid,
        transferSyntaxUid: context.transferSyntax,
        dataSet: { [Symbol.asyncIterator]: () => unclosed(fragments) },
      });
    } finally {
      // A handler that refuses early leaves bytes unread; the response follows the whole request (PS3.7 §9.1.1).
      for await (const _ of fragments);
      if (this.#broken) throw this.#broken;
    }
  }

  async #commandBytes(first: Fragment): Promise<Buffer> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of this.#messagePart(first.contextId, true, first)) {
      bytes += piece.length;
      if (bytes > MAX_COMMAND_BYTES) throw new ProtocolError('A command set is too long.');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async *#dataSetBytes(contextId: number): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* this.#messagePart(contextId, false);
    } catch (error) {
      this.#broken = error;
      throw error;
    }
  }

  /** Bytes of a command set or data set up to its last fragment. */
  async *#messagePart(contextId: number, command: boolean, first?: Fragment): AsyncGenerator<Buffer, void, undefined> {
    for (let fragment = first ?? (await this.#fragment()); ; fragment = await this.#fragment()) {
      if (fragment.contextId !== contextId || fragment.command !== command) {
        throw new ProtocolError('A fragment belongs to another message.', ABORT_REASON.unexpectedPdu);
      }
      yield* this.#reader.fragmentBytes(fragment);
      if (fragment.last) return;
    }
  }

  async #fragment(): Promise<Fragment> {
    const received = await this.#reader.next();
    if (received.fragment) return received.fragment;
    if (received.type === PDU.abort) throw new ConnectionEnded('The peer aborted the association.');
    throw unexpected(received.type);
  }

  async #abort(reason: number): Promise<void> {
    this.socket.write(encodeAbort(reason));
    await this.#close();
  }

  /** Says goodbye and waits for the peer to close, but not for ever. */
  async #close(): Promise<void> {
    if (this.socket.destroyed) return;
    this.socket.setTimeout(ARTIM_MS);
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    this.socket.end();
    this.socket.resume();
    await closed;
  }
}

function unexpected(type: number): ProtocolError {
  return new ProtocolError(`A PDU of type ${type} is out of place.`, ABORT_REASON.unexpectedPdu);
}

/** The same iterator without `return`: a handler that stops early must not close what still has to be read to its end. */
function unclosed<T>(generator: AsyncGenerator<T, void, undefined>): AsyncIterator<T> {
  return { next: () => generator.next() };
}
