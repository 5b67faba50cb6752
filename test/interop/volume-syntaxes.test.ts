import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { checkPixels } from '../../service/analyze/volume/check-pixels.js';
import { frameReader } from '../../service/analyze/volume/read-frames.js';
import { readSlices } from '../../service/analyze/volume/read-slices.js';
import type { DataSet } from '../../service/dicom/data-set.js';
import { readDataSet } from '../../service/dicom/data-set-reader.js';
import { splitPart10 } from '../../service/dicom/part10.js';
import type { SopInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { randomNumbers } from '../support/random-numbers.js';
import { ctFiles, PLAIN } from '../unit/analyze/volume/ct-series.js';

const decoder = createFrameDecoder();
const SYNTAXES = ctdata('syntaxes');
const HANG_MS = 2000;

let scratch = '';
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'cambium-syntaxes-'));
});
afterAll(() => rmSync(scratch, { recursive: true }));

function opened(file: Buffer): { dataSet: DataSet; transferSyntaxUid: string } {
  const { meta, dataSet } = splitPart10(file);
  const { transferSyntaxUid } = meta;
  return { dataSet: readDataSet(dataSet, transferSyntaxUid, { extent: 'whole' }), transferSyntaxUid };
}

/** The stored words of the first frame of a file. */
function words(file: Buffer): Uint16Array {
  const { dataSet, transferSyntaxUid } = opened(file);
  const [{ rows, columns, format }] = readSlices(dataSet, {
    sopInstanceUid: '1.2' as SopInstanceUid,
    transferSyntaxUid,
  });
  return frameReader(dataSet, { rows, columns, signed: format.signed, transferSyntaxUid }, decoder)(0);
}

/** As bytes: to compare the words one by one takes a second a slice. */
function pixels(file: Buffer): Buffer {
  const { buffer, byteOffset, byteLength } = words(file);
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** What a program of dcmtk makes of a file. */
function dcmtk(program: string, file: string, ...options: readonly string[]): Buffer {
  const out = join(scratch, 'out.dcm');
  execFileSync(program, [...options, file, out], { stdio: 'ignore' });
  return readFileSync(out);
}

const inSyntaxes = (name: string) => readFileSync(join(SYNTAXES, name));

withPeer('ctdata', 'one CT in many transfer syntaxes', () => {
  const variant = (uid: string) => {
    const name = readdirSync(SYNTAXES).find((file) => file.startsWith('CTImage') && file.endsWith(`_${uid}.dcm`));
    return inSyntaxes(name ?? '');
  };

  it.each([
    ['Implicit VR Little Endian', '1.2.840.10008.1.2'],
    ['Explicit VR Little Endian', '1.2.840.10008.1.2.1'],
    ['Deflated', '1.2.840.10008.1.2.1.99'],
    ['Explicit VR Big Endian', '1.2.840.10008.1.2.2'],
    ['JPEG Lossless', '1.2.840.10008.1.2.4.57'],
    ['JPEG Lossless, Selection Value 1', '1.2.840.10008.1.2.4.70'],
    ['RLE Lossless', '1.2.840.10008.1.2.5'],
  ])('decodes to the same pixels from %s', (_, uid) => {
    expect(pixels(variant(uid)).equals(pixels(inSyntaxes('CTImage.dcm')))).toBe(true);
  });

  it.each([
    ['JPEG Baseline', '1.2.840.10008.1.2.4.50', 'series.lossy'],
    ['JPEG Extended', '1.2.840.10008.1.2.4.51', 'series.lossy'],
    ['JPEG Spectral Selection', '1.2.840.10008.1.2.4.53', 'series.lossy'],
    ['JPEG Full Progression', '1.2.840.10008.1.2.4.55', 'series.lossy'],
    ['JPEG-LS Lossless', '1.2.840.10008.1.2.4.80', 'pixels.syntax-unsupported'],
    ['JPEG-LS Near-lossless', '1.2.840.10008.1.2.4.81', 'series.lossy'],
    ['JPEG 2000 Lossless', '1.2.840.10008.1.2.4.90', 'pixels.syntax-unsupported'],
    ['JPEG 2000', '1.2.840.10008.1.2.4.91', 'series.lossy'],
  ])('refuses %s (%s) with %s', (_, uid, code) => {
    const { dataSet, transferSyntaxUid } = opened(variant(uid));
    const [slice] = readSlices(dataSet, { sopInstanceUid: '1.2' as SopInstanceUid, transferSyntaxUid });
    expect(() => checkPixels(slice, decoder)).toThrow(expect.objectContaining({ code }));
  });
});

withPeer(['dcmtk', 'ctdata'], 'a compressed CT, decompressed by dcmtk', () => {
  it.each([
    ['CT1_JPLL', 'dcmdjpeg'],
    ['CT2_JPLL', 'dcmdjpeg'],
    ['CT1_RLE', 'dcmdrle'],
    ['CT2_RLE', 'dcmdrle'],
  ])('%s has the pixels that %s gives it', (name, program) => {
    expect(pixels(inSyntaxes(name)).equals(pixels(dcmtk(program, join(SYNTAXES, name))))).toBe(true);
  });
});

withPeer('dcmtk', 'a CT that dcmtk compressed', () => {
  const random = randomNumbers(11);
  const NOISE = { ...PLAIN, rows: 37, columns: 53, positions: PLAIN.positions.slice(0, 1) };
  const kinds = {
    'noise of 16 bits': { word: () => Math.floor(random() * 65536), bits: 16 },
    'noise of 12 bits': { word: () => Math.floor(random() * 4096), bits: 12 },
    'values that wrap around zero': {
      word: (_: number, row: number, column: number) => row * 7 - column * 5,
      bits: 16,
    },
  };
  const file = async (kind: keyof typeof kinds) => {
    const { word, bits } = kinds[kind];
    const attributes = () => ({ BitsStored: bits, HighBit: bits - 1, PixelRepresentation: 0 });
    const bytes = await ctFiles({ ...NOISE, word, attributes })[0].load();
    const path = join(scratch, 'in.dcm');
    writeFileSync(path, bytes);
    return { path, original: words(bytes) };
  };

  for (const kind of Object.keys(kinds) as (keyof typeof kinds)[]) {
    it.each([1, 2, 3, 4, 5, 6, 7])(`comes back from JPEG Lossless with predictor %s: ${kind}`, async (predictor) => {
      const { path, original } = await file(kind);
      expect(words(dcmtk('dcmcjpeg', path, '--encode-lossless', '--selection-value', String(predictor)))).toEqual(
        original,
      );
    });

    it(`comes back from RLE: ${kind}`, async () => {
      const { path, original } = await file(kind);
      expect(words(dcmtk('dcmcrle', path))).toEqual(original);
    });

    it(`comes back from fragments of one kilobyte: ${kind}`, async () => {
      const { path, original } = await file(kind);
      expect(words(dcmtk('dcmcjpeg', path, '--fragment-size', '1'))).toEqual(original);
    });
  }
});

withPeer('ctdata', 'a real compressed CT that was damaged', () => {
  it.each(['CT1_RLE', 'CT1_JPLL'])(
    '%s gives its size or a named error in time, whatever is flipped or cut off',
    (name) => {
      const random = randomNumbers(5);
      const intact = inSyntaxes(name);
      const header = 2000;
      for (let n = 0; n < 200; n++) {
        const file = Buffer.from(intact);
        for (let flips = 0; flips <= n % 3; flips++) {
          file[header + Math.floor(random() * (file.length - header))] ^= 1 << Math.floor(random() * 8);
        }
        const cut = n % 2 ? file.subarray(0, header + Math.floor(random() * (file.length - header))) : file;
        const started = performance.now();
        const result = attempt(() => words(cut).length);
        expect(performance.now() - started).toBeLessThan(HANG_MS);
        expect(['pixels.unreadable', 'instance.unreadable', 512 * 512]).toContain(result);
      }
    },
  );
});

function attempt<T>(work: () => T): T | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof CambiumError) return error.code;
    throw error;
  }
}
