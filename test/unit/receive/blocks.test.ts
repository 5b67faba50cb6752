import { describe, expect, it } from 'vitest';
import { inBlocks } from '../../../service/receive/blocks.js';

async function blocksOf(pieces: readonly Buffer[]): Promise<readonly Buffer[]> {
  async function* source() {
    yield* pieces;
  }
  const blocks: Buffer[] = [];
  for await (const block of inBlocks(source())) blocks.push(block);
  return blocks;
}

describe('blocks', () => {
  it.each([
    ['single bytes', Array.from({ length: 600_000 }, (_, i) => Buffer.from([i & 0xff]))],
    ['pieces of a socket', Array.from({ length: 12 }, (_, i) => Buffer.alloc(65_536, i))],
    ['pieces larger than a block', [Buffer.alloc(900_000, 1), Buffer.alloc(3, 2)]],
    ['less than one block', [Buffer.from('a'), Buffer.alloc(0), Buffer.from('b')]],
  ])('hold the same bytes, in few writes: %s', async (_, pieces) => {
    const blocks = await blocksOf(pieces);
    expect(Buffer.concat(blocks).equals(Buffer.concat(pieces))).toBe(true);
    expect(blocks.length).toBeLessThanOrEqual(3);
  });

  it('of nothing are none', async () => {
    expect(await blocksOf([])).toEqual([]);
    expect(await blocksOf([Buffer.alloc(0)])).toEqual([]);
  });
});
