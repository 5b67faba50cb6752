import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { sourcePlane } from '../../service/analyze/volume/source-plane.js';
import type { Volume } from '../../service/analyze/volume.js';
import type { SeriesInstanceUid, SopInstanceUid } from '../../service/dicom/uid.js';
import { ctdata } from '../support/ctdata.js';
import { PYTHON, withPeer } from '../support/peers.js';
import { seriesIn } from './ct-folder.js';

const READ_CT = fileURLToPath(new URL('read_ct.py', import.meta.url));
const AFFINE_TOLERANCE_MM = 1e-3;

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'cambium-volume-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

const volumeOf = (folder: string) => buildVolume(seriesIn(folder), createFrameDecoder());

function readCt(...args: readonly string[]): { output: string; hu: Int16Array } {
  const raw = join(scratch, 'hu.raw');
  const output = execFileSync(PYTHON, [READ_CT, ...args, raw], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const bytes = readFileSync(raw);
  return { output, hu: new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2) };
}

interface Grid {
  readonly dims: readonly number[];
  readonly spacing: readonly number[];
  readonly origin: readonly number[];
  readonly direction: readonly (readonly number[])[];
}

/** mm by which the corners of two grids of the same dims lie apart, at most. */
function apart(a: Grid, b: Grid): number {
  const corner = ({ dims, spacing, origin, direction }: Grid, which: number) =>
    origin.map((start, axis) =>
      direction.reduce((at, d, k) => at + (which & (1 << k) ? d[axis] * spacing[k] * (dims[k] - 1) : 0), start),
    );
  const distances = Array.from({ length: 8 }, (_, which) => {
    const there = corner(b, which);
    return Math.hypot(...corner(a, which).map((mm, axis) => mm - there[axis]));
  });
  return Math.max(...distances);
}

function differences(a: Int16Array, b: Int16Array): number {
  return a.length === b.length ? a.reduce((count, hu, i) => (hu === b[i] ? count : count + 1), 0) : Number.NaN;
}

withPeer(['simpleitk', 'ctdata'], 'a volume of a real series, read by SimpleITK', () => {
  it.each([
    'chest_c3n00247',
    'abd_crlm1004',
    'head_cerr_hn',
    'ts_abdpelvis/ts_example_ct',
    'phantom_multiseries/S2010',
  ])('has the same voxels and the same grid: %s', async (folder) => {
    const series = seriesIn(ctdata(folder));
    const volume: Volume = await buildVolume(series, createFrameDecoder());
    const { output, hu } = readCt('simpleitk', ctdata(folder), series.seriesInstanceUid);
    const grid: Grid = JSON.parse(output);
    expect(volume.dims).toEqual(grid.dims);
    expect(differences(volume.hu, hu)).toBe(0);
    expect(apart(volume, grid)).toBeLessThan(AFFINE_TOLERANCE_MM);
  });
});

withPeer(['pydicom', 'ctdata'], 'an Enhanced CT, read by pydicom', () => {
  it('has the same pixels in each frame', async () => {
    const path = ctdata('syntaxes', 'eCT_Supplemental.dcm');
    const bytes = readFileSync(path);
    const file = {
      sopInstanceUid: '1.2' as SopInstanceUid,
      head: async (length: number) => bytes.subarray(0, length),
      load: async () => bytes,
    };
    const volume = await buildVolume(
      { seriesInstanceUid: '1.1' as SeriesInstanceUid, files: [file] },
      createFrameDecoder(),
    );
    expect(volume).toMatchObject({ dims: [512, 512, 2], flipped: { x: true, y: false } });
    expect(volume.spacing[2]).toBeCloseTo(10, 6);
    const { hu } = readCt('pydicom', path);
    volume.slices.forEach(({ frame = 0 }, z) => {
      const expected = hu.subarray((frame - 1) * 512 * 512, frame * 512 * 512);
      expect(differences(sourcePlane(volume, z), expected)).toBe(0);
    });
  });
});

withPeer('ctdata', 'a real series that is no volume', () => {
  it.each([
    ['odd/dicom2nifti/failing/sliceincrement/001', 'geometry.missing-slice', /^1 slice missing/],
    ['odd/dicom2nifti/failing/sliceincrement/002', 'geometry.missing-slice', /^1 slice missing/],
    ['odd/dicom2nifti/failing/sliceorientation/001', 'geometry.mixed-orientation', /^2 of 4/],
    ['odd/dicom2nifti/failing/slicecount/001', 'geometry.rotated', /^$/],
    ['odd/dicom2nifti/failing/notavolume/001', 'geometry.duplicate-position', /^3 slices too many/],
    ['odd/dicom2nifti/failing/gantrytilting/001', 'geometry.tilted', /^By 14.0°/],
    ['phantom_tilt_neg/S2010', 'geometry.tilted', /^By 18.5°/],
    ['phantom_multiseries/S1000', 'series.too-few-slices', /./],
  ])('%s is refused with %s', async (folder, code, details) => {
    await expect(volumeOf(ctdata(folder))).rejects.toMatchObject({ code, details: expect.stringMatching(details) });
  });
});
