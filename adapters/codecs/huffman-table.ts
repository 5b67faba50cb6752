/**
 * Huffman table of JPEG Lossless (ITU-T T.81 Annex C, §H.1.2.2): symbols are the number of bits of a difference, 0 to 16.
 */
import { unreadable } from './unreadable.js';

const MAX_CODE_BITS = 16;
const MAX_SYMBOL = 16;

/**
 * By the next 16 bits of the stream: code length × 256 + symbol, or 0 where no code begins so. One step a sample, which
 * pays for filling 65 536 entries a frame many times over.
 */
export type HuffmanTable = Uint16Array;

/** @param counts how many codes there are of 1 to 16 bits. @param symbols in the order of their codes. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const table = new Uint16Array(1 << MAX_CODE_BITS);
  let next = 0;
  let used = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    const span = 1 << (MAX_CODE_BITS - bits);
    for (let i = 0; i < counts[bits - 1]; i++) {
      const symbol = symbols[used++];
      if (symbol > MAX_SYMBOL || next + span > table.length) throw unreadable('A JPEG Huffman table is impossible.');
      table.fill(bits * 256 + symbol, next, next + span);
      next += span;
    }
  }
  return table;
}
