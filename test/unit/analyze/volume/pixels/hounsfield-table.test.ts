import { describe, expect, it } from 'vitest';
import {
  AIR_HU,
  hounsfieldTable,
  tableForSlice,
} from '../../../../../service/analyze/volume/pixels/hounsfield-table.js';
import type { PixelFormat, Rescale } from '../../../../../service/analyze/volume/slice.js';

const UNSIGNED_16: PixelFormat = {
  samplesPerPixel: 1,
  photometricInterpretation: 'MONOCHROME2',
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  signed: false,
};
const SIGNED_16: PixelFormat = { ...UNSIGNED_16, signed: true };
const UNSIGNED_12: PixelFormat = { ...UNSIGNED_16, bitsStored: 12, highBit: 11 };
const SIGNED_12: PixelFormat = { ...UNSIGNED_12, signed: true };

const hu = (word: number, format: PixelFormat, rescale: Rescale = { slope: 1, intercept: 0 }) =>
  hounsfieldTable(format, rescale).rounded[word & 0xffff];

describe('a stored word becomes Hounsfield units', () => {
  it('signed or unsigned', () => {
    expect(hu(0xff9c, SIGNED_16)).toBe(-100);
    expect(hu(0x7fff, UNSIGNED_16)).toBe(32767);
    expect(hu(0xff9c, UNSIGNED_16, { slope: 1, intercept: -65000 })).toBe(436);
  });

  it('with the sign taken from the highest stored bit', () => {
    expect(hu(0x0f9c, SIGNED_12)).toBe(-100);
    expect(hu(0x07ff, SIGNED_12)).toBe(2047);
  });

  it('without the overlay in the bits above', () => {
    expect(hu(0xf064, UNSIGNED_12)).toBe(100);
    expect(hu(0x8f9c, SIGNED_12)).toBe(-100);
  });

  it('from the bits that end at High Bit', () => {
    expect(hu(0x064f, { ...UNSIGNED_12, highBit: 15 })).toBe(100);
  });

  it('by slope and intercept, rounded', () => {
    expect(hu(1000, UNSIGNED_16, { slope: 2, intercept: -1024 })).toBe(976);
    expect(hu(1001, UNSIGNED_16, { slope: 0.5, intercept: 0.1 })).toBe(501);
  });

  it('within the range of 16 bits', () => {
    expect(hu(65535, UNSIGNED_16)).toBe(32767);
    expect(hu(30000, UNSIGNED_16, { slope: 2, intercept: 0 })).toBe(32767);
  });

  it('with all that lies below air set to air', () => {
    expect(hu(-2000, SIGNED_16)).toBe(AIR_HU);
    expect(hu(-2000, SIGNED_16, { slope: 1, intercept: -1024 })).toBe(AIR_HU);
    expect(hu(-1024, SIGNED_16)).toBe(-1024);
    expect(hu(-1023, SIGNED_16)).toBe(-1023);
  });
});

describe('padding becomes air', () => {
  it('where a pixel has the padding value', () => {
    const format = { ...SIGNED_16, padding: { from: 500, to: 500 } };
    expect([499, 500, 501].map((word) => hu(word, format))).toEqual([499, AIR_HU, 501]);
  });

  it('where a pixel lies in the padding range, its ends included', () => {
    const format = { ...UNSIGNED_16, padding: { from: 3000, to: 3002 } };
    expect([2999, 3000, 3001, 3002, 3003].map((word) => hu(word, format))).toEqual([
      2999,
      AIR_HU,
      AIR_HU,
      AIR_HU,
      3003,
    ]);
  });

  it('where the padding value fits only the whole word', () => {
    const format = { ...UNSIGNED_12, padding: { from: 63536, to: 63536 } };
    expect(hu(63536, format)).toBe(AIR_HU);
    expect(hu(63536 & 0xfff, format)).toBe(63536 & 0xfff);
  });
});

describe('tableForSlice', () => {
  it('makes a table anew only for another format or rescale', () => {
    const tableOf = tableForSlice();
    const first = tableOf({ format: SIGNED_16, rescale: { slope: 1, intercept: 0 } });
    expect(tableOf({ format: { ...SIGNED_16 }, rescale: { slope: 1, intercept: 0 } })).toBe(first);
    expect(tableOf({ format: SIGNED_16, rescale: { slope: 1, intercept: 7 } }).rounded[0]).toBe(7);
    expect(tableOf({ format: SIGNED_12, rescale: { slope: 1, intercept: 7 } }).rounded[0x0fff]).toBe(6);
  });
});
