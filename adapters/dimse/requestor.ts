/**
 * Requestor: an association that we ask for, used and released (PS3.8 §7). One operation at a time: its request leaves, and
 * its response comes, which must name it. In between, and while we listen, the peer's own requests are served.
 */
import { type DimseStatus, statusClass } from '../../service/dicom/dimse-status.js';
import type { Destination } from '../../service/ports/storage-scu.js';
import {
  type AssociateAccept,
  CONTEXT_RESULT,
  decodeAssociateAccept,
  encodeAssociateRequest,
  type ProposedContext,
  type RoleSelection,
} from './associate-pdu.js';
import { AssociationRejected } from './association-failure.js';
import {
  type CommandSet,
  decodeCommandSet,
  encodeResponse,
  isResponse,
  isResponseTo,
  type Message,
} from './command-set.js';
import { MAX_PDU_LENGTH, MessageChannel, unexpected } from './message-channel.js';
import { openSocket } from './open-socket.js';
import { PDU, RELEASE_REQUEST } from './pdu.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';
import { rejectionText } from './rejection-text.js';

export interface RequestorOptions {
  readonly callingAeTitle: string;
  /** For the connection, and for each sign of life after it; the peer is given up after it. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

export interface Proposal {
  readonly contexts: readonly ProposedContext[];
  /** Those that differ from the default, in which we are SCU. */
  readonly roles?: readonly RoleSelection[];
  /** Serves a request of the peer: the status it is answered with. Absent: there may be none. */
  readonly serve?: (request: PeerRequest) => DimseStatus;
}

/** What the peer asks on our association: N-EVENT-REPORT, say. */
export interface PeerRequest {
  readonly command: CommandSet;
  readonly dataSet: Buffer;
  readonly transferSyntaxUid: string;
}

export interface Operation {
  readonly contextId: number;
  /** The command set of the request under the message id it is given. */
  readonly command: (messageId: number) => Buffer;
  readonly dataSet?: AsyncIterable<Buffer>;
  /** Takes the data set of each Pending response; one that nobody expected is waited past. */
  readonly pending?: (dataSet: Buffer) => void;
}

/** Pending responses to one request: more than any series has instances. */
const MAX_PENDING = 20_000;
/** Messages that may cross our A-RELEASE-RQ. */
const MAX_CROSSING = 16;

export class Requestor {
  /** By context id. */
  #syntaxes: ReadonlyMap<number, string> = new Map();
  #messageId = 0;

  private constructor(
    readonly channel: MessageChannel,
    readonly proposal: Proposal,
  ) {}

  /** @throws Unreachable, AssociationRejected, ConnectionEnded, ProtocolError; CambiumError `tls.unusable` */
  static async open(destination: Destination, proposal: Proposal, options: RequestorOptions): Promise<Requestor> {
    const socket = await openSocket(destination, options);
    const requestor = new Requestor(new MessageChannel(socket, options.timeoutMs), proposal);
    try {
      await requestor.#associate(destination.aeTitle, options.callingAeTitle);
      return requestor;
    } catch (error) {
      requestor.abort();
      throw error;
    }
  }

  /** Those of the proposed contexts that the peer accepted. */
  accepted<Context extends ProposedContext>(contexts: readonly Context[]): readonly Context[] {
    return contexts.filter(({ id }) => this.#syntaxes.has(id));
  }

  /** The transfer syntax of an accepted context. */
  transferSyntax(contextId: number): string | undefined {
    return this.#syntaxes.get(contextId);
  }

  /** The status of an operation's last response. @throws ConnectionEnded, ProtocolError; what data set and `pending` throw */
  async perform({ contextId, command, dataSet, pending }: Operation): Promise<DimseStatus> {
    // Two bytes long.
    this.#messageId = (this.#messageId + 1) & 0xffff;
    const request = command(this.#messageId);
    await this.channel.send(contextId, request, dataSet);
    for (let responses = 0; responses < MAX_PENDING; responses++) {
      const response = await this.#response(decodeCommandSet(request));
      if (statusClass(response.status) !== 'pending') return response.status;
      pending?.(response.dataSet);
    }
    throw new ProtocolError('Responses come without end.');
  }

  /** Serves the peer's requests until there was `enough`, but no longer than `ms`. @throws ConnectionEnded, ProtocolError */
  async listen(ms: number, enough: () => boolean): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), ms);
    });
    try {
      while (!enough()) {
        const message = await this.channel.nextBefore(over);
        if (!message) return;
        if (isResponse(message.command)) throw new ProtocolError('A response came, and nothing was asked.');
        await this.#serve(message);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the association in good order; what was answered stays answered if the peer breaks off here. */
  async release(): Promise<void> {
    try {
      await this.channel.control(RELEASE_REQUEST);
      // What crosses our request can no longer be answered: a peer that means it says it again. Ends by throwing.
      for (let crossing = 0; crossing < MAX_CROSSING; crossing++) await this.channel.dataSet(await this.channel.next());
    } catch (error) {
      if (!(error instanceof ConnectionEnded || error instanceof ProtocolError)) throw error;
    } finally {
      this.channel.socket.destroySoon();
    }
  }

  abort(): void {
    this.channel.abort();
  }

  async #associate(calledAeTitle: string, callingAeTitle: string): Promise<void> {
    const { contexts, roles = [] } = this.proposal;
    const request = { calledAeTitle, callingAeTitle, contexts, roles, maxPduLength: MAX_PDU_LENGTH };
    await this.channel.control(encodeAssociateRequest(request));
    const { type, body } = await this.channel.controlAnswer();
    if (type === PDU.associateReject) throw new AssociationRejected(rejectionText(body));
    if (type !== PDU.associateAccept) throw unexpected(type);
    this.#enter(decodeAssociateAccept(body));
  }

  #enter({ contexts, maxPduLength }: AssociateAccept): void {
    const offered = new Map(this.proposal.contexts.map(({ id, transferSyntaxes }) => [id, transferSyntaxes]));
    const accepted = contexts.filter(
      // In a syntax that was not offered, nothing can be sent.
      ({ id, result, transferSyntax }) =>
        result === CONTEXT_RESULT.acceptance && offered.get(id)?.includes(transferSyntax),
    );
    this.#syntaxes = new Map(accepted.map(({ id, transferSyntax }) => [id, transferSyntax]));
    this.channel.limit(maxPduLength);
  }

  /** The next response to `request`; requests of the peer that come before it are served. */
  async #response(request: CommandSet): Promise<{ readonly status: DimseStatus; readonly dataSet: Buffer }> {
    for (;;) {
      const message = await this.channel.next();
      const { command } = message;
      if (!isResponse(command)) {
        await this.#serve(message);
        continue;
      }
      // Taken for the answer to this request, one to another would call stored what is not.
      if (!isResponseTo(request, command)) throw new ProtocolError('A response is to something that was not asked.');
      if (command.status === undefined) throw new ProtocolError('A response has no status.');
      return { status: command.status, dataSet: await this.channel.dataSet(message) };
    }
  }

  async #serve(message: Message): Promise<void> {
    const { contextId, command } = message;
    const transferSyntaxUid = this.#syntaxes.get(contextId);
    const { serve } = this.proposal;
    if (!serve || transferSyntaxUid === undefined)
      throw new ProtocolError('A request came, and nothing is served here.');
    const status = serve({ command, dataSet: await this.channel.dataSet(message), transferSyntaxUid });
    await this.channel.send(contextId, encodeResponse(command, status));
  }
}
