/** Generated series of one stack each, which must all become the volume that was generated. */
import type { CtCase, Reader } from './ct-oracles.js';

export interface VolumeCase extends CtCase {
  /** The programs that read such a series correctly; both if not said. */
  readonly readers?: readonly Reader[];
}

const BOTH: readonly Reader[] = ['simpleitk', 'dcm2niix'];
const ALL: readonly Reader[] = [...BOTH, 'highdicom'];

export function readersOf({ readers = BOTH }: VolumeCase): readonly Reader[] {
  return readers;
}

const one = (name: string, stack: CtCase['stacks'][number], more: Partial<VolumeCase> = {}): VolumeCase => ({
  name,
  stacks: [stack],
  ...more,
});

const signs = [1, -1] as const;

/** Every way to mirror an axial stack: rows to the left or right, columns to posterior or anterior, slices up or down. */
const FLIPS: readonly VolumeCase[] = signs.flatMap((row) =>
  signs.flatMap((column) =>
    signs.map((up) =>
      one(
        `axial, rows to the ${row > 0 ? 'left' : 'right'}, columns to ${column > 0 ? 'posterior' : 'anterior'}, slices ${up > 0 ? 'up' : 'down'}`,
        { orientation: [row, 0, 0, 0, column, 0], step: row * column * up },
      ),
    ),
  ),
);

function turned(degrees: { readonly x?: number; readonly z?: number }): readonly number[] {
  const [x, z] = [degrees.x ?? 0, degrees.z ?? 0].map((angle) => (angle * Math.PI) / 180);
  const row = [Math.cos(z), Math.sin(z), 0];
  const column = [-Math.sin(z) * Math.cos(x), Math.cos(z) * Math.cos(x), -Math.sin(x)];
  return [...row, ...column];
}

const SHAPE = { rows: 40, columns: 56, slices: 24, pixelSpacing: [2.2, 1.4], gap: 3 };

const ORIENTATIONS: readonly VolumeCase[] = [
  one('oblique, turned 20° about x', { orientation: turned({ x: 20 }) }),
  one('oblique, turned -35° about z', { orientation: turned({ z: -35 }) }),
  one('oblique, turned about both, downwards', { orientation: turned({ x: -15, z: 25 }), step: -1 }),
  one('coronal, to anterior', { ...SHAPE, orientation: [1, 0, 0, 0, 0, -1] }),
  one('coronal, to posterior', { ...SHAPE, orientation: [1, 0, 0, 0, 0, -1], step: -1 }),
  one('coronal, mirrored and upside down', { ...SHAPE, orientation: [-1, 0, 0, 0, 0, 1] }),
  one('sagittal, to the left', { ...SHAPE, orientation: [0, 1, 0, 0, 0, -1], step: -1 }),
  one('sagittal, to the right', { ...SHAPE, orientation: [0, 1, 0, 0, 0, -1] }),
  one('sagittal, rows to the head', { ...SHAPE, orientation: [0, 0, 1, 0, -1, 0] }),
  one('coronal, oblique', { ...SHAPE, orientation: [1, 0, 0, 0, Math.sin(0.3), -Math.cos(0.3)] }),
  one('feet first, supine', { orientation: [-1, 0, 0, 0, 1, 0], attributes: { PatientPosition: 'FFS' } }),
  one('feet first, with the axes of the patient', { attributes: { PatientPosition: 'FFS' } }),
  one('head first, prone', { orientation: [-1, 0, 0, 0, -1, 0], attributes: { PatientPosition: 'HFP' } }),
  one('head first, on the right side', { orientation: [0, -1, 0, 1, 0, 0], attributes: { PatientPosition: 'HFDR' } }),
  one('head first, on the left side', { orientation: [0, 1, 0, -1, 0, 0], attributes: { PatientPosition: 'HFDL' } }),
  one('feet first, on the left side', { orientation: [0, -1, 0, -1, 0, 0], attributes: { PatientPosition: 'FFDL' } }),
  one('pixels three times as high as wide', { pixelSpacing: [3, 1], rows: 32, columns: 90 }),
  // SimpleITK stands it upright; dcm2niix takes the distance along the normal.
  one('leaning by less than half a degree', { tilt: 0.4 }, { readers: [] }),
  // dcm2niix takes the first gap for all.
  one('positions of one decimal', { gap: 0.625, slices: 40, decimals: 1 }, { readers: ['simpleitk'] }),
  one('slices thinner than its pixels', { gap: 0.4, slices: 60 }),
];

const TWELVE = { signed: false, bitsStored: 12, intercept: -1024 };

const PIXELS: readonly VolumeCase[] = [
  one('unsigned, 12 bits', TWELVE),
  one('unsigned, 16 bits', { signed: false, intercept: -8192 }),
  // dcm2niix masks 12 bits and forgets the sign.
  one('signed, 12 bits', { signed: true, bitsStored: 12 }, { readers: ['simpleitk'] }),
  one('signed, 12 bits, overlay above', { bitsStored: 12, highBits: true }, { readers: ['simpleitk'] }),
  one('unsigned, 12 bits, overlay above', { ...TWELVE, highBits: true }),
  // Neither asks for High Bit (PS3.5 §8.1.1).
  one('12 bits stored above 4 unused', { ...TWELVE, lowBits: 4 }, { readers: [] }),
  one('slope 2', { slopes: [2], intercept: -1000 }),
  one('slope 0.5', { slopes: [0.5], intercept: -1024 }),
  one('slope 0.1 and an intercept of fractions', { slopes: [0.1], intercept: -100.3 }),
  one('another slope in each slice', { slopes: Array.from({ length: 20 }, (_, slice) => 0.5 + slice / 8) }),
  one('a whole slope that changes', { slopes: Array.from({ length: 20 }, (_, slice) => 1 + (slice % 3)) }),
  one('padding far below air', { padding: [-2000, -2000] }),
  one('padding in a range', { ...TWELVE, padding: [4095, 4000] }),
  one('no Rescale Type', { attributes: { RescaleType: null } }),
  one('Rescale Type US', { attributes: { RescaleType: 'US' } }),
];

const FILES: readonly VolumeCase[] = [
  one('instance numbers in no order', {}, { instanceNumbers: 'shuffled' }),
  one('the same instance number in every slice', { attributes: { InstanceNumber: 1 } }),
  one('thickness and spacing stated wrongly', { attributes: { SliceThickness: 9, SpacingBetweenSlices: 1 } }),
  {
    name: 'two acquisitions that continue one stack',
    stacks: [{ perSlice: { AcquisitionNumber: Array.from({ length: 20 }, (_, slice) => (slice < 9 ? 1 : 2)) } }],
  },
  one('an acquisition a slice', {
    perSlice: { AcquisitionNumber: Array.from({ length: 20 }, (_, slice) => slice + 1) },
  }),
  // SimpleITK takes a repeated slice for one more.
  one('some files there twice', {}, { sameBytes: [3, 4, 11], readers: ['dcm2niix'] }),
  one('some slices there under two UIDs', {}, { sameSlice: [0, 7], readers: ['dcm2niix'] }),
  one('two slices', { slices: 2, heights: [0, 1], gap: 2 }),
];

const SYNTAXES: readonly VolumeCase[] = [
  one('Implicit VR', {}, { syntax: '1.2.840.10008.1.2' }),
  one('Big Endian', {}, { syntax: '1.2.840.10008.1.2.2' }),
  // dcm2niix does not inflate.
  one('Deflated', {}, { syntax: '1.2.840.10008.1.2.1.99', readers: ['simpleitk'] }),
];

const enhanced = (name: string, stack: CtCase['stacks'][number], more: Partial<VolumeCase> = {}) =>
  one(`Enhanced CT, ${name}`, stack, { enhanced: 'shared', readers: ALL, ...more });

const ENHANCED: readonly VolumeCase[] = [
  enhanced('what frames share is shared', {}),
  enhanced('every frame with its own groups', TWELVE, { enhanced: 'perFrame', readers: ALL }),
  // SimpleITK takes frames as they come.
  enhanced('frames in no order', { gap: 1.5 }, { frames: 'shuffled', readers: ['highdicom', 'dcm2niix'] }),
  enhanced('converted from single frames by highdicom', {}, { enhanced: 'legacy', readers: ALL }),
  enhanced('coronal', { ...SHAPE, orientation: [1, 0, 0, 0, 0, -1] }),
  enhanced(
    'another slope in each frame',
    { slopes: Array.from({ length: 20 }, (_, slice) => 1 + (slice % 3)) },
    {
      enhanced: 'perFrame',
      readers: ['highdicom'],
    },
  ),
];

export const VOLUME_CASES: readonly VolumeCase[] = [
  ...FLIPS,
  ...ORIENTATIONS,
  ...PIXELS,
  ...FILES,
  ...SYNTAXES,
  ...ENHANCED,
];

/** A process a slice: few of them, but as high as the others. */
const FEW = { slices: 8, gap: 5 };

/** gdcmconv's options for each lossless compression it writes. */
export const COMPRESSED_CASES: readonly VolumeCase[] = [
  ['RLE Lossless', '--rle'],
  ['JPEG Lossless', '--jpeg'],
  ['JPEG-LS', '--jpegls'],
  ['JPEG 2000', '--j2k'],
].flatMap(([name, option]) =>
  Object.entries({ 'signed 16 bits': FEW, 'unsigned 12 bits': { ...FEW, ...TWELVE } }).map(([pixels, stack]) =>
    // Debian's dcm2niix knows no JPEG-LS.
    one(`${name}, ${pixels}`, stack, {
      encode: ['gdcmconv', option],
      ...(name === 'JPEG-LS' && { readers: ['simpleitk'] as const }),
    }),
  ),
);
