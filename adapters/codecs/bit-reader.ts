/**
 * Reads the differences of JPEG Lossless from entropy-coded bytes, markers and stuffing removed, a row at a time. It may be
 * read past the end of its interval into the bytes that follow: `checkBefore` tells, and is asked once a row.
 */
import {
  BARE_SYMBOL,
  DIFFERENCE_FOLLOWS,
  difference,
  type HuffmanTable,
  LONGEST_CODE,
  SHORT_BITS,
} from './huffman-table.js';
import { unreadable } from './unreadable.js';

const SHORT_MASK = (1 << SHORT_BITS) - 1;
const LONG_MASK = (1 << LONGEST_CODE) - 1;

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
    for (let i = this.#readShort(out, 0); i < out.length; i = this.#readShort(out, i + 1)) out[i] = this.#readLong();
  }

  /** From `start` on, up to one that is not in the short table. Nothing rare is done here: it would slow down all of them. */
  #readShort(out: Uint16Array, start: number): number {
    const { bytes } = this;
    const { short } = this.huffman;
    // Fields are slow where every sample needs them.
    let window = this.#window;
    let count = this.#count;
    let at = this.#at;
    let i = start;
    for (; i < out.length; i++) {
      if (count < LONGEST_CODE) {
        window = (window << 16) | (bytes[at] << 8) | bytes[at + 1];
        at += 2;
        count += 16;
      }
      const entry = short[(window >>> (count - SHORT_BITS)) & SHORT_MASK];
      if ((entry & DIFFERENCE_FOLLOWS) !== 0) break;
      count -= entry & 0x7f;
      out[i] = entry >> 8;
    }
    this.#window = window;
    this.#count = count;
    this.#at = at;
    return i;
  }

  /** There are LONGEST_CODE bits at least. */
  #readLong(): number {
    const entry = this.huffman.long[(this.#window >>> (this.#count - LONGEST_CODE)) & LONG_MASK];
    if (entry === 0) throw unreadable('The JPEG scan holds a code that is in no table.');
    this.#count -= entry & 0xff;
    const size = entry >> 8;
    if (size === 0) return 0;
    if (size === BARE_SYMBOL) return 32768;
    if (this.#count < size) {
      this.#window = (this.#window << 16) | (this.bytes[this.#at] << 8) | this.bytes[this.#at + 1];
      this.#at += 2;
      this.#count += 16;
    }
    this.#count -= size;
    return difference((this.#window >>> this.#count) & ((1 << size) - 1), size);
  }

  /** Throws if a bit at or past the byte `end` has been used. */
  checkBefore(end: number): void {
    if (this.#at * 8 - this.#count > end * 8) throw unreadable('The JPEG scan ends before the image does.');
  }
}
