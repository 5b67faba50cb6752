/**
 * Conversation: the DIMSE messages of an open association (PS3.7). A request begins an operation, its data set goes to the
 * operation as it comes, and the response leaves once the operation says so; until then no further message is taken.
 */
import { SUCCESS } from '../../service/dicom/dimse-status.js';
import type { Association, ListenerHandlers } from '../../service/ports/dicom-listener.js';
import { COMMAND, encodeResponse, isResponse, type Message } from './command-set.js';
import { CommitmentReports } from './commitment-reports.js';
import { encodeDataPdus } from './data-pdus.js';
import { MessageReceiver, type MessageTaker } from './message-receiver.js';
import { type AcceptedContext, answer, type Operation } from './operation.js';
import { beginOperation } from './operations.js';
import type { FragmentHeader } from './pdu-parser.js';
import { ProtocolError } from './protocol-error.js';

/** The association as the messages need it. */
export interface Link {
  /** P-DATA-TF for the peer; nothing happens once the association is over. */
  send(pdus: Buffer): void;
  /** No fragment may come until `goOn`. */
  hold(): void;
  goOn(): void;
  /** Ends the association: one of our own bugs. */
  fail(error: unknown): void;
}

export interface ConversationParts {
  readonly association: Association;
  readonly handlers: ListenerHandlers;
  /** By id. */
  readonly contexts: ReadonlyMap<number, AcceptedContext>;
  /** That the peer announced. */
  readonly maxPduLength: number;
  readonly link: Link;
}

interface Begun {
  readonly message: Message;
  readonly operation: Operation;
  /** There is a response to give. */
  readonly answered: boolean;
}

export class Conversation implements MessageTaker {
  readonly #messages = new MessageReceiver(this);
  readonly #reports: CommitmentReports;
  #begun: Begun | undefined;
  #working: Promise<void> | undefined;

  constructor(readonly parts: ConversationParts) {
    this.#reports = new CommitmentReports({
      send: (context, command, dataSet) => {
        this.#send(context.id, command, true);
        this.#send(context.id, dataSet, false);
      },
      reported: (report, status) => parts.handlers.reported?.(parts.association, report, status),
    });
  }

  /** True while bytes of a message are still to come. */
  get midMessage(): boolean {
    return this.#messages.midMessage;
  }

  /** True while the peer waits for us. */
  get isWorking(): boolean {
    return this.#working !== undefined;
  }

  /** Resolves once no operation is in work. */
  async settled(): Promise<void> {
    await this.#working;
  }

  /** @throws ProtocolError; whatever a handler throws */
  fragment(header: FragmentHeader, bytes: Buffer, whole: boolean): void {
    this.#reports.peerSpeaks();
    this.#messages.fragment(header, bytes, whole);
  }

  /** The association is over: what has begun and is not whole is aborted. A second call does nothing. */
  end(): void {
    const begun = this.#begun;
    this.#begun = undefined;
    begun?.operation.abort();
    this.#reports.end();
  }

  begin(message: Message): void {
    const { contextId, command } = message;
    const context = this.parts.contexts.get(contextId);
    if (!context) throw new ProtocolError(`Context ${contextId} was not accepted.`);
    if (isResponse(command)) {
      if (!this.#reports.answered(command)) throw new ProtocolError('A response came, and nothing was asked.');
      this.#begun = { message, operation: answer(SUCCESS), answered: false };
      return;
    }
    // There is never an operation to cancel when it is read, and it has no response (PS3.7 §9.3.2.3).
    const answered = command.commandField !== COMMAND.cancelRequest;
    const reportLater = this.#reports.add.bind(this.#reports, context);
    const operation = answered ? beginOperation({ ...this.parts, command, context, reportLater }) : answer(SUCCESS);
    this.#begun = { message, operation, answered };
  }

  data(bytes: Buffer): void {
    this.#begun?.operation.write(bytes);
  }

  whole(): void {
    const begun = this.#begun;
    if (!begun) return;
    this.#begun = undefined;
    const status = begun.operation.end();
    if (typeof status === 'number') this.#respond(begun, status);
    else this.#working = this.#await(begun, status);
  }

  async #await(begun: Begun, pending: Promise<number>): Promise<void> {
    const { link } = this.parts;
    link.hold();
    try {
      const status = await pending;
      this.#working = undefined;
      this.#respond(begun, status);
      link.goOn();
    } catch (error) {
      this.#working = undefined;
      link.fail(error);
    }
  }

  #respond({ message, answered }: Begun, status: number): void {
    if (answered) this.#send(message.contextId, encodeResponse(message.command, status), true);
    this.#reports.peerIsQuiet();
  }

  #send(contextId: number, bytes: Buffer, command: boolean): void {
    this.parts.link.send(encodeDataPdus({ contextId, command, bytes }, this.parts.maxPduLength));
  }
}
