/**
 * Acceptor: one association from the accepted connection to its end, read top to bottom as PS3.8 §7 has it:
 *
 * - *awaiting* an A-ASSOCIATE-RQ, for at most the ARTIM time;
 * - *open*: one message after the other; the data set of a C-STORE streams through the handler as it arrives, and the next
 *   message is not read before its response has left;
 * - *ended*: by A-RELEASE, by A-ABORT of either side, by a broken connection, or by silence.
 */
import type { Socket } from 'node:net';
import { SOP_CLASS_NOT_SUPPORTED, SUCCESS, UNRECOGNIZED_OPERATION } from '../../service/dicom/dimse-status.js';
import type { Association, ListenerHandlers, Rejection } from '../../service/ports/dicom-listener.js';
import {
  APPLICATION_CONTEXT,
  type AssociateRequest,
  CONTEXT_RESULT,
  decodeAssociateRequest,
  encodeAssociateAccept,
} from './associate-pdu.js';
import { ByteSink } from './byte-sink.js';
import { ByteSource } from './byte-source.js';
import { COMMAND, encodeResponse, isResponse } from './command-set.js';
import { type Message, MessageReader } from './message-reader.js';
import { answerContext, type Service, serviceOf } from './negotiate-contexts.js';
import { ABORT_REASON, encodeAbort, encodeDataHeader, encodeReject, PDU, RELEASE_RESPONSE } from './pdu.js';
import { PduReader } from './pdu-reader.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';

export interface Timers {
  /** ARTIM: for the request to come, and after our last word for the peer to close (PS3.8 §9.1.5). */
  readonly artimMs: number;
  /** For the peer's next byte on an open association. */
  readonly idleMs: number;
}

export interface AcceptorOptions extends Timers {
  readonly maxPduLength: number;
  /** Rejects before the handlers are asked, when the listener is closing. */
  readonly congestion: () => Rejection | undefined;
  readonly openAssociations: () => number;
  /** Told of an error that is neither the peer's nor the connection's. */
  readonly onFault: (error: unknown) => void;
}

interface AcceptedContext {
  readonly service: Service | undefined;
  readonly transferSyntax: string;
}

export class Acceptor {
  readonly #source: ByteSource;
  readonly #sink: ByteSink;
  readonly #messages: MessageReader;
  #contexts: ReadonlyMap<number, AcceptedContext> = new Map();
  #association: Association | undefined;

  constructor(
    readonly socket: Socket,
    readonly handlers: ListenerHandlers,
    readonly options: AcceptorOptions,
  ) {
    socket.setNoDelay(true);
    this.#source = new ByteSource(socket, options.idleMs);
    this.#sink = new ByteSink(socket, options.idleMs);
    this.#messages = new MessageReader(new PduReader(this.#source, options.maxPduLength));
  }

  /** True from the acceptance of the association to its end. */
  get isOpen(): boolean {
    return this.#association !== undefined;
  }

  /** Resolves when the association has ended and its handlers have returned; never rejects. */
  async serve(): Promise<void> {
    const artim = setTimeout(() => this.socket.destroy(), this.options.artimMs);
    try {
      const association = await this.#establish();
      clearTimeout(artim);
      if (association) while (await this.#message(association));
      await this.#close();
    } catch (error) {
      if (error instanceof ConnectionEnded) this.socket.destroy();
      else await this.#abort(error);
    } finally {
      clearTimeout(artim);
      this.#association = undefined;
    }
  }

  /** Ends it at once, with an A-ABORT if the peer listens. */
  cut(): void {
    if (this.isOpen) this.socket.write(encodeAbort(ABORT_REASON.notSpecified));
    this.socket.destroy();
  }

  /** Undefined if the association was rejected. */
  async #establish(): Promise<Association | undefined> {
    const received = await this.#messages.pdus.next();
    if (received.fragment || received.type !== PDU.associateRequest) throw unexpected(received.type);
    const request = decodeAssociateRequest(received.body);
    const { callingAeTitle, calledAeTitle } = request;
    const association = { callingAeTitle, calledAeTitle, address: this.socket.remoteAddress ?? '' };
    const { congestion, openAssociations } = this.options;
    const rejection = rejectionOf(request) ?? congestion() ?? this.handlers.admit(association, openAssociations());
    if (rejection) {
      await this.#sink.write(encodeReject(rejection));
      return undefined;
    }
    this.#association = association;
    await this.#accept(request, association);
    return association;
  }

  async #accept(request: AssociateRequest, association: Association): Promise<void> {
    const permits = (service: Service) => this.handlers.permits(association, service);
    const answers = request.contexts.map((context) => answerContext(context, permits));
    const services = new Map(request.contexts.map(({ id, abstractSyntax }) => [id, serviceOf(abstractSyntax)]));
    this.#contexts = new Map(
      answers
        .filter(({ result }) => result === CONTEXT_RESULT.acceptance)
        .map(({ id, transferSyntax }) => [id, { service: services.get(id), transferSyntax }]),
    );
    await this.#sink.write(encodeAssociateAccept(request, answers, this.options.maxPduLength));
  }

  /** Serves one message; false after the peer's A-RELEASE or A-ABORT. */
  async #message(association: Association): Promise<boolean> {
    const received = await this.#messages.next();
    if ('command' in received) {
      await this.#respond(received, association);
      return true;
    }
    if (received.type === PDU.releaseRequest) await this.#sink.write(RELEASE_RESPONSE);
    else if (received.type !== PDU.abort) throw unexpected(received.type);
    return false;
  }

  async #respond(message: Message, association: Association): Promise<void> {
    const { contextId, command } = message;
    const context = this.#contexts.get(contextId);
    if (!context) throw new ProtocolError(`Context ${contextId} was not accepted.`);
    if (isResponse(command)) throw new ProtocolError('A response came, and nothing was asked.');
    // There is never an operation to cancel when it is read, and it has no response (PS3.7 §9.3.2.3).
    if (command.commandField === COMMAND.cancelRequest) return;
    const status = await this.#perform(message, context, association);
    const response = encodeResponse(command, status);
    await this.#sink.write(encodeDataHeader(contextId, { command: true, last: true }, response.length), response);
  }

  /** The status of one operation, once the whole of its request has been read. */
  async #perform(
    message: Message,
    { service, transferSyntax }: AcceptedContext,
    association: Association,
  ): Promise<number> {
    const { commandField, hasDataSet, affectedSopClassUid, affectedSopInstanceUid } = message.command;
    if (!hasDataSet) return commandField === COMMAND.echoRequest ? SUCCESS : UNRECOGNIZED_OPERATION;
    const dataSet = this.#messages.dataSet(message);
    let status = UNRECOGNIZED_OPERATION;
    if (commandField === COMMAND.storeRequest) {
      const instance = {
        association,
        affectedSopClassUid,
        affectedSopInstanceUid,
        transferSyntaxUid: transferSyntax,
        dataSet,
      };
      // A context of Verification is open to peers that may not store.
      status = service === 'store' ? await this.handlers.store(instance) : SOP_CLASS_NOT_SUPPORTED;
    }
    // A handler that refuses early leaves bytes unread; one that stumbles over a broken connection hides it in a status.
    if (dataSet.failure) throw dataSet.failure;
    for await (const _ of dataSet);
    return status;
  }

  async #abort(error: unknown): Promise<void> {
    if (!(error instanceof ProtocolError)) this.options.onFault(error);
    this.socket.write(encodeAbort(error instanceof ProtocolError ? error.abortReason : ABORT_REASON.notSpecified));
    await this.#close();
  }

  /** Waits for the peer to close after the last word, but not for ever. */
  async #close(): Promise<void> {
    this.#association = undefined;
    if (this.socket.destroyed) return;
    const artim = setTimeout(() => this.socket.destroy(), this.options.artimMs);
    const closed = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    this.#source.discard();
    this.socket.end();
    await closed;
    clearTimeout(artim);
  }
}

/** What the upper layer itself rejects (PS3.8 Table 9-21): another protocol version or application context. */
function rejectionOf({ protocolVersions, applicationContext }: AssociateRequest): Rejection | undefined {
  if ((protocolVersions & 1) === 0) return { result: 1, source: 2, reason: 2 };
  return applicationContext === APPLICATION_CONTEXT ? undefined : { result: 1, source: 1, reason: 2 };
}

function unexpected(type: number): ProtocolError {
  return new ProtocolError(`A PDU of type ${type} is out of place.`, ABORT_REASON.unexpectedPdu);
}
