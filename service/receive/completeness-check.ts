/**
 * CompletenessCheck: follows a data set as it streams by, from element to element, and knows at the end whether it stopped
 * in the middle of one. Values are skipped by their length; nothing is kept but the header of the present element.
 *
 * It judges only what it follows: after an element it cannot make sense of, or in deflated data, it says nothing.
 */
import type { TransferSyntax } from '../dicom/transfer-syntax.js';
import { type ValueRepresentation, valueRepresentationAt } from '../dicom/value-representation.js';

const UNDEFINED_LENGTH = 0xffffffff;
const DELIMITERS = 0xfffe;
const SEQUENCE_END = 0xe0dd;

export class CompletenessCheck {
  readonly #header = Buffer.alloc(12);
  #headerBytes = 0;
  /** Bytes of the present value that are still to come. */
  #skip = 0;
  /** Sequences and encapsulated pixel data of undefined length that are open. */
  #open = 0;
  #lost: boolean;

  constructor(readonly syntax: TransferSyntax) {
    this.#lost = syntax.deflated;
  }

  /** True if the bytes so far end in the middle of an element or of a sequence. */
  get incomplete(): boolean {
    return !this.#lost && (this.#skip > 0 || this.#headerBytes > 0 || this.#open > 0);
  }

  follow(chunk: Buffer): void {
    for (let at = 0; at < chunk.length && !this.#lost; ) {
      if (this.#skip > 0) {
        const skipped = Math.min(this.#skip, chunk.length - at);
        this.#skip -= skipped;
        at += skipped;
      } else {
        const wanted = this.#headerLength() - this.#headerBytes;
        const copied = chunk.copy(this.#header, this.#headerBytes, at, at + wanted);
        this.#headerBytes += copied;
        at += copied;
        if (this.#headerBytes === this.#headerLength()) this.#enter();
      }
    }
  }

  /** How long the header is, as far as its first eight bytes tell. */
  #headerLength(): 8 | 12 {
    if (this.#headerBytes < 8 || !this.syntax.explicitVr || this.#group() === DELIMITERS) return 8;
    return this.#vr()?.hasLongHeader ? 12 : 8;
  }

  /** A header is complete: its value begins. */
  #enter(): void {
    const length = this.#length();
    const headerLength = this.#headerBytes;
    this.#headerBytes = 0;
    if (this.#group() === DELIMITERS) {
      if (this.#uint16(2) === SEQUENCE_END) this.#open = Math.max(0, this.#open - 1);
      else if (length !== UNDEFINED_LENGTH) this.#skip = length;
      return;
    }
    const representation = this.#vr();
    if (this.syntax.explicitVr && !representation) this.#lost = true;
    else if (length !== UNDEFINED_LENGTH) this.#skip = length;
    // A UN of undefined length holds Implicit VR whatever is around it (PS3.5 §6.2.2): not followed.
    else if (headerLength === 12 && representation?.vr === 'UN') this.#lost = true;
    else this.#open++;
  }

  #length(): number {
    if (this.#headerBytes === 12) return this.#uint32(8);
    return this.syntax.explicitVr && this.#group() !== DELIMITERS ? this.#uint16(6) : this.#uint32(4);
  }

  #group(): number {
    return this.#uint16(0);
  }

  #vr(): ValueRepresentation | undefined {
    return valueRepresentationAt(this.#header, 4);
  }

  #uint16(at: number): number {
    return this.syntax.littleEndian ? this.#header.readUInt16LE(at) : this.#header.readUInt16BE(at);
  }

  #uint32(at: number): number {
    return this.syntax.littleEndian ? this.#header.readUInt32LE(at) : this.#header.readUInt32BE(at);
  }
}
