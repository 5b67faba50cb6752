/** A generated series for every reason for which one is not used. */
import type { ErrorCode } from '../../service/errors/registry.js';
import type { CtOptions } from './ct-oracles.js';

/** Of a pack that takes anything; `selection` of a manifest (analyze/select/pack-rule.ts) as a case wants it. */
export type RuleOptions = Readonly<Record<string, unknown>>;

export interface RefusalCase {
  readonly code: ErrorCode;
  readonly name: string;
  /** One series; more are of one study. */
  readonly series: readonly CtOptions[];
  readonly rule?: RuleOptions;
  readonly minCoverageMm?: number;
}

type StackOptions = CtOptions['stacks'][number];

const refused = (
  code: ErrorCode,
  name: string,
  stack: StackOptions,
  more: Partial<RefusalCase & CtOptions> = {},
): RefusalCase => {
  const { rule, minCoverageMm, ...series } = more;
  return { code, name, series: [{ stacks: [stack], ...series }], rule, minCoverageMm };
};

/** With an attribute in every slice. */
const stating = (
  code: ErrorCode,
  name: string,
  attributes: Record<string, unknown>,
  more: Partial<RefusalCase & CtOptions> = {},
) => refused(code, name, { attributes }, more);

/** Two series of one study, of which the second is not used. */
const second = (
  code: ErrorCode,
  name: string,
  first: StackOptions,
  other: StackOptions,
  rule: RuleOptions = {},
): RefusalCase => ({
  code,
  name,
  rule,
  series: [first, other].map((stack, i) => ({
    study: name,
    stacks: [{ ...stack, attributes: { SeriesNumber: i + 1, ...(stack.attributes ?? {}) } }],
  })),
});

const GEOMETRY: readonly RefusalCase[] = [
  refused('geometry.missing-slice', 'one slice missing', { omit: [7] }),
  refused('geometry.missing-slice', 'one very thin slice missing', { omit: [7], gap: 0.2 }),
  refused('geometry.missing-slice', 'several slices missing', { omit: [4, 5, 13] }),
  refused('geometry.missing-slice', 'one slice missing from a tilted stack', { omit: [7], tilt: 15 }),
  refused('geometry.uneven-spacing', 'two spacings', {
    heights: Array.from({ length: 20 }, (_, i) => (i < 10 ? i : 10 + (i - 10) * 1.5)),
  }),
  refused('geometry.uneven-spacing', 'one slice off its place', {
    heights: Array.from({ length: 20 }, (_, i) => (i === 8 ? 8.4 : i)),
  }),
  { code: 'geometry.duplicate-position', name: 'two volumes that nothing tells apart', series: [{ stacks: [{}, {}] }] },
  {
    code: 'geometry.duplicate-position',
    name: 'one place with two slices',
    series: [{ stacks: [{}, { range: [9, 10] }] }],
  },
  refused('geometry.shifted', 'slices that jump sideways', { sideways: { 9: 5, 10: 5 } }),
  refused('geometry.tilted', 'slices that lean by 50°', { tilt: 50 }),
];

const PIXELS: readonly RefusalCase[] = [
  stating('pixels.format-unsupported', 'MONOCHROME1', { PhotometricInterpretation: 'MONOCHROME1' }),
  stating('pixels.format-unsupported', 'RGB', { PhotometricInterpretation: 'RGB', SamplesPerPixel: 3 }),
  stating('pixels.format-unsupported', '8 bits', { BitsAllocated: 8, BitsStored: 8, HighBit: 7 }),
  stating('pixels.format-unsupported', '32 bits', { BitsAllocated: 32, BitsStored: 32, HighBit: 31 }),
  stating('pixels.format-unsupported', 'a high bit below the bits stored', { BitsStored: 16, HighBit: 11 }),
  stating('pixels.not-hounsfield', 'electron density', { RescaleType: 'ED' }),
  stating('pixels.not-hounsfield', 'no slope', { RescaleSlope: null }),
  stating('pixels.not-hounsfield', 'no intercept', { RescaleIntercept: null }),
  stating('pixels.not-hounsfield', 'a slope of nothing', { RescaleSlope: 0 }),
  stating('pixels.not-hounsfield', 'virtual monoenergetic', { ImageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'VMI'] }),
  stating('pixels.not-hounsfield', 'a map of a material', {
    ImageType: ['DERIVED', 'PRIMARY', 'AXIAL', 'MAT_SPECIFIC'],
  }),
  stating('pixels.not-hounsfield', 'multi-energy that does not say HU', {
    MultienergyCTAcquisition: 'YES',
    RescaleType: 'US',
  }),
];

/** What GDCM must have compressed before a file can claim another compression; a process a slice. */
const FEW = { slices: 3 };
const CLAIMS: readonly RefusalCase[] = [
  refused('pixels.syntax-unsupported', 'JPEG 2000 Part 2', FEW, {
    encode: ['gdcmconv', '--j2k'],
    claim: '1.2.840.10008.1.2.4.92',
  }),
  refused('series.lossy', 'JPEG Extended', FEW, { encode: ['gdcmconv', '--jpeg'], claim: '1.2.840.10008.1.2.4.51' }),
  refused('series.lossy', 'JPEG 2000, perhaps with loss', FEW, {
    encode: ['gdcmconv', '--j2k'],
    claim: '1.2.840.10008.1.2.4.91',
  }),
];

const SERIES: readonly RefusalCase[] = [
  stating('series.own-document', 'made by this product', { Manufacturer: 'Cambium' }),
  stating('series.not-ct', 'PET', { Modality: 'PT' }),
  stating('series.secondary-capture', 'screen images stored as CT', {
    ImageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'],
  }),
  stating('series.dose-sheet', 'a dose sheet stored as CT', { ImageType: ['DERIVED', 'SECONDARY', 'DOSE_INFO'] }),
  stating('series.localizer', 'a localizer', { ImageType: ['ORIGINAL', 'PRIMARY', 'LOCALIZER'] }),
  stating('series.derived', 'a reformat', { ImageType: ['DERIVED', 'SECONDARY', 'AXIAL', 'MPR'] }),
  stating('series.burned-in', 'annotation in the image', { BurnedInAnnotation: 'YES' }),
  stating('series.lossy', 'lost something once', { LossyImageCompression: '01' }),
  stating('series.no-geometry', 'no position', { ImagePositionPatient: null }),
  stating('series.no-geometry', 'no orientation', { ImageOrientationPatient: null }),
  stating('series.no-geometry', 'no pixel spacing', { PixelSpacing: null }),
  stating('series.no-geometry', 'an orientation that is none', { ImageOrientationPatient: [1, 0, 0, 1, 0, 0] }),
  refused('series.too-few-slices', 'one slice', { slices: 1 }),
  refused('series.coverage', 'less than the site wants', {}, { minCoverageMm: 100 }),
  refused('series.coverage', 'less than the pack wants', {}, { rule: { minCoverageMm: 100 } }),
  refused('series.too-thick', 'thicker than the pack wants', {}, { rule: { sliceMm: { preferred: 1, max: 2 } } }),
  stating(
    'series.kernel',
    'a sharp kernel',
    { ConvolutionKernel: 'B70f' },
    { rule: { kernels: { excluded: ['sharp'] } } },
  ),
  stating('series.other-phase', 'contrast medium', { ContrastBolusAgent: 'IOHEXOL' }, { rule: { contrast: 'non' } }),
  second(
    'series.less-suitable',
    'a coronal stack beside an axial one',
    {},
    { rows: 24, orientation: [1, 0, 0, 0, 0, -1] },
    {
      orientation: 'axial',
    },
  ),
  second(
    'series.thicker-than-chosen',
    'a thicker series beside a thin one',
    { gap: 1.25, slices: 40 },
    { gap: 5, slices: 10 },
  ),
  second('series.same-as-chosen', 'two series alike', {}, {}),
];

export const REFUSAL_CASES: readonly RefusalCase[] = [...GEOMETRY, ...PIXELS, ...SERIES];
export const CLAIM_CASES = CLAIMS;
