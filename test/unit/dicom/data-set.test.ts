import { describe, expect, it } from 'vitest';
import { DataSet } from '../../../service/dicom/data-set.js';

const TAG = 0x00200032;
const withValue = (value: Buffer | string, littleEndian = true) =>
  new DataSet(new Map([[TAG, { vr: 'UN', value: Buffer.from(value as string, 'latin1') }]]), littleEndian);

describe('numbers', () => {
  it.each([
    ['1', [1]],
    ['-1.5\\+2\\ 3 \\4.', [-1.5, 2, 3, 4]],
    ['1e3\\1E-2\\.5 ', [1000, 0.01, 0.5]],
    ['-0', [-0]],
  ])('of %j are read', (text, numbers) => expect(withValue(text).numbers(TAG)).toEqual(numbers));

  it.each(['', ' ', '1\\\\3', '0x10', '1,5', 'Infinity', 'NaN', '1e999', '1 2', '1\\x', '--1', 'e5'])(
    'are none in %j: half a vector would mislead',
    (text) => expect(withValue(text).numbers(TAG)).toBeUndefined(),
  );

  it('are undefined where there is no element', () => {
    expect(withValue('1').numbers(0x00280010)).toBeUndefined();
    expect(withValue('7\\8').number(TAG)).toBe(7);
  });
});

describe('text', () => {
  it.each([
    ['CT ', 'CT'],
    ['1.2.3\0', '1.2.3'],
    ['  AXIAL \0 ', 'AXIAL'],
    ['in the middle', 'in the middle'],
    [' ', ''],
  ])('%j loses its padding', (stored, text) => expect(withValue(stored).ascii(TAG)).toBe(text));

  it('of several values is a list', () => {
    expect(withValue('ORIGINAL\\PRIMARY \\ AXIAL').asciiValues(TAG)).toEqual(['ORIGINAL', 'PRIMARY', 'AXIAL']);
    expect(withValue('').asciiValues(TAG)).toEqual([]);
  });

  it.each([
    ['spaces', `${' '.repeat(1 << 15)}x`],
    ['nulls', `${'\0'.repeat(1 << 15)}x`],
    ['digits', `${'9'.repeat(1 << 15)}x`],
    ['values', '\\'.repeat(1 << 15)],
  ])('of 32 000 %s is read at once', (_, hostile) => {
    const dataSet = withValue(hostile);
    const started = performance.now();
    dataSet.ascii(TAG);
    dataSet.text(TAG);
    dataSet.numbers(TAG);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('binary numbers', () => {
  it('follow the byte order of the data set', () => {
    expect(withValue('\x02\x01').uint16(TAG)).toBe(0x0102);
    expect(withValue('\x02\x01', false).uint16(TAG)).toBe(0x0201);
    expect(withValue('\xff\xff').int16(TAG)).toBe(-1);
    expect(withValue('\x00\x80').int16(TAG)).toBe(-32768);
    const doubles = Buffer.alloc(17);
    doubles.writeDoubleLE(1.5, 0);
    doubles.writeDoubleLE(-2, 8);
    expect(withValue(doubles).doubles(TAG)).toEqual([1.5, -2]);
  });

  it('are undefined in a value too short for one', () => {
    expect(withValue('\x01').uint16(TAG)).toBeUndefined();
    expect(withValue('').int16(TAG)).toBeUndefined();
    expect(withValue('1234567').doubles(TAG)).toBeUndefined();
  });
});
