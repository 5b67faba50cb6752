/**
 * PduParser: pushed bytes in, what they mean out. A fragment of a P-DATA-TF goes on as a part of the bytes that were pushed,
 * never copied and only valid during the call; any other PDU goes on whole, which is small. A length is held against its
 * limit before a byte of what it announces is waited for. Where the bytes are cut makes no difference.
 */
import {
  ABORT_REASON,
  decodeControl,
  type FragmentKind,
  MAX_ASSOCIATE_BYTES,
  PDU,
  PDU_HEADER_BYTES,
  PDV_HEADER_BYTES,
} from './pdu.js';
import { ProtocolError } from './protocol-error.js';

/** The header of a presentation data value. */
export interface FragmentHeader extends FragmentKind {
  readonly contextId: number;
  readonly length: number;
}

export interface PduTaker {
  /** A P-DATA-TF begins; its fragments follow. */
  dataPdu(): void;
  /** The next bytes of a fragment; `whole` with its last ones. A fragment without bytes comes once, as none. */
  fragment(header: FragmentHeader, bytes: Buffer, whole: boolean): void;
  /** Any other PDU; `body` is the taker's own. */
  pdu(type: ControlType, body: Buffer): void;
}

export type ControlType = keyof typeof LONGEST_BODY;

/** Of the PDUs that are not P-DATA-TF. */
const LONGEST_BODY = {
  [PDU.associateRequest]: MAX_ASSOCIATE_BYTES,
  [PDU.associateAccept]: MAX_ASSOCIATE_BYTES,
  [PDU.associateReject]: 4,
  [PDU.releaseRequest]: 4,
  [PDU.releaseResponse]: 4,
  [PDU.abort]: 4,
} as const;

const NOTHING = Buffer.alloc(0);

type Part = 'pdu header' | 'value header' | 'fragment' | 'body';

export class PduParser {
  readonly #header = Buffer.alloc(PDU_HEADER_BYTES);
  #headerBytes = 0;
  #part: Part = 'pdu header';
  /** Bytes of the P-DATA-TF behind the present fragment. */
  #pduLeft = 0;
  #fragment: FragmentHeader | undefined;
  #fragmentLeft = 0;
  #type: ControlType = PDU.abort;
  #body = NOTHING;
  #bodyBytes = 0;
  #halted = false;

  constructor(
    readonly taker: PduTaker,
    /** The longest P-DATA-TF that was announced to the peer. */
    readonly maxPduLength: number,
  ) {}

  /** Makes `push` return after what is handed on now, and take nothing until `resume`. */
  halt(): void {
    this.#halted = true;
  }

  resume(): void {
    this.#halted = false;
  }

  /** @returns how many of the bytes were used: all of them, unless halted. @throws ProtocolError: nothing can be told apart any more */
  push(bytes: Buffer): number {
    let at = 0;
    while (at < bytes.length && !this.#halted) {
      if (this.#part === 'fragment') at += this.#takeFragment(bytes, at);
      else if (this.#part === 'body') at += this.#takeBody(bytes, at);
      else at += this.#takeHeader(bytes, at);
    }
    return at;
  }

  #takeHeader(bytes: Buffer, at: number): number {
    const used = bytes.copy(this.#header, this.#headerBytes, at);
    this.#headerBytes += used;
    if (this.#headerBytes === PDU_HEADER_BYTES) {
      this.#headerBytes = 0;
      if (this.#part === 'pdu header') this.#enterPdu();
      else this.#enterFragment();
    }
    return used;
  }

  #enterPdu(): void {
    const type = this.#header[0];
    const length = this.#header.readUInt32BE(2);
    if (type === PDU.data) {
      this.#enterData(length);
      return;
    }
    if (!isControlType(type)) {
      throw new ProtocolError(`There is no PDU of type ${type}.`, ABORT_REASON.unrecognizedPdu);
    }
    if (length > LONGEST_BODY[type]) throw tooLong(`A PDU of type ${type} claims ${length} bytes.`);
    this.#type = type;
    this.#body = Buffer.allocUnsafe(length);
    this.#bodyBytes = 0;
    this.#part = 'body';
    if (length === 0) this.#endBody();
  }

  #enterData(length: number): void {
    this.taker.dataPdu();
    if (length > this.maxPduLength) {
      throw tooLong(`A P-DATA-TF claims ${length} bytes, ${this.maxPduLength} were announced.`);
    }
    if (length < PDV_HEADER_BYTES) throw new ProtocolError('A P-DATA-TF holds no value.');
    this.#pduLeft = length;
    this.#part = 'value header';
  }

  #enterFragment(): void {
    const length = this.#header.readUInt32BE(0) - 2;
    this.#pduLeft -= PDV_HEADER_BYTES;
    if (length < 0 || length > this.#pduLeft) throw new ProtocolError('A presentation data value ends past its PDU.');
    this.#pduLeft -= length;
    if (this.#pduLeft > 0 && this.#pduLeft < PDV_HEADER_BYTES) {
      throw new ProtocolError('A P-DATA-TF ends within the header of a value.');
    }
    this.#fragment = { contextId: this.#header[4], ...decodeControl(this.#header[5]), length };
    this.#fragmentLeft = length;
    this.#part = 'fragment';
    if (length === 0) this.#takeFragment(NOTHING, 0);
  }

  #takeFragment(bytes: Buffer, at: number): number {
    const used = Math.min(this.#fragmentLeft, bytes.length - at);
    this.#fragmentLeft -= used;
    const whole = this.#fragmentLeft === 0;
    if (whole) this.#part = this.#pduLeft > 0 ? 'value header' : 'pdu header';
    if (this.#fragment) this.taker.fragment(this.#fragment, bytes.subarray(at, at + used), whole);
    return used;
  }

  #takeBody(bytes: Buffer, at: number): number {
    const used = bytes.copy(this.#body, this.#bodyBytes, at);
    this.#bodyBytes += used;
    if (this.#bodyBytes === this.#body.length) this.#endBody();
    return used;
  }

  #endBody(): void {
    const body = this.#body;
    this.#body = NOTHING;
    this.#part = 'pdu header';
    this.taker.pdu(this.#type, body);
  }
}

function isControlType(type: number): type is ControlType {
  return type in LONGEST_BODY;
}

function tooLong(message: string): ProtocolError {
  return new ProtocolError(message, ABORT_REASON.invalidPduParameter, 'association.pdu-too-long');
}
