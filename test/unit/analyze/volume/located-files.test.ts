/** Volumes of files that the decoder's threads read by themselves. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { SourceFile } from '../../../../service/analyze/volume/source-file.js';
import type { FileExtent } from '../../../../service/ports/file-extent.js';
import { build, expectSameValuesInPlace } from './built-volume.js';
import { type CtSeries, ctFiles, enhancedCtFile, PLAIN, sopUid } from './ct-series.js';

const folder = mkdtempSync(join(tmpdir(), 'cambium-located-'));
afterAll(() => rmSync(folder, { recursive: true }));

const BEFORE = Buffer.from('what lies before it');

/** On disk between other bytes, as in a pack. */
async function located(file: SourceFile, changed: Partial<FileExtent> = {}) {
  const bytes = await file.load();
  const path = join(folder, file.sopInstanceUid);
  writeFileSync(path, Buffer.concat([BEFORE, bytes, Buffer.from('and behind')]));
  const extent = { path, offset: BEFORE.length, bytes: bytes.length, crc32: crc32(bytes), ...changed };
  return { ...file, load: vi.fn(file.load), locate: async () => extent };
}

const locatedFiles = (series: CtSeries) => Promise.all(ctFiles(series).map((file) => located(file)));

describe('buildVolume of files that say where they lie', () => {
  it.each<[string, Partial<CtSeries>]>([
    ['as they are', {}],
    ['coronal', { orientation: [1, 0, 0, 0, 0, -1], positions: [0, 2.5, 5].map((y) => [0, y, 0] as const) }],
    ['sagittal', { orientation: [0, 1, 0, 0, 0, -1], positions: [0, 2.5, 5].map((x) => [x, 0, 0] as const) }],
  ])('puts every pixel in its place without loading one: %s', async (_, changed) => {
    const series = { ...PLAIN, ...changed };
    const files = await locatedFiles(series);
    expectSameValuesInPlace(await build(files), series);
    expect(files.flatMap(({ load }) => load.mock.calls)).toEqual([]);
  });

  it.each<[string, Partial<FileExtent>]>([
    ['has moved', { path: join(folder, 'moved') }],
    ['is a folder', { path: folder }],
    ['is shorter than it was', { bytes: 1e6 }],
    ['holds other bytes', { offset: BEFORE.length - 1 }],
  ])('loads a file that %s', async (_, changed) => {
    const files = await Promise.all(ctFiles(PLAIN).map((file, i) => located(file, i === 2 ? changed : {})));
    expectSameValuesInPlace(await build(files), PLAIN);
    expect(files.map(({ load }) => load.mock.calls.length)).toEqual([0, 0, 1, 0, 0]);
  });

  it('names the instance whose file was cut off', async () => {
    const files = await locatedFiles(PLAIN);
    const bytes = (await files[2].load()).length - 10;
    files[2] = await located(files[2], { bytes, crc32: undefined });
    await expect(build(files)).rejects.toMatchObject({
      code: 'pixels.unreadable',
      details: expect.stringContaining(sopUid(2)),
    });
  });

  it('loads an object of several frames once', async () => {
    const file = await located(enhancedCtFile(PLAIN));
    expectSameValuesInPlace(await build([file]), PLAIN);
    // Its header was read from the whole.
    expect(file.load.mock.calls).toHaveLength(1);
  });
});
