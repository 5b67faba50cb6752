/**
 * Reads the differences of JPEG Lossless from entropy-coded bytes, markers and stuffing removed. It may be read past the end
 * of its interval into the bytes that follow: `checkBefore` tells, and is asked once a row instead of once a bit.
 */
import type { HuffmanTable } from './huffman-table.js';
import { unreadable } from './unreadable.js';

export class BitReader {
  /** The low `#count` bits of `#window` have been taken from the bytes and not yet used. */
  #window = 0;
  #count = 0;
  #at: number;

  constructor(
    readonly bytes: Uint8Array,
    start: number,
    readonly huffman: HuffmanTable,
  ) {
    this.#at = start;
  }

  /** The next difference: -32767 to 32768 (ITU-T T.81 §H.1.2.2, §F.1.2.1). */
  difference(): number {
    this.#fill(16);
    const entry = this.huffman[(this.#window >>> (this.#count - 16)) & 0xffff];
    if (entry === 0) throw unreadable('The JPEG scan holds a code that is in no table.');
    this.#count -= entry >> 8;
    const size = entry & 0xff;
    if (size === 0) return 0;
    if (size === 16) return 32768;
    this.#fill(size);
    this.#count -= size;
    const value = (this.#window >>> this.#count) & ((1 << size) - 1);
    return value < 1 << (size - 1) ? value - (1 << size) + 1 : value;
  }

  /** Throws if a bit at or past the byte `end` has been used. */
  checkBefore(end: number): void {
    if (this.#at * 8 - this.#count > end * 8) throw unreadable('The JPEG scan ends before the image does.');
  }

  #fill(wanted: number): void {
    while (this.#count < wanted) {
      this.#window = (this.#window << 8) | this.bytes[this.#at++];
      this.#count += 8;
    }
  }
}
