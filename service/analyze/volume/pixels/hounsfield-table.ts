/**
 * From the 16 bits in which a pixel is stored to its Hounsfield units: overlay bits masked, sign extended, padding set to
 * air, rescaled and clamped. All of that is decided once for each of the 65 536 words instead of once a pixel.
 */
import type { PixelFormat, Rescale, Slice } from '../slice.js';
import { sharedFloat32s, sharedInt16s } from './shared-values.js';

/** Nothing is thinner than air: what reconstructions put below it lies outside their field of view (-2000 and -3024 are usual). */
export const AIR_HU = -1024;
const MAX_HU = 32767;
const WORDS = 1 << 16;

/** HU by stored word, on memory that threads share: `rounded`, and as they come out of the rescale where that may give fractions. */
export interface HounsfieldTable {
  readonly rounded: Int16Array<SharedArrayBuffer>;
  readonly exact?: Float32Array<SharedArrayBuffer>;
}

/** @param rescale with slope and intercept: check-pixels.ts has seen to that. */
export function hounsfieldTable(format: PixelFormat, rescale: Rescale): HounsfieldTable {
  const { slope = 1, intercept = 0 } = rescale;
  const rounded = sharedInt16s(WORDS);
  const exact = givesFractions(rescale) ? sharedFloat32s(WORDS) : undefined;
  for (let word = 0; word < WORDS; word++) {
    const stored = storedValue(word, format);
    const rescaled = Math.min(Math.max(stored * slope + intercept, AIR_HU), MAX_HU);
    const hu = isPadding(word, stored, format) ? AIR_HU : rescaled;
    rounded[word] = Math.round(hu);
    if (exact) exact[word] = hu;
  }
  return { rounded, ...(exact && { exact }) };
}

export function givesFractions({ slope = 1, intercept = 0 }: Rescale): boolean {
  return !Number.isInteger(slope) || !Number.isInteger(intercept);
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
export function tableForSlice(): (slice: Pick<Slice, 'format' | 'rescale'>) => HounsfieldTable {
  let lastKey = '';
  let last: HounsfieldTable = { rounded: sharedInt16s(0) };
  return ({ format, rescale }) => {
    const key = JSON.stringify([format, rescale]);
    if (key !== lastKey) {
      lastKey = key;
      last = hounsfieldTable(format, rescale);
    }
    return last;
  };
}
