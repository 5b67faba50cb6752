/**
 * Acceptor: one connection from its acceptance to its end, driven by the state table of PS3.8 §9.2. Bytes come in and make
 * events; an event in a state makes an action and the next state; the state says for what the peer is waited for. Nothing a
 * peer sends, or leaves unsent, keeps the connection longer than that.
 */
import type { Socket } from 'node:net';
import { asCambiumError, type ErrorCode } from '../../service/errors/registry.js';
import type { Association, ListenerHandlers, OpenAssociations } from '../../service/ports/dicom-listener.js';
import { type AssociateRequest, decodeAssociateRequest } from './associate-pdu.js';
import { Connection, type ConnectionUser } from './connection.js';
import { Conversation, type Link } from './conversation.js';
import { accept, providerRejection } from './negotiate.js';
import { Patience, type Times, type TooLong, type Wait } from './patience.js';
import { ABORT_REASON, encodeAbort, encodeReject, RELEASE_RESPONSE, USER_ABORT } from './pdu.js';
import { type ControlType, type FragmentHeader, PduParser, type PduTaker } from './pdu-parser.js';
import { ProtocolError } from './protocol-error.js';
import { ACTIONS, type Action, actionFor, type Event, PDU_EVENTS, STATES, type State } from './state-table.js';

export interface AcceptorOptions extends Times {
  readonly maxPduLength: number;
  readonly openAssociations: (callingAeTitle: string) => OpenAssociations;
  /** Told of an error that is neither the peer's nor the connection's. */
  readonly onFault: (error: unknown) => void;
}

/** ARTIM runs in these (PS3.8 §9.1.5). */
const WAITS: Partial<Record<State, Wait>> = { Sta2: 'request', Sta13: 'close' };
const NOTHING: Buffer = Buffer.alloc(0);

export class Acceptor implements ConnectionUser, PduTaker, Link {
  /** Resolves when the connection is closed and all that its handlers do has ended. */
  readonly done: Promise<void>;
  readonly #connection: Connection;
  readonly #parser: PduParser;
  readonly #patience: Patience;
  #state: State = 'Sta1';
  #association: Association | undefined;
  #conversation: Conversation | undefined;
  /** Something came. */
  #heard = false;
  /** How it ended has been told, or is nothing to tell. */
  #told = false;
  #abort = encodeAbort(ABORT_REASON.unexpectedPdu);

  constructor(
    accepted: Socket,
    /** Of a TLS connection. */
    readonly tls: Association['tls'],
    readonly handlers: ListenerHandlers,
    readonly options: AcceptorOptions,
  ) {
    this.#parser = new PduParser(this, options.maxPduLength);
    this.#patience = new Patience(options, (what) => this.#tooLong(what));
    this.#connection = new Connection(accepted, this);
    this.done = this.#connection.closed.then(() => this.#conversation?.settled());
    this.#on('Transport connection indication');
    this.#connection.goOn();
  }

  /** The association while it is open. */
  get association(): Association | undefined {
    return this.#state === 'Sta6' ? this.#association : undefined;
  }

  /** Ends it now, with an A-ABORT if there is an association. */
  cut(code: ErrorCode, message: string): void {
    if (this.association) this.#giveUp(code, message);
    this.#tell(code, message);
    this.#close();
  }

  take(bytes: Buffer): number {
    this.#heard = true;
    this.#patience.received(bytes.length);
    try {
      const used = this.#parser.push(bytes);
      this.#wait();
      return used;
    } catch (error) {
      this.fail(error);
      return bytes.length;
    }
  }

  disconnected(message: string): void {
    if (this.#state === 'Sta1') return;
    // Whoever leaves without a byte only looked whether the port is open, as load balancers do.
    if (this.#heard) this.#tell('association.lost', message);
    this.#on('Transport connection closed indication');
  }

  dataPdu(): void {
    this.#on('P-DATA-TF PDU');
  }

  fragment(header: FragmentHeader, bytes: Buffer, whole: boolean): void {
    if (this.association) this.#conversation?.fragment(header, bytes, whole);
  }

  pdu(type: ControlType, body: Buffer): void {
    this.#on(PDU_EVENTS[type], body);
  }

  send(pdus: Buffer): void {
    if (this.association) this.#on('P-DATA request primitive', pdus);
  }

  hold(): void {
    this.#parser.halt();
  }

  /** Said by the connection as well, once what was written has left. */
  goOn(): void {
    if (!this.#conversation?.isWorking && !this.#connection.isBlocked) this.#parser.resume();
    this.#connection.goOn();
    this.#wait();
  }

  fail(error: unknown): void {
    if (!(error instanceof ProtocolError)) {
      this.options.onFault(error);
      this.#giveUp(asCambiumError(error).code, 'A fault of this node ended it.');
      return;
    }
    this.#abort = encodeAbort(error.abortReason);
    this.#tell(error.code, error.message);
    this.#on('Unrecognized or invalid PDU');
  }

  /** What is done where; what only a requestor comes to is not here. `bytes` came with the event, or are to leave. */
  readonly #actions: Partial<Record<Action, (bytes: Buffer) => void>> = {
    'AE-5': () => undefined,
    'AE-6': (body) => this.#indicateAssociate(decodeAssociateRequest(body)),
    'AE-7': (pdu) => this.#write(pdu),
    'AE-8': (pdu) => this.#lastWord(pdu),
    'DT-1': (pdus) => this.#write(pdus),
    // Its fragments come one by one.
    'DT-2': () => undefined,
    'AR-2': () => this.#indicateRelease(),
    'AR-4': (pdu) => this.#lastWord(pdu),
    'AR-5': () => this.#close(),
    'AA-1': () => this.#lastWord(this.#abort),
    'AA-2': () => this.#close(),
    'AA-3': () => this.#close(),
    'AA-4': () => this.#close(),
    'AA-5': () => this.#close(),
    'AA-6': () => undefined,
    // Our side of the connection is closed by then.
    'AA-7': () => undefined,
    'AA-8': () => this.#lastWord(this.#abort),
  };

  #on(event: Event, bytes = NOTHING): void {
    const before = this.#state;
    const action = actionFor(before, event);
    const perform = action && this.#actions[action];
    if (!perform) throw new Error(`${event} cannot come in ${before}.`);
    this.#state = ACTIONS[action][1];
    // Told before by whoever knows more.
    if (action === 'AA-1' || action === 'AA-8')
      this.#tell('association.pdu-unexpected', `${event} in ${before}: ${STATES[before]}.`);
    if (action === 'AA-3') this.#tell('association.aborted', 'The peer sent an A-ABORT.');
    perform(bytes);
    if (!this.association) this.#conversation?.end();
    this.#wait();
  }

  #indicateAssociate(request: AssociateRequest): void {
    const { handlers, options, tls } = this;
    const { callingAeTitle, calledAeTitle, maxPduLength } = request;
    const association = { callingAeTitle, calledAeTitle, address: this.#connection.address, ...(tls && { tls }) };
    this.#association = association;
    const unsupported = providerRejection(request);
    if (unsupported) {
      this.#tell(unsupported.code, unsupported.message);
      this.#state = ACTIONS['AE-6'][2];
      this.#lastWord(encodeReject(unsupported));
      return;
    }
    const rejection = handlers.admit(association, options.openAssociations(callingAeTitle));
    if (rejection) {
      this.#told = true;
      this.#on('A-ASSOCIATE response primitive (reject)', encodeReject(rejection));
      return;
    }
    const { pdu, contexts } = accept(request, { association, handlers, maxPduLength: options.maxPduLength });
    this.#conversation = new Conversation({ association, handlers, contexts, maxPduLength, link: this });
    this.#on('A-ASSOCIATE response primitive (accept)', pdu);
  }

  #indicateRelease(): void {
    if (this.#conversation?.midMessage)
      throw new ProtocolError('A release came in the middle of a message.', ABORT_REASON.unexpectedPdu);
    this.#told = true;
    this.#on('A-RELEASE response primitive', RELEASE_RESPONSE);
  }

  /** Waits for what the peer is to do next, by the state; for nothing while it waits for us. */
  #wait(): void {
    this.#patience.waitFor(this.#state === 'Sta6' ? this.#nextOfAssociation() : WAITS[this.#state]);
  }

  #nextOfAssociation(): Wait | undefined {
    if (this.#conversation?.isWorking) return undefined;
    if (this.#connection.isBlocked) return 'drain';
    return this.#conversation?.midMessage ? 'bytes' : 'message';
  }

  #tooLong({ event, code, message }: TooLong): void {
    this.#tell(code, message);
    this.#abort = USER_ABORT;
    this.#on(event);
  }

  /** Ends the association for a reason of our own. */
  #giveUp(code: ErrorCode, message: string): void {
    this.#tell(code, message);
    this.#abort = USER_ABORT;
    if (actionFor(this.#state, 'A-ABORT request primitive')) this.#on('A-ABORT request primitive');
    else this.#close();
  }

  #write(pdus: Buffer): void {
    this.#connection.write(pdus);
    if (this.#connection.isBlocked) this.#parser.halt();
    // We have spoken: what the peer is waited for begins anew.
    this.#patience.waitFor(undefined);
  }

  #lastWord(pdu: Buffer): void {
    this.#parser.halt();
    this.#connection.lastWord(pdu);
  }

  #close(): void {
    this.#parser.halt();
    this.#connection.close();
  }

  #tell(code: ErrorCode, message: string): void {
    if (this.#told) return;
    this.#told = true;
    const { address } = this.#connection;
    this.handlers.ended({ code, address, callingAeTitle: this.#association?.callingAeTitle, message });
  }
}
