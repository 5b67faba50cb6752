/** `cambium volume` and `cambium analyze --explain`, as built, on folders of real CT. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FolderExplanation } from '../../service/operate/explain-folder.js';
import type { VolumeFile } from '../../service/operate/volume-file.js';
import { ctdata } from '../support/ctdata.js';
import { PYTHON, withPeer } from '../support/peers.js';
import { projectPath } from '../support/project.js';
import { seriesIn } from './ct-folder.js';

const READ_NIFTI = fileURLToPath(new URL('read_nifti.py', import.meta.url));
const LIMIT_MS = 60_000;
/** Of Merlin's encoder, but smaller: resampled, clipped, cropped to the middle. */
const STEPS = `
orientation: RAS
axisOrder: [x, y, z]
steps:
  - op: rescale_hu
  - { op: resample, spacing: [3, 3, 3], kernel: linear }
  - { op: clip_scale, in: [-1000, 1000], out: [0, 1] }
  - { op: fit, mode: pad_crop, size: [64, 64, 32] }
`;

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'cambium-volume-command-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

function cambium(...args: readonly string[]) {
  return spawnSync('node', [projectPath('dist/service/main.js'), ...args], { encoding: 'utf8', timeout: LIMIT_MS });
}

withPeer(['simpleitk', 'ctdata'], 'cambium volume', () => {
  it.each(['abd_crlm1004', 'head_cerr_hn'])(
    'writes what SimpleITK reads in the slices: %s',
    { timeout: LIMIT_MS },
    (name) => {
      const file = join(scratch, `${name}.nii.gz`);
      expect(cambium('volume', ctdata(name), '--nifti', file)).toMatchObject({ status: 0 });
      const { seriesInstanceUid } = seriesIn(ctdata(name));
      const read = execFileSync(PYTHON, [READ_NIFTI, file, ctdata(name), seriesInstanceUid], { encoding: 'utf8' });
      const { sameSize, apartMm, differentVoxels } = JSON.parse(read);
      expect({ sameSize, differentVoxels }).toEqual({ sameSize: true, differentVoxels: 0 });
      expect(apartMm).toBeLessThan(1e-3);
    },
  );
});

withPeer('ctdata', 'cambium volume', () => {
  it('writes what an encoder would see, and says what it would not', { timeout: LIMIT_MS }, () => {
    const [file, steps] = [join(scratch, 'prepared.nii'), join(scratch, 'steps.yaml')];
    writeFileSync(steps, STEPS);
    const { stdout } = cambium('volume', ctdata('abd_crlm1004'), '--nifti', file, '--steps', steps, '--json');
    const { dims, spacing, coverage }: VolumeFile = JSON.parse(stdout);
    expect(dims).toEqual([32, 64, 64]);
    expect(spacing).toEqual([3, 3, 3]);
    expect(coverage?.share).toBeGreaterThan(0.05);
    expect(coverage?.share).toBeLessThan(0.5);
  });

  it('names the step that is wrong', () => {
    const steps = join(scratch, 'wrong.yaml');
    writeFileSync(steps, STEPS.replace('linear', 'guess'));
    const { status, stderr } = cambium(
      'volume',
      ctdata('abd_crlm1004'),
      '--nifti',
      join(scratch, 'no.nii'),
      '--steps',
      steps,
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/steps\[1\]/);
  });

  it('asks which stack is meant where there are several studies', { timeout: LIMIT_MS }, () => {
    const { status, stderr } = cambium('volume', ctdata(), '--nifti', join(scratch, 'no.nii'));
    expect(status).toBe(2);
    expect(stderr).toMatch(/--series/);
  });
});

withPeer('ctdata', 'cambium analyze --explain', () => {
  it('shows the stack of a tilted gantry and that it is straightened', { timeout: LIMIT_MS }, () => {
    const { status, stdout } = cambium('analyze', ctdata('phantom_tilt_neg'), '--explain', '--json');
    expect(status).toBe(0);
    const [{ stacks }] = (JSON.parse(stdout) as FolderExplanation).studies;
    expect(stacks).toMatchObject([{ slices: 54, orientation: 'axial', missing: [], used: true }]);
    expect(stacks[0].tiltDegrees).toBeCloseTo(-18.5, 1);
    expect(stacks[0].sentence).toMatch(/gantry tilt of 18\.5° straightened/);
  });

  it('gives a sentence and a code to every stack that is not used', { timeout: LIMIT_MS }, () => {
    const { stdout } = cambium('analyze', ctdata('odd', 'dicom2nifti'), '--explain', '--json');
    const { studies } = JSON.parse(stdout) as FolderExplanation;
    const stacks = studies.flatMap((study) => study.stacks);
    expect(stacks.filter(({ used }) => !used).map(({ code }) => code)).toContain('series.too-few-slices');
    expect(stacks.filter(({ used, code, sentence }) => sentence === '' || used === (code !== undefined))).toEqual([]);
  });
});
