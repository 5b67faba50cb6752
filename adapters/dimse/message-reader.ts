/**
 * MessageReader: DIMSE messages (PS3.7 §6.3) out of the fragments that carry them. A message is a command set and, where it
 * says so, a data set, both in one Presentation Context and never mixed with another message (PS3.8 Annex E).
 */
import { decodeCommandSet, MAX_COMMAND_BYTES, type Message } from './command-set.js';
import { ABORT_REASON, PDU } from './pdu.js';
import type { ControlPdu, Fragment, PduReader } from './pdu-reader.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';

export class MessageReader {
  constructor(readonly pdus: PduReader) {}

  /** The next message's command set, or the PDU that came in its place. @throws ConnectionEnded, ProtocolError */
  async next(): Promise<Message | ControlPdu> {
    const received = await this.pdus.next();
    if (!received.fragment) return received;
    const { contextId } = received.fragment;
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of new MessagePart(this.pdus, { contextId, command: true }, received.fragment)) {
      bytes += piece.length;
      if (bytes > MAX_COMMAND_BYTES) throw new ProtocolError('A command set is too long.');
      pieces.push(piece);
    }
    return { contextId, command: decodeCommandSet(Buffer.concat(pieces)) };
  }

  /** The data set of the message read last. */
  dataSet({ contextId }: Message): MessagePart {
    return new MessagePart(this.pdus, { contextId, command: false });
  }
}

/**
 * The bytes of a command set or data set as they arrive, up to its last fragment. An iterator without `return`: one who
 * stops reading early does not close it, for the rest must still be read before the next message.
 */
export class MessagePart implements AsyncIterableIterator<Buffer> {
  #fragment: Fragment | undefined;
  #left = 0;

  constructor(
    readonly pdus: PduReader,
    readonly kind: Pick<Fragment, 'contextId' | 'command'>,
    first?: Fragment,
  ) {
    if (first) this.#enter(first);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** @throws ConnectionEnded, ProtocolError */
  async next(): Promise<IteratorResult<Buffer, undefined>> {
    while (this.#left === 0) {
      if (this.#fragment?.last) return { done: true, value: undefined };
      this.#enter(await this.#nextFragment());
    }
    const value = await this.pdus.fragmentBytes(this.#left);
    this.#left -= value.length;
    return { done: false, value };
  }

  #enter(fragment: Fragment): void {
    if (fragment.contextId !== this.kind.contextId || fragment.command !== this.kind.command) {
      throw new ProtocolError('A fragment belongs to another message.', ABORT_REASON.unexpectedPdu);
    }
    this.#fragment = fragment;
    this.#left = fragment.length;
  }

  async #nextFragment(): Promise<Fragment> {
    const received = await this.pdus.next();
    if (received.fragment) return received.fragment;
    if (received.type === PDU.abort) throw new ConnectionEnded('The peer aborted the association.');
    throw new ProtocolError(
      `A PDU of type ${received.type} came in the middle of a message.`,
      ABORT_REASON.unexpectedPdu,
    );
  }
}
