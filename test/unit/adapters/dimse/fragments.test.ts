import { describe, expect, it } from 'vitest';
import { fragments } from '../../../../adapters/dimse/fragments.js';

async function* pieces(...texts: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

async function cut(size: number, ...texts: readonly string[]): Promise<readonly [string, boolean][]> {
  const all: [string, boolean][] = [];
  for await (const { bytes, last } of fragments(pieces(...texts), size)) all.push([`${bytes}`, last]);
  return all;
}

describe('fragments', () => {
  it.each<[string, readonly string[], readonly [string, boolean][]]>([
    [
      'one piece',
      ['0123456789'],
      [
        ['0123', false],
        ['4567', false],
        ['89', true],
      ],
    ],
    [
      'many small pieces',
      ['0', '1', '2', '3', '4', '5'],
      [
        ['0123', false],
        ['45', true],
      ],
    ],
    [
      'pieces that lie across',
      ['012', '345678', '9'],
      [
        ['0123', false],
        ['4567', false],
        ['89', true],
      ],
    ],
    ['pieces without bytes', ['', '01', '', ''], [['01', true]]],
    [
      'bytes that fill the last one',
      ['0123', '4567'],
      [
        ['0123', false],
        ['4567', true],
      ],
    ],
    [
      'bytes that fill the last one, and nothing behind',
      ['01234567', ''],
      [
        ['0123', false],
        ['4567', true],
      ],
    ],
    ['nothing', [], [['', true]]],
  ])('are full but for the last, which alone says that it is: %s', async (_, texts, expected) => {
    expect(await cut(4, ...texts)).toEqual(expected);
  });

  it('copies nothing that lies within one piece', async () => {
    // Too large for the pool, in which a copy would have the same buffer.
    const piece = Buffer.alloc(100_000);
    const source = async function* () {
      yield piece;
    };
    for await (const { bytes } of fragments(source(), 40_000)) expect(bytes.buffer).toBe(piece.buffer);
  });
});
