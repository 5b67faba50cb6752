/** Real slices, compressed by other programs, and what those make of slices that others compressed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { ctdata } from '../support/ctdata.js';
import { withPeer } from '../support/peers.js';
import { type CtFrame, readCtFrame } from './ct-frames.js';

const UNSIGNED = ctdata('chest_c3n00247/000000.dcm');
const SIGNED = ctdata('abd_crlm1004/1-01.dcm');
const ODD_SIZE = ctdata('head_cerr_hn/IMG_00000.dcm');
const syntaxes = (name: string) => ctdata('syntaxes', name);

const decoder = createFrameDecoder();
const scratch = mkdtempSync(join(tmpdir(), 'cambium-codecs-'));
afterAll(async () => {
  rmSync(scratch, { recursive: true });
  await decoder.close();
});

const decoded = ({ transferSyntaxUid, bytes, format }: CtFrame) => decoder.decode(transferSyntaxUid, bytes, format);

/** What a program writes of a file. */
function converted(program: string, options: readonly string[], file: string): CtFrame {
  const out = join(scratch, 'out.dcm');
  execFileSync(program, [...options, file, out], { stdio: 'ignore' });
  return readCtFrame(out);
}

const SLICES = [
  ['unsigned, 12 bits', UNSIGNED],
  ['signed, 16 bits', SIGNED],
  ['511 × 511', ODD_SIZE],
] as const;

const inEach = (programs: readonly (readonly [string, string, readonly string[]])[]) =>
  programs.flatMap(([syntax, program, options]) =>
    SLICES.map(([slice, file]) => [`${program} ${options.join(' ')}`, slice, syntax, program, options, file] as const),
  );

withPeer(['dcmtk', 'ctdata'], 'a slice that dcmtk compressed', () => {
  it.each(
    inEach([
      ['1.2.840.10008.1.2.5', 'dcmcrle', []],
      ['1.2.840.10008.1.2.4.70', 'dcmcjpeg', ['--encode-lossless-sv1']],
      ['1.2.840.10008.1.2.4.57', 'dcmcjpeg', ['--encode-lossless', '--selection-value', '4']],
      ['1.2.840.10008.1.2.4.57', 'dcmcjpeg', ['--encode-lossless', '--selection-value', '7']],
      ['1.2.840.10008.1.2.4.80', 'dcmcjpls', []],
    ]),
  )('comes back from %s: %s', async (_, __, syntax, program, options, file) => {
    const compressed = converted(program, options, file);
    expect(compressed.transferSyntaxUid).toBe(syntax);
    expect(readCtFrame(file).bytes.equals(await decoded(compressed))).toBe(true);
  });
});

withPeer(['gdcm', 'ctdata'], 'a slice that GDCM compressed', () => {
  it.each(
    inEach([
      ['1.2.840.10008.1.2.5', 'gdcmconv', ['--rle']],
      ['1.2.840.10008.1.2.4.70', 'gdcmconv', ['--jpeg']],
      ['1.2.840.10008.1.2.4.80', 'gdcmconv', ['--jpegls']],
      ['1.2.840.10008.1.2.4.90', 'gdcmconv', ['--j2k']],
      ['1.2.840.10008.1.2.4.90', 'gdcmconv', ['--j2k', '--tile', '128,128']],
    ]),
  )('comes back from %s: %s', async (_, __, syntax, program, options, file) => {
    const compressed = converted(program, options, file);
    expect(compressed.transferSyntaxUid).toBe(syntax);
    expect(readCtFrame(file).bytes.equals(await decoded(compressed))).toBe(true);
  });
});

withPeer(['dcmtk', 'gdcm', 'ctdata'], 'a slice that somebody compressed', () => {
  it.each([
    ['CT1_RLE', 'dcmdrle', []],
    ['CT2_RLE', 'dcmdrle', []],
    ['CT1_JPLL', 'dcmdjpeg', []],
    ['CT2_JPLL', 'dcmdjpeg', []],
    ['CT1_JLSL', 'dcmdjpls', []],
    ['CT2_JLSL', 'dcmdjpls', []],
    ['CT1_JLSN', 'dcmdjpls', []],
    ['CT2_JLSN', 'dcmdjpls', []],
    ['CT1_J2KR', 'gdcmconv', ['--raw']],
    ['CT2_J2KR', 'gdcmconv', ['--raw']],
  ])('%s has the pixels that %s gives it', async (name, program, options) => {
    const theirs = converted(program, options, syntaxes(name));
    expect(theirs.bytes.equals(await decoded(readCtFrame(syntaxes(name))))).toBe(true);
  });
});

withPeer('ctdata', 'one slice in many transfer syntaxes', () => {
  const original = () => readCtFrame(syntaxes('CTImage.dcm')).bytes;
  const variant = (name: string) => readCtFrame(syntaxes(`CTImage.dcm_${name}.dcm`));

  it.each([
    'RLELosslessTransferSyntax_1.2.840.10008.1.2.5',
    'JPEGProcess14TransferSyntax_1.2.840.10008.1.2.4.57',
    'JPEGProcess14SV1TransferSyntax_1.2.840.10008.1.2.4.70',
    'JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80',
    'JPEG2000LosslessOnlyTransferSyntax_1.2.840.10008.1.2.4.90',
  ])('decodes to the same pixels: %s', async (name) => {
    expect(original().equals(await decoded(variant(name)))).toBe(true);
  });

  it.each([
    ['JPEGLSLossyTransferSyntax_1.2.840.10008.1.2.4.81', 1],
    ['JPEG2000TransferSyntax_1.2.840.10008.1.2.4.91', 5],
  ])('decodes to nearly the same pixels: %s', async (name, tolerance) => {
    const [pixels, exact] = [await decoded(variant(name)), original()].map((bytes) => Buffer.from(bytes));
    let off = 0;
    for (let at = 0; at < exact.length; at += 2) {
      off = Math.max(off, Math.abs(pixels.readInt16LE(at) - exact.readInt16LE(at)));
    }
    expect(off).toBeGreaterThan(0);
    expect(off).toBeLessThanOrEqual(tolerance);
  });
});
