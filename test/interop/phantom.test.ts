import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { chestPhantom } from '../../service/operate/demo/phantom-chest.js';
import { headPhantom } from '../../service/operate/demo/phantom-head.js';
import { phantomSeries } from '../../service/operate/demo/phantom-series.js';
import { withPeer } from '../support/peers.js';

withPeer('dicom3tools', 'the phantom, by dicom3tools', () => {
  let folder = '';
  let files: string[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'cambium-phantom-'));
    const small = { matrix: 64, slices: 12 };
    files = [chestPhantom(small), headPhantom(small)].flatMap((phantom) =>
      phantomSeries(phantom).map((part10, slice) => {
        const path = join(folder, `${phantom.part}-${slice}.dcm`);
        writeFileSync(path, part10);
        return path;
      }),
    );
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is a CT Image without an error or a warning', () => {
    for (const path of [files[0], files[files.length - 1]]) {
      const { stdout, stderr } = spawnSync('dciodvfy', ['-new', path], { encoding: 'utf8' });
      expect(`${stdout}${stderr}`.trim()).toBe('CTImage');
    }
  });

  it('is consistent as a study', () => {
    const { stdout, stderr } = spawnSync('dcentvfy', files, { encoding: 'utf8' });
    expect(`${stdout}${stderr}`.trim()).toBe('');
  });
});
