/**
 * From the 16 bits in which a pixel is stored to its Hounsfield units: overlay bits masked, sign extended, padding set to
 * air, rescaled, rounded and clamped. All of that is decided once for each of the 65 536 words instead of once a pixel.
 */
import type { PixelFormat, Rescale } from './slice.js';

/** Nothing is thinner than air: what reconstructions put below it lies outside their field of view (-2000 and -3024 are usual). */
export const AIR_HU = -1024;
const MAX_HU = 32767;
const WORDS = 1 << 16;

/** HU by stored word. */
export type HounsfieldTable = Int16Array;

/** @param rescale with slope and intercept: check-pixels.ts has seen to that. */
export function hounsfieldTable(format: PixelFormat, { slope = 1, intercept = 0 }: Rescale): HounsfieldTable {
  const table = new Int16Array(WORDS);
  for (let word = 0; word < WORDS; word++) {
    const stored = storedValue(word, format);
    const hu = Math.round(stored * slope + intercept);
    table[word] = isPadding(word, stored, format) ? AIR_HU : Math.min(Math.max(hu, AIR_HU), MAX_HU);
  }
  return table;
}

/** PS3.5 §8.1.1: the bits from HighBit down, as PixelRepresentation says. Other bits may hold overlays. */
function storedValue(word: number, { bitsStored, highBit, signed }: PixelFormat): number {
  const value = (word >> (highBit + 1 - bitsStored)) & ((1 << bitsStored) - 1);
  return signed && value >> (bitsStored - 1) ? value - (1 << bitsStored) : value;
}

/**
 * PS3.3 §C.7.5.1.1.2. Some devices pad with a value that does not fit BitsStored (-2000 in an unsigned 12-bit image): it is
 * then found only in the whole word.
 */
function isPadding(word: number, stored: number, { padding, signed }: PixelFormat): boolean {
  if (!padding) return false;
  const whole = signed ? (word << 16) >> 16 : word;
  return within(stored, padding) || (padding.from === padding.to && whole === padding.from);
}

function within(value: number, { from, to }: { readonly from: number; readonly to: number }): boolean {
  return value >= from && value <= to;
}

/** The table of each slice in turn. The last one is kept: nearly every series needs no other, a few need one a slice. */
export function tableForSlice(): (slice: {
  readonly format: PixelFormat;
  readonly rescale: Rescale;
}) => HounsfieldTable {
  let lastKey = '';
  let last: HounsfieldTable = new Int16Array(0);
  return ({ format, rescale }) => {
    const key = JSON.stringify([format, rescale]);
    if (key !== lastKey) {
      lastKey = key;
      last = hounsfieldTable(format, rescale);
    }
    return last;
  };
}
