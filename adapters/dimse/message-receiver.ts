/**
 * MessageReceiver: DIMSE messages (PS3.7 §6.3) out of the fragments that carry them, pushed. A message is a command set and,
 * where it says so, a data set, both in one Presentation Context and never mixed with another message (PS3.8 Annex E). A
 * command set is small and decoded; the bytes of a data set pass through.
 */
import { CollectedBytes } from './collected-bytes.js';
import { decodeCommandSet, MAX_COMMAND_BYTES, type Message } from './command-set.js';
import { ABORT_REASON } from './pdu.js';
import type { FragmentHeader } from './pdu-parser.js';
import { ProtocolError } from './protocol-error.js';

export interface MessageTaker {
  /** @throws ProtocolError if there is no place for it */
  begin(message: Message): void;
  /** The next bytes of its data set, valid during the call only. */
  data(bytes: Buffer): void;
  /** The message is whole. */
  whole(): void;
}

export class MessageReceiver {
  #expects: 'command' | 'data' = 'command';
  /** Of the message that has begun. */
  #contextId: number | undefined;
  readonly #command = new CollectedBytes(MAX_COMMAND_BYTES);

  constructor(readonly taker: MessageTaker) {}

  /** True between the first byte of a message and its last. */
  get midMessage(): boolean {
    return this.#contextId !== undefined;
  }

  /** Takes what PduTaker.fragment is given. @throws ProtocolError */
  fragment(header: FragmentHeader, bytes: Buffer, whole: boolean): void {
    this.#contextId ??= header.contextId;
    if (header.contextId !== this.#contextId || header.command !== (this.#expects === 'command')) {
      throw new ProtocolError('A fragment belongs to another message.', ABORT_REASON.unexpectedPdu);
    }
    const last = whole && header.last;
    if (header.command) this.#takeCommand(header.contextId, bytes, last);
    else this.#takeData(bytes, last);
  }

  #takeCommand(contextId: number, bytes: Buffer, last: boolean): void {
    // Mostly it comes in one piece, and is read where it lies.
    const inOnePiece = last && this.#command.length === 0 && bytes.length <= MAX_COMMAND_BYTES;
    if (!inOnePiece && !this.#command.add(bytes)) throw new ProtocolError('A command set is too long.');
    if (!last) return;
    const command = decodeCommandSet(inOnePiece ? bytes : this.#command.take());
    if (command.hasDataSet) this.#expects = 'data';
    this.taker.begin({ contextId, command });
    if (!command.hasDataSet) this.#end();
  }

  #takeData(bytes: Buffer, last: boolean): void {
    if (bytes.length > 0) this.taker.data(bytes);
    if (last) this.#end();
  }

  #end(): void {
    this.#expects = 'command';
    this.#contextId = undefined;
    this.taker.whole();
  }
}
