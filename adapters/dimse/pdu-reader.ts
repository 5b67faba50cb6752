/**
 * PduReader: an association's bytes as what they mean. Fragments of P-DATA-TF are handed on as they arrive; of any other PDU
 * the body, which is small. Lengths are held against limits before a byte is waited for.
 */
import type { ByteSource } from './byte-source.js';
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

/** A presentation data value's header; its `length` bytes are read next, by `fragmentBytes`. */
export interface Fragment extends FragmentKind {
  readonly contextId: number;
  readonly length: number;
}

/** A PDU that is not P-DATA-TF. */
export interface ControlPdu {
  readonly type: number;
  readonly fragment?: undefined;
  readonly body: Buffer;
}

export type Received = { readonly type: typeof PDU.data; readonly fragment: Fragment } | ControlPdu;

const TYPES: ReadonlySet<number> = new Set(Object.values(PDU));

export class PduReader {
  /** Bytes of the present P-DATA-TF behind the fragment read last. */
  #left = 0;

  constructor(
    readonly source: ByteSource,
    /** The longest P-DATA-TF that was announced to the peer. */
    readonly maxPduLength: number,
  ) {}

  /** The next fragment's header, or the next PDU that is not P-DATA-TF. Bytes of the fragment before must have been read. */
  async next(): Promise<Received> {
    if (this.#left > 0) return { type: PDU.data, fragment: await this.#fragment() };
    const header = await this.source.read(PDU_HEADER_BYTES);
    const type = header[0];
    const length = header.readUInt32BE(2);
    if (type !== PDU.data) return this.#control(type, length);
    if (length > this.maxPduLength) {
      throw new ProtocolError(`A P-DATA-TF claims ${length} bytes, ${this.maxPduLength} were announced.`);
    }
    if (length < PDV_HEADER_BYTES) throw new ProtocolError('A P-DATA-TF holds no value.');
    this.#left = length;
    return { type, fragment: await this.#fragment() };
  }

  /** The next bytes of a fragment of which `left` are still to be read. */
  fragmentBytes(left: number): Promise<Buffer> {
    return this.source.readSome(left);
  }

  async #control(type: number, length: number): Promise<ControlPdu> {
    if (!TYPES.has(type)) throw new ProtocolError(`There is no PDU of type ${type}.`, ABORT_REASON.unrecognizedPdu);
    if (length > MAX_ASSOCIATE_BYTES) throw new ProtocolError(`A PDU claims ${length} bytes.`);
    return { type, body: await this.source.read(length) };
  }

  async #fragment(): Promise<Fragment> {
    if (this.#left < PDV_HEADER_BYTES) throw new ProtocolError('A P-DATA-TF ends within the header of a value.');
    const header = await this.source.read(PDV_HEADER_BYTES);
    const length = header.readUInt32BE(0) - 2;
    this.#left -= PDV_HEADER_BYTES;
    if (length < 0 || length > this.#left) throw new ProtocolError('A presentation data value ends past its PDU.');
    this.#left -= length;
    return { contextId: header[4], ...decodeControl(header[5]), length };
  }
}
