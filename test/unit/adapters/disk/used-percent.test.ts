import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { usedPercent } from '../../../../adapters/disk/used-percent.js';
import { withSmallDisk } from '../../../support/small-disk.js';

withSmallDisk(64, 'how full a disk is', (disk) => {
  it('counts what lies there, and not the space that packs have written ahead', async () => {
    const { folder } = disk();
    const empty = await usedPercent(folder);
    const reserve = join(folder, 'packs/.reserve');
    mkdirSync(reserve, { recursive: true });
    for (const name of ['0.zeros', 'filling']) writeFileSync(join(reserve, name), Buffer.alloc(10_000_000));
    expect(await usedPercent(folder)).toBeCloseTo(empty, 0);
    writeFileSync(join(folder, 'packs/pack'), Buffer.alloc(20_000_000));
    expect(await usedPercent(folder)).toBeGreaterThan(empty + 25);
  });
});
