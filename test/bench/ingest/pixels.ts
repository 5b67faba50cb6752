/** Pixels of a CT slice, 512 × 512 of 16 bits: a body with lungs in it and the noise of a scanner, which nothing compresses well. */
import { randomNumbers } from '../../support/random-numbers.js';

export const COLUMNS = 512;
export const ROWS = 512;
const NOISE_HU = 12;
/** Stored value of 0 HU. */
const OFFSET = 1024;
const HU = { air: -1000, fat: -100, tissue: 45, lung: -850 } as const;

/** Little endian, rows first. The same seed, the same pixels. */
export function slicePixels(seed: number): Buffer {
  const random = randomNumbers(seed);
  const pixels = Buffer.alloc(ROWS * COLUMNS * 2);
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column++) {
      // The sum of three is near enough to a normal distribution; its standard deviation is one half.
      const noise = (random() + random() + random() - 1.5) * 2 * NOISE_HU;
      const stored = Math.max(0, Math.round(hounsfield(row, column) + noise) + OFFSET);
      pixels.writeUInt16LE(stored, 2 * (row * COLUMNS + column));
    }
  }
  return pixels;
}

function hounsfield(row: number, column: number): number {
  const body = ((column - 256) / 215) ** 2 + ((row - 256) / 160) ** 2;
  if (body > 1) return HU.air;
  if (body > 0.86) return HU.fat;
  const lung = (Math.abs(column - 256) - 96) ** 2 + (row - 240) ** 2;
  return lung < 85 ** 2 ? HU.lung : HU.tissue;
}
