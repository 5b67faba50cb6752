import { describe, expect, it } from 'vitest';
import { encapsulatedFrames } from '../../../../../service/analyze/volume/pixels/fragments.js';

function item(bytes: Buffer): Buffer {
  const header = Buffer.from([0xfe, 0xff, 0x00, 0xe0, 0, 0, 0, 0]);
  header.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([header, bytes]);
}

const END = Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
const A = Buffer.from([0xff, 0xd8, 1, 1]);
const B = Buffer.from([2, 2, 2, 2, 2, 2]);
const C = Buffer.from([0xff, 0xd8, 3, 3]);
const D = Buffer.from([4, 4]);

function pixelData(offsets: readonly number[], ...fragments: readonly Buffer[]): Buffer {
  const table = Buffer.from(Uint32Array.from(offsets).buffer);
  return Buffer.concat([item(table), ...fragments.map(item), END]);
}

const frames = (data: Buffer, count: number) => encapsulatedFrames(data, count).map((frame) => [...frame]);

describe('encapsulatedFrames', () => {
  it('joins every fragment of a single frame', () => {
    expect(frames(pixelData([], A, B, D), 1)).toEqual([[...A, ...B, ...D]]);
  });

  it('takes a fragment for a frame where there are as many', () => {
    expect(frames(pixelData([], A, B, C), 3)).toEqual([[...A], [...B], [...C]]);
  });

  it('tells frames of several fragments apart by the Basic Offset Table', () => {
    expect(frames(pixelData([0, 26], A, B, D, B), 2)).toEqual([
      [...A, ...B],
      [...D, ...B],
    ]);
  });

  it('tells them apart by the JPEG marker where the table is empty or wrong', () => {
    const expected = [
      [...A, ...B],
      [...C, ...D],
    ];
    expect(frames(pixelData([], A, B, C, D), 2)).toEqual(expected);
    expect(frames(pixelData([0, 27], A, B, C, D), 2)).toEqual(expected);
    expect(frames(pixelData([26, 0], A, B, C, D), 2)).toEqual(expected);
  });

  it.each([
    ['frames that cannot be told apart', pixelData([], A, B, D), 2],
    ['fewer fragments than frames', pixelData([], A), 2],
    ['no fragment', pixelData([]), 1],
    ['nothing', Buffer.alloc(0), 1],
    ['a fragment that ends past the data', pixelData([], A, B).subarray(0, 30), 1],
    ['more frames than memory', pixelData([], A, B), 2 ** 40],
  ])('refuses %s', (_, data, count) => {
    expect(() => encapsulatedFrames(data, count)).toThrow(expect.objectContaining({ code: 'pixels.unreadable' }));
  });
});
