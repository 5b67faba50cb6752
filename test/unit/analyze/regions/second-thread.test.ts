import { afterAll, describe, expect, it } from 'vitest';
import { findRegions } from '../../../../service/analyze/regions/find-regions.js';
import { SecondThread } from '../../../../service/analyze/regions/second-thread.js';
import type { Beside } from '../../../../service/analyze/regions/tasks.js';
import { chestPhantom } from '../../../../service/operate/demo/phantom-chest.js';
import { headPhantom } from '../../../../service/operate/demo/phantom-head.js';
import { volumeOf } from './volumes.js';

describe('a second thread', () => {
  const thread = new SecondThread();
  afterAll(() => thread.close());

  it.each([
    ['chest', chestPhantom({ matrix: 128, slices: 41 })],
    ['head', headPhantom({ matrix: 128, slices: 40 })],
  ])('finds the same regions of a %s as the caller alone', async (_, phantom) => {
    const volume = volumeOf(phantom);
    const alone = await findRegions(volume);
    const together = await findRegions(volume, { beside: thread });
    expect(together.contents).toEqual(alone.contents);
    expect(Buffer.compare(together.labels, alone.labels)).toBe(0);
    expect(new Set(alone.labels).size).toBeGreaterThan(4);
  });

  it('does tasks in turn', async () => {
    const order: string[] = [];
    const empty = { dims: [3, 3, 1], spacing: [1, 1, 1], block: [1, 1, 1], hu: new Int16Array(9) } as const;
    await Promise.all(
      ['first', 'second', 'third'].map((name) =>
        thread.run('findCranialCavity', empty).then((found) => order.push(`${name} ${found}`)),
      ),
    );
    expect(order).toEqual(['first undefined', 'second undefined', 'third undefined']);
  });

  it('rejects a task that fails, and does the next one', async () => {
    const damaged = { dims: [3, 3, 1], spacing: [1, 1, 1], block: [1, 1, 1] } as const;
    await expect(thread.run('findCranialCavity', damaged as never)).rejects.toThrow();
    const empty = { ...damaged, hu: new Int16Array(9) };
    expect(await thread.run('findCranialCavity', empty)).toBeUndefined();
  });
});

describe('regions', () => {
  it('are not found if what is done beside fails', async () => {
    const failing: Beside = { run: () => Promise.reject(new Error('no thread')) };
    await expect(findRegions(volumeOf(chestPhantom({ matrix: 64, slices: 20 })), { beside: failing })).rejects.toThrow(
      'no thread',
    );
  });
});
