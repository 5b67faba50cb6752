/**
 * Huffman table of JPEG Lossless (ITU-T T.81 Annex C, §H.1.2.2). A symbol is the number of bits of the difference that
 * follows it, 0 to 16. Most differences are short: code and difference are looked up together, in one step a sample.
 */
import { unreadable } from './unreadable.js';

/** As long as a code can be. */
export const LONGEST_CODE = 16;
/** Of a table that stays in the first cache of a processor; nearly all codes are shorter. */
export const SHORT_BITS = 12;
const MAX_SYMBOL = 16;
/** The symbol of 32 768, which has no bits of its own. */
export const BARE_SYMBOL = 16;

export interface HuffmanTable {
  /**
   * By the next SHORT_BITS of the stream: difference × 256 + bits of code and difference, if they are SHORT_BITS at most;
   * else DIFFERENCE_FOLLOWS.
   */
  readonly short: Int32Array;
  /** By the next LONGEST_CODE bits: symbol × 256 + bits of the code; 0 where no code begins so. */
  readonly long: Uint16Array;
}

/** Set if the short table does not say all: the long one is to be asked. */
export const DIFFERENCE_FOLLOWS = 128;

/** @param counts how many codes there are of 1 to 16 bits. @param symbols in the order of their codes. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const codes = codesOf(counts, symbols);
  return { short: shortTable(codes), long: longTable(codes) };
}

interface Code {
  readonly bits: number;
  readonly symbol: number;
  /** The code, filled up with zeros to LONGEST_CODE bits. */
  readonly first: number;
}

function codesOf(counts: Uint8Array, symbols: Uint8Array): readonly Code[] {
  const codes: Code[] = [];
  let first = 0;
  for (let bits = 1; bits <= LONGEST_CODE; bits++) {
    const span = 1 << (LONGEST_CODE - bits);
    for (let i = 0; i < counts[bits - 1]; i++) {
      const symbol = symbols[codes.length];
      if (symbol > MAX_SYMBOL || first + span > 1 << LONGEST_CODE)
        throw unreadable('A JPEG Huffman table is impossible.');
      codes.push({ bits, symbol, first });
      first += span;
    }
  }
  return codes;
}

function shortTable(codes: readonly Code[]): Int32Array {
  const table = new Int32Array(1 << SHORT_BITS).fill(DIFFERENCE_FOLLOWS);
  for (const { bits, symbol, first } of codes) {
    const size = symbol === BARE_SYMBOL ? 0 : symbol;
    const free = SHORT_BITS - bits - size;
    if (free < 0) continue;
    for (let code = 0, at = first >> (LONGEST_CODE - SHORT_BITS); code < 1 << size; code++, at += 1 << free) {
      table.fill(differenceOf(symbol, code) * 256 + bits + size, at, at + (1 << free));
    }
  }
  return table;
}

function longTable(codes: readonly Code[]): Uint16Array {
  const table = new Uint16Array(1 << LONGEST_CODE);
  for (const { bits, symbol, first } of codes) {
    table.fill(symbol * 256 + bits, first, first + (1 << (LONGEST_CODE - bits)));
  }
  return table;
}

function differenceOf(symbol: number, code: number): number {
  if (symbol === BARE_SYMBOL) return 32768;
  return symbol === 0 ? 0 : difference(code, symbol);
}

/** The difference that `size` bits stand for (Table F.1 continued as in §H.1.2.2). */
export function difference(code: number, size: number): number {
  return code < 1 << (size - 1) ? code - (1 << size) + 1 : code;
}
