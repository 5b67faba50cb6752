import { describe, expect, it } from 'vitest';
import { eachOf } from '../../../../service/analyze/volume/each-of.js';

const soon = () => new Promise((resolve) => setTimeout(resolve, 1));

describe('eachOf', () => {
  it('works on every item once, in order, at most so many at a time', async () => {
    const begun: number[] = [];
    let open = 0;
    let most = 0;
    await eachOf([0, 1, 2, 3, 4, 5, 6], 3, async (item) => {
      begun.push(item);
      most = Math.max(most, ++open);
      await soon();
      open--;
    });
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(most).toBe(3);
  });

  it('begins nothing after a failure, and rejects with it when what was under way has ended', async () => {
    const ended: number[] = [];
    const work = eachOf([0, 1, 2, 3], 2, async (item) => {
      if (item === 0) throw new Error('first');
      await soon();
      ended.push(item);
    });
    await expect(work).rejects.toThrow('first');
    expect(ended).toEqual([1]);
  });
});
