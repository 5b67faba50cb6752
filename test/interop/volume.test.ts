/** Every CT series of the real studies: the same volume to us and to independent programs, or refused for a reason. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import { isCtClass } from '../../service/dicom/sop-class.js';
import type { ErrorCode } from '../../service/errors/registry.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { allSeriesIn, foldersBelow, type SeriesOnDisk } from './ct-folder.js';
import { type Reader, readAllBy } from './ct-oracles.js';
import { apart, differences } from './volume-agreement.js';

const AFFINE_TOLERANCE_MM = 1e-3;
const LIMIT_MS = 120_000;

/**
 * Reasons of all stacks in the CT series of a folder. dcm2niix and SimpleITK make a file of some of them, but not the volume
 * that was scanned: they close gaps, interpolate across them, or pile up what lies at one place.
 */
const REFUSED: Readonly<Record<string, readonly ErrorCode[]>> = {
  'neg/dimse/datasets': ['series.too-few-slices'],
  // Four images of one place, each an acquisition of its own: a bolus being watched.
  'odd/dicom2nifti/failing/notavolume/001': Array(4).fill('series.too-few-slices'),
  'odd/dicom2nifti/failing/sliceincrement/001': ['geometry.missing-slice'],
  'odd/dicom2nifti/failing/sliceincrement/002': ['geometry.missing-slice'],
  'odd/pydicom/test_files': Array(3).fill('series.too-few-slices'),
  'odd/pydicom/test_files/dicomdirtests/77654033/CT2': ['geometry.missing-slice'],
  'odd/pydicom/test_files/dicomdirtests/98892001/CT2N': ['series.localizer', 'series.localizer'],
  'phantom_multiseries/S1000': ['series.localizer'],
  'seg_sr/highdicom/test_files': ['series.too-few-slices'],
  // The same slice, over and over, some after loss; and two frames of a perfusion map at two places.
  syntaxes: [...Array(4).fill('geometry.duplicate-position'), 'series.too-few-slices', 'series.too-few-slices'],
};

/** Straightened: volume-tilt.test.ts compares them. */
const TILTED: readonly string[] = ['odd/dicom2nifti/failing/gantrytilting/001', 'phantom_tilt_neg/S2010'];

/**
 * Voxels in which a program is known to be wrong. The slices of this series state 12 or 13 Bits Stored, as each needs;
 * dcm2niix takes the first one's for all, and what is brighter wraps around.
 */
const KNOWN_WRONG: Readonly<Record<string, Partial<Record<Reader, number>>>> = {
  head_cerr_hn: { dcm2niix: 29 },
  'head_cerr_synthich/head_cerr_synthich': { dcm2niix: 29 },
};

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

function isEnhanced(path: string): boolean {
  return path.endsWith('eCT_Supplemental.dcm');
}

function ctSeriesByFolder(): ReadonlyMap<string, readonly SeriesOnDisk[]> {
  const folders = foldersBelow(ctdata()).map((folder) => {
    const isCt = ({ headers }: SeriesOnDisk) =>
      headers.some(({ sopClassUid, modality }) => isCtClass(sopClassUid) && modality === 'CT');
    return [relative(ctdata(), folder).replaceAll(sep, '/'), allSeriesIn(folder).filter(isCt)] as const;
  });
  return new Map(folders.filter(([, series]) => series.length > 0));
}

withPeer(['dcm2niix', 'simpleitk', 'highdicom', 'ctdata'], 'a real CT series', () => {
  const byFolder = ctSeriesByFolder();
  let scratch = '';
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'cambium-volume-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  describe('is the same volume to everyone:', () => {
    const usable = [...byFolder].filter(([folder]) => !REFUSED[folder] && !TILTED.includes(folder));

    it.each(usable)('%s', { timeout: LIMIT_MS }, async (folder, [series, ...others]) => {
      expect(others).toHaveLength(0);
      const [stack, ...more] = await readStacks(series, decoder);
      expect(more).toHaveLength(0);
      const volume = await buildVolume(stack, decoder);
      const readers: readonly Reader[] = [
        'simpleitk',
        'dcm2niix',
        ...(series.files.length === 1 ? (['highdicom'] as const) : []),
      ];
      const readings = readAllBy(
        readers.map((reader) => ({ reader, files: series.paths })),
        join(scratch, folder),
      );
      readers.forEach((reader, i) => {
        expect(readings[i], reader).toHaveLength(1);
        expect(apart(volume, readings[i][0]), reader).toBeLessThan(AFFINE_TOLERANCE_MM);
        expect([0, KNOWN_WRONG[folder]?.[reader]], reader).toContain(differences(volume, readings[i][0]));
      });
      rmSync(join(scratch, folder), { recursive: true });
    });
  });

  describe('is straightened or refused for a reason:', () => {
    it.each([...byFolder])('%s', async (folder, all) => {
      const stacks = (await Promise.all(all.map((series) => readStacks(series, decoder)))).flat();
      expect(stacks.flatMap(({ refusal }) => refusal?.reason ?? []).sort()).toEqual(
        [...(REFUSED[folder] ?? [])].sort(),
      );
      const volumes = stacks.filter(({ refusal }) => !refusal);
      expect(volumes).toHaveLength(REFUSED[folder] ? 0 : 1);
      if (volumes.length > 0) expect(Math.abs(volumes[0].facts.tiltDegrees) > 0.5).toBe(TILTED.includes(folder));
    });
  });

  it('of two frames in one Enhanced CT is the same volume to everyone', async () => {
    const [whole] = (byFolder.get('syntaxes') ?? []).filter(({ paths }) => paths.some(isEnhanced));
    const index = whole.paths.findIndex(isEnhanced);
    const [stack] = await readStacks({ ...whole, files: [whole.files[index]] }, decoder);
    const volume = await buildVolume(stack, decoder);
    const readers: readonly Reader[] = ['simpleitk', 'dcm2niix', 'highdicom'];
    const files = [whole.paths[index]];
    const readings = readAllBy(
      readers.map((reader) => ({ reader, files })),
      join(scratch, 'enhanced'),
    );
    readers.forEach((reader, i) => {
      expect(apart(volume, readings[i][0]), reader).toBeLessThan(AFFINE_TOLERANCE_MM);
      expect(differences(volume, readings[i][0]), reader).toBe(0);
    });
  });

  it('is looked for in every folder that this file names', () => {
    expect([...byFolder.keys()]).toEqual(
      expect.arrayContaining([...Object.keys(REFUSED), ...TILTED, ...Object.keys(KNOWN_WRONG)]),
    );
    expect(byFolder.size).toBeGreaterThan(20);
  });
});
