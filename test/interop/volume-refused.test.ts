/** Every reason for which a series is not used, and every file and folder of odd images. */
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { manifestSchema } from '../../service/analyze/pack/manifest.js';
import { packRuleSchema } from '../../service/analyze/select/pack-rule.js';
import { buildVolume } from '../../service/analyze/volume/build-volume.js';
import { readStacks } from '../../service/analyze/volume/read-stacks.js';
import { ERRORS } from '../../service/errors/registry.js';
import { explainFolder } from '../../service/operate/explain-folder.js';
import { ctdata } from '../support/ctdata.js';
import { hasPeer, withPeer } from '../support/peers.js';
import { projectPath } from '../support/project.js';
import { foldersBelow } from './ct-folder.js';
import { generatedScene } from './generated-scene.js';
import { CLAIM_CASES, REFUSAL_CASES, type RefusalCase, type RuleOptions } from './refusal-cases.js';

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

const MANIFEST = manifestSchema.parse(
  parse(readFileSync(projectPath('models/packs/densitometry/manifest.yaml'), 'utf8')),
);

/** A pack that takes whatever is a volume, but for what `rule` says. */
function packWith(rule: RuleOptions) {
  const anything = { bodyRegion: 'any', orientation: 'any', sliceMm: { preferred: 1, max: 100 } };
  const selection = [packRuleSchema.parse({ ...anything, ...rule })];
  return { manifest: { ...MANIFEST, selection }, digest: '', headBinding: '', graphs: [] };
}

interface Outcome {
  readonly code: string;
  readonly sentence: string;
}

/** Of each stack of each study of a folder, as `cambium analyze --explain` has it, and of each file that is no instance. */
async function outcomes(
  folder: string,
  { rule = {}, minCoverageMm = 0 }: Partial<RefusalCase> = {},
): Promise<Outcome[]> {
  const selection = { minSlices: 2, minCoverageMm };
  const { signal } = new AbortController();
  const { studies, refused } = await explainFolder(folder, { packs: [packWith(rule)], decoder, selection, signal });
  const stacks = studies.flatMap((study) => study.stacks);
  return [
    ...stacks.map(({ used, code = 'no code', sentence }) => ({ code: used ? 'used' : code, sentence })),
    ...refused.map(({ code, message }) => ({ code, sentence: message })),
  ];
}

withPeer('pydicom', 'a generated series is refused:', () => {
  const cases = [...REFUSAL_CASES, ...(hasPeer('gdcm') ? CLAIM_CASES : [])];
  const folderOf = ({ code, name }: RefusalCase) => `${code} ${name}`;
  const scene = generatedScene(
    cases.flatMap((one) => one.series.map((series, i) => ({ ...series, name: join(folderOf(one), String(i)) }))),
  );

  it.each(cases.map((one) => [one.code, one.name, one] as const))('%s for %s', async (code, _, one) => {
    const found = await outcomes(join(scene.scratch(), folderOf(one)), one);
    const ofSeries = found.filter((outcome) => outcome.code !== 'input.not-dicom');
    expect(ofSeries.map((outcome) => outcome.code)).toEqual([...Array(one.series.length - 1).fill('used'), code]);
    expect(ofSeries.every(({ sentence }) => sentence.length > 0)).toBe(true);
  });

  it('names the places of missing slices', async () => {
    const several = cases.filter(({ name }) => name === 'several slices missing')[0];
    const [{ sentence }] = await outcomes(join(scene.scratch(), folderOf(several)));
    expect(sentence).toMatch(/3 slices missing, at z = -313.75, -311.25, -291.25 mm/);
  });
});

withPeer(['pydicom', 'gdcm'], 'a series with damaged pixels', () => {
  const cases = [
    { name: 'uncompressed', stacks: [{}] },
    { name: 'JPEG Lossless', stacks: [{}], encode: ['gdcmconv', '--jpeg'] },
    { name: 'JPEG-LS', stacks: [{}], encode: ['gdcmconv', '--jpegls'] },
    { name: 'JPEG 2000', stacks: [{}], encode: ['gdcmconv', '--j2k'] },
    { name: 'RLE Lossless', stacks: [{}], encode: ['gdcmconv', '--rle'] },
  ];
  const scene = generatedScene(cases);
  const KEPT_BYTES = 2500;

  it.each(cases.map((one) => [one.name, one] as const))(
    'is pixels.unreadable and names the instance: %s',
    async (_, one) => {
      const series = scene.series(one);
      const [stack] = await readStacks(series, decoder);
      const damaged = [3, 12].map((slice) => stack.slices[slice].source.sopInstanceUid);
      for (const uid of damaged)
        truncateSync(series.paths[series.files.findIndex((file) => file.sopInstanceUid === uid)], KEPT_BYTES);
      await expect(buildVolume(stack, decoder)).rejects.toMatchObject({
        code: 'pixels.unreadable',
        details: expect.stringMatching(`^SOP Instance ${damaged[0]}: .*2 slices are damaged`),
      });
    },
  );
});

/** What becomes of all that lies in a folder of real images: so many stacks, or files, of each code. */
const FOLDERS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'odd/charset_files': {
    'series.secondary-capture': 11,
    'series.not-ct': 2,
    'input.not-dicom': 1,
    'instance.uid-invalid': 2,
  },
  'odd/dicom2nifti/failing/gantrytilting/001': { used: 1 },
  // Four acquisitions of one slice each: none is a volume.
  'odd/dicom2nifti/failing/notavolume/001': { 'series.too-few-slices': 4 },
  'odd/dicom2nifti/failing/slicecount': { 'series.not-ct': 1, 'input.not-dicom': 2 },
  'odd/dicom2nifti/failing/sliceincrement': { 'geometry.missing-slice': 2, 'input.not-dicom': 2 },
  'odd/dicom2nifti/failing/sliceorientation/001': { 'series.not-ct': 1 },
  'odd/pydicom/test_files': {
    used: 1,
    'geometry.missing-slice': 1,
    'series.localizer': 1,
    'series.no-geometry': 1,
    'series.not-ct': 25,
    'series.secondary-capture': 6,
    'series.too-few-slices': 3,
    'input.not-dicom': 11,
    'instance.uid-invalid': 17,
    'instance.unreadable': 2,
  },
  'neg/cr': { 'series.not-ct': 6 },
  'neg/dimse': { 'series.not-ct': 4, 'series.too-few-slices': 1 },
  'neg/mr': { 'series.not-ct': 1 },
  'neg/sc_ct_lookalike': { 'series.secondary-capture': 3 },
  'neg/us_nm': { 'series.not-ct': 2 },
  rdsr: { 'series.dose-sheet': 16 },
  syntaxes: { 'geometry.duplicate-position': 3, 'series.derived': 1, 'series.too-few-slices': 2 },
  // Every UID in it is empty.
  ts_dicom20: { 'instance.uid-invalid': 20, 'input.not-dicom': 1 },
  phantom_multiseries: { used: 1, 'series.localizer': 1, 'series.secondary-capture': 1, 'instance.uid-invalid': 3 },
  phantom_tilt_neg: { used: 1, 'instance.uid-invalid': 1 },
};

withPeer('ctdata', 'real images', () => {
  it.each(Object.entries(FOLDERS))('in %s are used or refused for their reasons', async (folder, expected) => {
    const found: Record<string, number> = {};
    for (const { code } of await outcomes(ctdata(...folder.split('/')))) found[code] = (found[code] ?? 0) + 1;
    expect(found).toEqual(expected);
  });

  it('that are odd or no CT are all in this list', () => {
    const roots = Object.keys(FOLDERS);
    const leaves = ['odd', 'neg', 'rdsr'].flatMap((name) => foldersBelow(ctdata(name))).filter(hasFiles);
    const names = leaves.map((folder) => relative(ctdata(), folder).replaceAll(sep, '/'));
    expect(names.filter((name) => !roots.some((root) => `${name}/`.startsWith(`${root}/`)))).toEqual([]);
  });

  it('of an abdomen are series.other-region to a pack for heads', async () => {
    const [{ code, sentence }] = await outcomes(ctdata('abd_crlm1004'), { rule: { bodyRegion: 'head' } });
    expect(code).toBe('series.other-region');
    expect(sentence).toMatch(/abdomen/);
  });
});

it('every reason for which a series is not used has a case here', () => {
  const inTables = new Set<string>([
    ...[...REFUSAL_CASES, ...CLAIM_CASES].map(({ code }) => code),
    ...['pixels.unreadable', 'series.other-region'],
  ]);
  const codes = Object.keys(ERRORS).filter((code) => /^(geometry|pixels|series)\./.test(code));
  expect(codes.filter((code) => !inTables.has(code))).toEqual([]);
});

function hasFiles(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => entry.isFile());
}
