/** CT files in every transfer syntax, from the file to its stored words, beside what other programs make of them. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { frameWords } from '../../service/analyze/volume/pixels/frame-words.js';
import { storedFrames } from '../../service/analyze/volume/pixels/stored-frames.js';
import type { Slice } from '../../service/analyze/volume/slice.js';
import { checkPixels } from '../../service/analyze/volume/stack/check-pixels.js';
import { readSlices } from '../../service/analyze/volume/stack/read-slices.js';
import type { DataSet } from '../../service/dicom/data-set.js';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import type { SopInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { randomNumbers } from '../support/random-numbers.js';
import { ctFiles, PLAIN } from '../unit/analyze/volume/ct-series.js';
import { readAllBy } from './ct-oracles.js';

const SYNTAXES = ctdata('syntaxes');
/** A frame of 512 × 512 takes milliseconds. */
const HANG_MS = 6000;

const decoder = createFrameDecoder();
let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'cambium-syntaxes-'));
});
afterAll(async () => {
  rmSync(scratch, { recursive: true });
  await decoder.close();
});

/** The first slice of a file, and the data set that holds its pixels. */
function opened(file: Buffer): { slice: Slice; dataSet: DataSet } {
  const { meta, dataSet: encoded } = splitPart10(file);
  const { transferSyntaxUid } = meta;
  const dataSet = readDataSet(encoded, transferSyntaxUid, { extent: 'whole' });
  const [slice] = readSlices(dataSet, { sopInstanceUid: '1.2' as SopInstanceUid, transferSyntaxUid });
  return { slice, dataSet };
}

/** The stored words of the first frame of a file. */
async function words(file: Buffer): Promise<Uint16Array> {
  const { slice, dataSet } = opened(file);
  return frameWords(storedFrames(dataSet, slice)(0), slice, decoder);
}

/** As bytes: to compare the words one by one takes a second a slice. */
async function pixels(file: Buffer): Promise<Buffer> {
  const { buffer, byteOffset, byteLength } = await words(file);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What a program makes of a file. */
function convertedBy(program: string, file: string, ...options: readonly string[]): Buffer {
  const out = join(scratch, 'out.dcm');
  execFileSync(program, [...options, file, out], { stdio: 'ignore' });
  return readFileSync(out);
}

const inSyntaxes = (name: string) => readFileSync(join(SYNTAXES, name));

function pathOf(uid: string): string {
  const name = readdirSync(SYNTAXES).find((file) => file.startsWith('CTImage') && file.endsWith(`_${uid}.dcm`));
  return join(SYNTAXES, name ?? '');
}

const LOSSLESS = [
  ['Implicit VR Little Endian', '1.2.840.10008.1.2'],
  ['Explicit VR Little Endian', '1.2.840.10008.1.2.1'],
  ['Deflated', '1.2.840.10008.1.2.1.99'],
  ['Explicit VR Big Endian', '1.2.840.10008.1.2.2'],
  ['JPEG Lossless', '1.2.840.10008.1.2.4.57'],
  ['JPEG Lossless, Selection Value 1', '1.2.840.10008.1.2.4.70'],
  ['JPEG-LS Lossless', '1.2.840.10008.1.2.4.80'],
  ['JPEG 2000 Lossless', '1.2.840.10008.1.2.4.90'],
  ['RLE Lossless', '1.2.840.10008.1.2.5'],
] as const;

withPeer('ctdata', 'one CT in many transfer syntaxes', () => {
  it.each(LOSSLESS)('decodes to the same pixels from %s', async (_, uid) => {
    const { slice } = opened(readFileSync(pathOf(uid)));
    expect(() => checkPixels(slice, decoder)).not.toThrow();
    expect(slice.lossy).toBe(false);
    const decoded = await pixels(readFileSync(pathOf(uid)));
    expect(decoded.equals(await pixels(inSyntaxes('CTImage.dcm')))).toBe(true);
    const values = new Int16Array(decoded.buffer, decoded.byteOffset, decoded.length / 2);
    expect([values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))]).toEqual([-2000, 2402]);
  });

  it.each([
    ['JPEG Baseline', '1.2.840.10008.1.2.4.50', 'pixels.format-unsupported'],
    ['JPEG Extended', '1.2.840.10008.1.2.4.51', 'series.lossy'],
    ['JPEG Spectral Selection', '1.2.840.10008.1.2.4.53', 'series.lossy'],
    ['JPEG Full Progression', '1.2.840.10008.1.2.4.55', 'series.lossy'],
  ])('refuses %s (%s) with %s', (_, uid, code) => {
    const { slice } = opened(readFileSync(pathOf(uid)));
    expect(slice.lossy).toBe(true);
    expect(() => checkPixels(slice, decoder)).toThrow(expect.objectContaining({ code }));
  });

  // Whether loss is allowed is for a pack to say (volume-refused.test.ts).
  it.each([
    ['JPEG-LS Near-lossless', '1.2.840.10008.1.2.4.81', 3],
    ['JPEG 2000', '1.2.840.10008.1.2.4.91', 60],
  ])('decodes %s (%s) and calls it lossy', async (_, uid, mostOff) => {
    expect(opened(readFileSync(pathOf(uid))).slice.lossy).toBe(true);
    const [lossy, original] = await Promise.all([words(readFileSync(pathOf(uid))), words(inSyntaxes('CTImage.dcm'))]);
    const signed = (word: number) => (word << 16) >> 16;
    const off = lossy.reduce((most, word, i) => Math.max(most, Math.abs(signed(word) - signed(original[i]))), 0);
    expect(off).toBeGreaterThan(0);
    expect(off).toBeLessThanOrEqual(mostOff);
  });
});

withPeer(['simpleitk', 'ctdata'], 'a real file in another transfer syntax, read by SimpleITK,', () => {
  const files = [
    ...['CT1', 'CT2'].flatMap((name) => ['RLE', 'JPLL', 'JLSL', 'J2KR'].map((syntax) => `${name}_${syntax}`)),
  ];

  it('has the same HU', async () => {
    const paths = [...LOSSLESS.map(([, uid]) => pathOf(uid)), ...files.map((name) => join(SYNTAXES, name))];
    const readings = readAllBy(
      paths.map((path) => ({ reader: 'simpleitk', files: [path] })),
      join(scratch, 'read'),
    );
    for (const [i, path] of paths.entries()) {
      const { slice } = opened(readFileSync(path));
      const { slope = 0, intercept = 0 } = slice.rescale;
      const hu = Float32Array.from(await words(readFileSync(path)), (word) => ((word << 16) >> 16) * slope + intercept);
      expect(slice.format.signed).toBe(true);
      expect(Buffer.from(hu.buffer).equals(Buffer.from(Float32Array.from(readings[i][0].hu).buffer)), path).toBe(true);
    }
  });
});

withPeer(['dcmtk', 'gdcm', 'ctdata'], 'a compressed CT, decompressed by another program', () => {
  it.each([
    ['CT1_JPLL', 'dcmdjpeg', []],
    ['CT2_JPLL', 'dcmdjpeg', []],
    ['CT1_RLE', 'dcmdrle', []],
    ['CT2_RLE', 'dcmdrle', []],
    ['CT1_JLSL', 'dcmdjpls', []],
    ['CT2_JLSL', 'dcmdjpls', []],
    ['CT1_J2KR', 'gdcmconv', ['--raw']],
    ['CT2_J2KR', 'gdcmconv', ['--raw']],
  ] as const)('%s has the pixels that %s gives it', async (name, program, options) => {
    const native = await pixels(convertedBy(program, join(SYNTAXES, name), ...options));
    expect((await pixels(inSyntaxes(name))).equals(native)).toBe(true);
  });
});

withPeer(['dcmtk', 'gdcm'], 'a CT that another program compressed', () => {
  const random = randomNumbers(11);
  const NOISE = { ...PLAIN, rows: 37, columns: 53, positions: PLAIN.positions.slice(0, 1) };
  const KINDS = {
    'noise of 16 bits': { word: () => Math.floor(random() * 65536), bits: 16 },
    'noise of 12 bits': { word: () => Math.floor(random() * 4096), bits: 12 },
    'values that wrap around zero': {
      word: (_: number, row: number, column: number) => row * 7 - column * 5,
      bits: 16,
    },
  };
  const PROGRAMS: readonly (readonly [string, readonly string[]])[] = [
    ...[1, 2, 3, 4, 5, 6, 7].map(
      (predictor) => ['dcmcjpeg', ['--encode-lossless', '--selection-value', String(predictor)]] as const,
    ),
    ['dcmcjpeg', ['--fragment-size', '1']],
    ['dcmcrle', []],
    ['dcmcjpls', []],
    ['gdcmconv', ['--j2k']],
  ];

  describe.each(Object.entries(KINDS))('%s', (_, { word, bits }) => {
    it.each(PROGRAMS)('comes back from %s %s', async (program, options) => {
      const attributes = () => ({ BitsStored: bits, HighBit: bits - 1, PixelRepresentation: 0 });
      const bytes = await ctFiles({ ...NOISE, word, attributes })[0].load();
      const path = join(scratch, 'in.dcm');
      writeFileSync(path, bytes);
      expect(await words(convertedBy(program, path, ...options))).toEqual(await words(bytes));
    });
  });
});

withPeer('ctdata', 'a real compressed CT that was damaged', () => {
  it.each(['CT1_RLE', 'CT1_JPLL', 'CT1_JLSL', 'CT1_J2KR'])(
    '%s gives its size or a named error in time, whatever is flipped or cut off',
    { timeout: 60_000 },
    async (name) => {
      const random = randomNumbers(5);
      const intact = inSyntaxes(name);
      const header = 2000;
      for (let n = 0; n < 60; n++) {
        const file = Buffer.from(intact);
        for (let flips = 0; flips <= n % 3; flips++) {
          file[header + Math.floor(random() * (file.length - header))] ^= 1 << Math.floor(random() * 8);
        }
        const cut = n % 2 ? file.subarray(0, header + Math.floor(random() * (file.length - header))) : file;
        const started = performance.now();
        const result = await outcome(async () => (await words(cut)).length);
        expect(performance.now() - started).toBeLessThan(HANG_MS);
        expect(['pixels.unreadable', 'instance.unreadable', 512 * 512]).toContain(result);
      }
      expect(await words(intact)).toHaveLength(512 * 512);
    },
  );
});

async function outcome<T>(work: () => Promise<T>): Promise<T | string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof CambiumError) return error.code;
    throw error;
  }
}
