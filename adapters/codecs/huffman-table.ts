/**
 * Huffman table of JPEG Lossless (ITU-T T.81 Annex C, §H.1.2.2). A symbol is the number of bits of the difference that
 * follows it, 0 to 16. Most differences are short: code and difference are looked up together, in one step a sample.
 */
import { unreadable } from './unreadable.js';

export const LOOKUP_BITS = 16;
const MAX_SYMBOL = 16;
/** The symbol of 32 768, which has no bits of its own. */
const BARE_SYMBOL = 16;

/**
 * By the next 16 bits of the stream, one of:
 * difference × 256 + bits of code and difference, if they are 16 at most;
 * symbol × 256 + bits of the code + 128, if the difference does not fit;
 * 0 where no code begins so.
 */
export type HuffmanTable = Int32Array;

/** Set if the difference is still to be read. */
export const DIFFERENCE_FOLLOWS = 128;

/** @param counts how many codes there are of 1 to 16 bits. @param symbols in the order of their codes. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Int32Array(1 << LOOKUP_BITS);
  let next = 0;
  let used = 0;
  for (let bits = 1; bits <= LOOKUP_BITS; bits++) {
    const span = 1 << (LOOKUP_BITS - bits);
    for (let i = 0; i < counts[bits - 1]; i++) {
      const symbol = symbols[used++];
      if (symbol > MAX_SYMBOL || next + span > table.length) throw unreadable('A JPEG Huffman table is impossible.');
      enter(table.subarray(next, next + span), bits, symbol);
      next += span;
    }
  }
  return table;
}

/** Entries of one code. */
function enter(entries: Int32Array, bits: number, symbol: number): void {
  const size = symbol === BARE_SYMBOL ? 0 : symbol;
  if (bits + size > LOOKUP_BITS) {
    entries.fill(symbol * 256 + bits + DIFFERENCE_FOLLOWS);
    return;
  }
  if (size === 0) {
    entries.fill((symbol === BARE_SYMBOL ? 32768 : 0) * 256 + bits);
    return;
  }
  const span = entries.length >> size;
  for (let code = 0; code < 1 << size; code++) {
    entries.fill(difference(code, size) * 256 + bits + size, code * span, (code + 1) * span);
  }
}

/** The difference that `size` bits stand for (Table F.1 continued as in §H.1.2.2). */
export function difference(code: number, size: number): number {
  return code < 1 << (size - 1) ? code - (1 << size) + 1 : code;
}
