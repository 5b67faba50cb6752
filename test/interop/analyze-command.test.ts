/** `cambium analyze`, as built, on folders of real CT and of everything that is not CT. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RefusedFile } from '../../service/operate/read-folder.js';
import type { StudyView } from '../../service/operate/study-view.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { projectPath } from '../support/project.js';

const HYPERDENSE = 'intracranial-hyperdense-volume';
const LIMIT_MS = 120_000;

interface Analysed {
  readonly exitCode: number | null;
  readonly studies: readonly StudyView[];
  readonly refused: readonly RefusedFile[];
}

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'cambium-analyze-'));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

function analyze(...folder: readonly string[]): Analysed {
  const target = join(out, folder.join('-'));
  const args = [projectPath('dist/service/main.js'), 'analyze', ctdata(...folder), '--out', target];
  const { status } = spawnSync('node', args, { timeout: LIMIT_MS });
  const top = read<StudyView & { studies?: readonly { folder: string }[]; refused: readonly RefusedFile[] }>(target);
  const studies = top.studies?.map((study) => read<StudyView>(join(target, study.folder))) ?? [top];
  return { exitCode: status, studies, refused: top.refused };
}

function read<T>(folder: string): T {
  return JSON.parse(readFileSync(join(folder, 'findings.json'), 'utf8')) as T;
}

function resultOf({ studies }: Analysed, measure: string) {
  return studies[0].results.find((result) => result.measure === measure);
}

withPeer('ctdata', 'cambium analyze', () => {
  it('finds a painted bleed as the difference of two scans', { timeout: LIMIT_MS }, () => {
    const base = resultOf(analyze('head_cerr_hn'), HYPERDENSE);
    const bled = resultOf(analyze('head_cerr_synthich'), HYPERDENSE);
    expect(Math.abs(Number(bled?.value) - Number(base?.value) - 3.5)).toBeLessThanOrEqual(0.7);
  });

  it('leaves files for people beside findings.json', () => {
    expect(readdirSync(join(out, 'head_cerr_hn')).sort()).toEqual(
      ['findings.json', 'sr.dcm', 'sr.txt', 'summary.dcm', 'summary.png'].sort(),
    );
  });

  it('says of an abdomen that there is no head in it', { timeout: LIMIT_MS }, () => {
    expect(resultOf(analyze('abd_crlm1004'), HYPERDENSE)).toMatchObject({
      state: 'not-analysed',
      reason: 'region.absent',
    });
  });

  it('gives the localizer, the slices and the screen images of a study a sentence each', { timeout: LIMIT_MS }, () => {
    const analysed = analyze('phantom_multiseries');
    expect(analysed.exitCode).toBe(0);
    expect(
      analysed.studies[0].series.map(({ seriesNumber, used, code, reason }) => [seriesNumber, used, code, reason]),
    ).toEqual([
      [100, false, 'series.localizer', 'localizer, 1 image'],
      [201, true, undefined, '28 slices of 5.0 mm, soft kernel, head by its header'],
      [401, false, 'series.secondary-capture', '6 screen images (Secondary Capture), not CT slices'],
    ]);
    expect(['measured', 'not-analysed']).toContain(resultOf(analysed, HYPERDENSE)?.state);
  });

  it('straightens a tilted gantry, says so, and measures', { timeout: LIMIT_MS }, () => {
    const [{ series, results }] = analyze('phantom_tilt_neg').studies;
    expect(series).toMatchObject([
      { used: true, reason: expect.stringContaining('gantry tilt of 18.5° straightened') },
    ]);
    expect(results.map(({ reason }) => reason)).not.toContain('geometry.tilted');
  });

  describe.each([['neg'], ['rdsr'], ['odd'], ['ts_dicom20'], ['syntaxes']])('on %s', (folder) => {
    let analysed: Analysed;
    beforeAll(() => {
      analysed = analyze(folder);
    }, LIMIT_MS);

    it('ends well, whatever lies there', () => {
      expect(analysed.exitCode).toBe(0);
    });

    it('uses and measures nothing, and gives every series and file its reason', () => {
      const series = analysed.studies.flatMap((study) => study.series);
      expect(series.filter(({ used, code, reason }) => used || !code || !reason)).toEqual([]);
      const results = analysed.studies.flatMap((study) => study.results);
      expect(results.filter(({ state, reason, message }) => state !== 'not-analysed' || !reason || !message)).toEqual(
        [],
      );
      expect(analysed.refused.filter(({ code, message }) => !code || !message)).toEqual([]);
      expect(series.length + analysed.refused.length).toBeGreaterThan(0);
    });
  });

  it('names the missing UIDs of a study that has none', () => {
    const { refused } = JSON.parse(readFileSync(join(out, 'ts_dicom20', 'findings.json'), 'utf8')) as Analysed;
    const slices = refused.filter(({ file }) => file.startsWith('example_ct_dicom'));
    expect(slices).toHaveLength(20);
    expect(new Set(slices.map(({ code }) => code))).toEqual(new Set(['instance.uid-invalid']));
  });
});

it('ends with exit code 2 on a folder that is not there', () => {
  const args = [projectPath('dist/service/main.js'), 'analyze', join(out, 'nowhere'), '--out', join(out, 'x')];
  const { status, stderr } = spawnSync('node', args);
  expect(status).toBe(2);
  expect(stderr.toString()).toContain('input.invalid');
});
