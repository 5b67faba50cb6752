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
const BARE_SYMBOL = 16;

export interface HuffmanTable {
  /** By the next SHORT_BITS of the stream. */
  readonly short: Entries;
  /** By the next LONGEST_CODE bits: asked where the short one does not say all. */
  readonly long: Entries;
}

/**
 * By the next `lookupBits` of the stream, one of:
 * difference × 256 + bits of code and difference, if they are `lookupBits` at most;
 * symbol × 256 + bits of the code + 128, if the difference does not fit;
 * 128 where no code begins so, or a longer one.
 */
type Entries = Int32Array;

/** Set if the difference is still to be read. */
export const DIFFERENCE_FOLLOWS = 128;

/** @param counts how many codes there are of 1 to 16 bits. @param symbols in the order of their codes. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable {
  const codes = codesOf(counts, symbols);
  return { short: entriesOf(codes, SHORT_BITS), long: entriesOf(codes, LONGEST_CODE) };
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

function entriesOf(codes: readonly Code[], lookupBits: number): Entries {
  const table = new Int32Array(1 << lookupBits).fill(DIFFERENCE_FOLLOWS);
  for (const { bits, symbol, first } of codes) {
    if (bits > lookupBits) break;
    const start = first >> (LONGEST_CODE - lookupBits);
    enter(table.subarray(start, start + (1 << (lookupBits - bits))), { bits, symbol, lookupBits });
  }
  return table;
}

/** Entries of one code. */
function enter(
  entries: Entries,
  { bits, symbol, lookupBits }: Pick<Code, 'bits' | 'symbol'> & { readonly lookupBits: number },
): void {
  const size = symbol === BARE_SYMBOL ? 0 : symbol;
  if (bits + size > lookupBits) {
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
