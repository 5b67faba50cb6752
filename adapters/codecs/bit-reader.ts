/**
 * Reads the differences of JPEG Lossless from entropy-coded bytes, markers and stuffing removed, a row at a time. It may be
 * read past the end of its interval into the bytes that follow: `checkBefore` tells, and is asked once a row.
 */
import { DIFFERENCE_FOLLOWS, difference, type HuffmanTable, LOOKUP_BITS } from './huffman-table.js';
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

  /** A difference for each place of `out`: -32767 to 32768, modulo 65 536 (ITU-T T.81 §H.1.2.2, §F.1.2.1). */
  readDifferences(out: Uint16Array): void {
    const { bytes, huffman } = this;
    // Fields are slow where every sample needs them.
    let window = this.#window;
    let count = this.#count;
    let at = this.#at;
    for (let i = 0; i < out.length; i++) {
      if (count < LOOKUP_BITS) {
        window = (window << 16) | (bytes[at] << 8) | bytes[at + 1];
        at += 2;
        count += 16;
      }
      const entry = huffman[(window >>> (count - LOOKUP_BITS)) & 0xffff];
      if (entry === 0) throw unreadable('The JPEG scan holds a code that is in no table.');
      count -= entry & 0x7f;
      if ((entry & DIFFERENCE_FOLLOWS) === 0) {
        out[i] = entry >> 8;
        continue;
      }
      const size = entry >> 8;
      if (count < size) {
        window = (window << 16) | (bytes[at] << 8) | bytes[at + 1];
        at += 2;
        count += 16;
      }
      count -= size;
      out[i] = difference((window >>> count) & ((1 << size) - 1), size);
    }
    this.#window = window;
    this.#count = count;
    this.#at = at;
  }

  /** Throws if a bit at or past the byte `end` has been used. */
  checkBefore(end: number): void {
    if (this.#at * 8 - this.#count > end * 8) throw unreadable('The JPEG scan ends before the image does.');
  }
}
