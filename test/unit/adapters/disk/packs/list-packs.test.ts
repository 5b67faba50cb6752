/** Which packs there are, told from the names of their files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listPacks } from '../../../../../adapters/disk/packs/list-packs.js';

describe('the list of packs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'cambium-list-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const put = (...paths: readonly string[]) => {
    for (const path of paths) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), '');
    }
  };

  it('has them in the order of their making, over days, with what they are now', async () => {
    put('2026-02-01/0000001aaaaaaaaa.open', '2026-01-31/0000002bbbbbbbbb.pack', '2026-01-31/0000001ccccccccc.pack');
    expect(await listPacks(folder)).toEqual([
      { name: '2026-01-31/0000001ccccccccc', sealed: true },
      { name: '2026-01-31/0000002bbbbbbbbb', sealed: true },
      { name: '2026-02-01/0000001aaaaaaaaa', sealed: false },
    ]);
  });

  it('has one that is seen under both names while it is sealed once, as sealed', async () => {
    put('2026-01-31/0000001aaaaaaaaa.open', '2026-01-31/0000001aaaaaaaaa.pack');
    expect(await listPacks(folder)).toEqual([{ name: '2026-01-31/0000001aaaaaaaaa', sealed: true }]);
  });

  it('leaves out what is no pack', async () => {
    put(
      '.reserve/3.zeros',
      '2026-01-31/0000001aaaaaaaaa.tmp',
      '2026-01-31/0000001aaaaaaaaa',
      'notes.txt',
      'old/1.pack',
    );
    expect(await listPacks(folder)).toEqual([]);
  });
});
