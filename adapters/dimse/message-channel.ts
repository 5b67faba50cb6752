/**
 * MessageChannel: DIMSE messages both ways on a connection that we opened (PS3.7 §6.3). Data sets we send pass through as
 * they are read; those we are sent are small, and held.
 */
import type { Socket } from 'node:net';
import { inOnePiece } from '../../service/dicom/part10-source.js';
import { ByteSink } from './byte-sink.js';
import { ByteSource } from './byte-source.js';
import type { Message } from './command-set.js';
import { fragments } from './fragments.js';
import { MessageReader } from './message-reader.js';
import {
  ABORT_REASON,
  encodeAbort,
  encodeDataHeader,
  MIN_PDU_LENGTH,
  PDU,
  PDV_HEADER_BYTES,
  RELEASE_RESPONSE,
} from './pdu.js';
import { type ControlPdu, PduReader } from './pdu-reader.js';
import { ConnectionEnded, ProtocolError } from './protocol-error.js';

/** What we take, and the most we send where the peer announces no limit. */
export const MAX_PDU_LENGTH = 131072;
/** Of a data set that comes to us: a response to a query, a commitment report of some ten thousand instances. */
const MAX_DATA_SET_BYTES = 4 * 1024 * 1024;

export class MessageChannel {
  readonly #sink: ByteSink;
  readonly #messages: MessageReader;
  #fragmentBytes = 0;
  /** What is being read, kept where a wait for it ended early. */
  #reading: Promise<Message | ControlPdu> | undefined;

  /** @param silenceMs after which a peer that is waited for is given up. */
  constructor(
    readonly socket: Socket,
    silenceMs: number,
  ) {
    this.#sink = new ByteSink(socket, silenceMs);
    this.#messages = new MessageReader(new PduReader(new ByteSource(socket, silenceMs), MAX_PDU_LENGTH));
  }

  /** @param maxPduLength the longest P-DATA-TF that the peer takes, as it announced; 0 is no limit. */
  limit(maxPduLength: number): void {
    const limit = maxPduLength === 0 ? MAX_PDU_LENGTH : maxPduLength;
    const longest = Math.min(Math.max(limit, MIN_PDU_LENGTH), MAX_PDU_LENGTH);
    // Fragments of even length, as PS3.8 Annex E asks of all but the last.
    this.#fragmentBytes = (longest - PDV_HEADER_BYTES) & ~1;
  }

  /** Sends a PDU that is no P-DATA-TF. @throws ConnectionEnded */
  control(pdu: Buffer): Promise<void> {
    return this.#sink.write(pdu);
  }

  /** The answer to a control PDU. @throws ConnectionEnded, ProtocolError */
  async controlAnswer(): Promise<ControlPdu> {
    const received = await this.#messages.pdus.next();
    if (received.fragment) throw unexpected(received.type);
    return received;
  }

  /** @throws ConnectionEnded; whatever the data set throws, the message then being incomplete */
  async send(contextId: number, command: Buffer, dataSet?: AsyncIterable<Buffer>): Promise<void> {
    await this.#part(contextId, inOnePiece(command), true);
    if (dataSet) await this.#part(contextId, dataSet, false);
  }

  /** The next message. @throws ConnectionEnded if the peer ends the association instead; ProtocolError */
  async next(): Promise<Message> {
    const received = await this.#read();
    this.#reading = undefined;
    if ('command' in received) return received;
    if (received.type === PDU.releaseRequest) await this.#sink.write(RELEASE_RESPONSE);
    throw unexpected(received.type);
  }

  /** The next message, or undefined if `over` comes first: then the message is the next one still. @throws as `next` */
  async nextBefore(over: Promise<undefined>): Promise<Message | undefined> {
    const first = await Promise.race([this.#read(), over]);
    return first && this.next();
  }

  /** The data set of the message read last, empty if it has none. @throws ConnectionEnded, ProtocolError */
  async dataSet(message: Message): Promise<Buffer> {
    if (!message.command.hasDataSet) return Buffer.alloc(0);
    const pieces: Buffer[] = [];
    let bytes = 0;
    for await (const piece of this.#messages.dataSet(message)) {
      bytes += piece.length;
      if (bytes > MAX_DATA_SET_BYTES) throw new ProtocolError('A data set is too long for what it answers.');
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  abort(): void {
    if (!this.socket.destroyed) this.socket.write(encodeAbort(ABORT_REASON.notSpecified));
    this.socket.destroy();
  }

  #read(): Promise<Message | ControlPdu> {
    this.#reading ??= this.#messages.next();
    return this.#reading;
  }

  async #part(contextId: number, pieces: AsyncIterable<Buffer>, command: boolean): Promise<void> {
    for await (const { bytes, last } of fragments(pieces, this.#fragmentBytes)) {
      await this.#sink.write(encodeDataHeader(contextId, { command, last }, bytes.length), bytes);
    }
  }
}

const ENDINGS: Readonly<Record<number, string>> = {
  [PDU.abort]: 'The peer aborted the association.',
  [PDU.releaseRequest]: 'The peer released the association.',
  [PDU.releaseResponse]: 'The association is released.',
};

/** A PDU that came instead of an answer. */
export function unexpected(type: number): Error {
  const ending = ENDINGS[type];
  return ending ? new ConnectionEnded(ending) : new ProtocolError(`A PDU of type ${type} came instead of an answer.`);
}
