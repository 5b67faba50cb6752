import { afterAll, describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { encodeJpegLossless, encodeRle, type Image, nativePixels } from './frame-encoders.js';
import { encodeHtj2k, encodeJpeg2000, encodeJpegLs } from './wasm-encoders.js';

const RLE = '1.2.840.10008.1.2.5';
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.57';
const JPEG_LS = '1.2.840.10008.1.2.4.80';
const JPEG_LS_NEAR = '1.2.840.10008.1.2.4.81';
const JPEG_2000 = '1.2.840.10008.1.2.4.90';
const HTJ2K = '1.2.840.10008.1.2.4.201';

const decoder = createFrameDecoder();
afterAll(() => decoder.close());

const imageOf = (samples: readonly number[], columns: number): Image => ({
  rows: samples.length / columns,
  columns,
  bitsAllocated: 16,
  samples,
});
const decode = (syntax: string, frame: Uint8Array, { rows, columns, ...format }: Image & Partial<FrameFormat>) =>
  decoder.decode(syntax, frame, { bitsStored: 16, signed: false, ...format, rows, columns });
const refusal = (why: RegExp) => ({ code: 'pixels.unreadable', details: expect.stringMatching(why) });

const image = imageOf(
  Array.from({ length: 20 }, (_, i) => i * 64),
  5,
);

describe('JPEG Lossless', () => {
  it('puts the bits back that a point transform cut off', async () => {
    const frame = encodeJpegLossless(image, { precision: 12, pointTransform: 4, predictor: 6 });
    expect(Buffer.from(await decode(JPEG_LOSSLESS, frame, image)).equals(nativePixels(image))).toBe(true);
  });

  it('skips comments, application data and fill bytes', async () => {
    const frame = encodeJpegLossless(image, { precision: 12 });
    const extra = [0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xff, 0xfe, 0, 3, 7];
    const longer = Uint8Array.from([...frame.subarray(0, 2), ...extra, ...frame.subarray(2)]);
    expect(Buffer.from(await decode(JPEG_LOSSLESS, longer, image)).equals(nativePixels(image))).toBe(true);
  });

  it('refuses restarts within a row, which the standard forbids', async () => {
    const frame = Uint8Array.from(encodeJpegLossless(image, { precision: 12, restartRows: 1 }));
    const interval = Buffer.from(frame).indexOf(Buffer.from([0xff, 0xdd])) + 5;
    frame[interval] = 3;
    await expect(decode(JPEG_LOSSLESS, frame, image)).rejects.toMatchObject(refusal(/whole rows/));
  });

  it('refuses another JPEG process under its name', async () => {
    const frame = Uint8Array.from(encodeJpegLossless(image, { precision: 12 }));
    frame[3] = 0xc1;
    await expect(decode(JPEG_LOSSLESS, frame, image)).rejects.toMatchObject(refusal(/not JPEG Lossless/));
  });
});

describe('JPEG-LS', () => {
  it('gives samples of a near-lossless frame within their tolerance', async () => {
    const decoded = await decode(JPEG_LS_NEAR, encodeJpegLs(image, { precision: 12, near: 3 }), image);
    const off = [...new Uint16Array(decoded.buffer)].map((sample, i) => Math.abs(sample - image.samples[i]));
    expect(Math.max(...off)).toBeLessThanOrEqual(3);
    expect(Math.max(...off)).toBeGreaterThan(0);
  });
});

describe('JPEG 2000', () => {
  const frame = encodeJpeg2000(image, { precision: 12 });

  it('finds the code stream in a JP2 file, which some archives store whole', async () => {
    const box = (type: string, body: Uint8Array) => {
      const header = Buffer.alloc(8);
      header.writeUInt32BE(body.length + 8);
      header.write(type, 4, 'latin1');
      return Buffer.concat([header, body]);
    };
    const signature = box('jP  ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a]));
    const file = Buffer.concat([signature, box('ftyp', Buffer.from('jp2 \0\0\0\0jp2 ')), box('jp2c', frame)]);
    expect(Buffer.from(await decode(JPEG_2000, file, image)).equals(nativePixels(image))).toBe(true);
    await expect(decode(JPEG_2000, file.subarray(0, 30), image)).rejects.toMatchObject(refusal(/no code stream/));
  });

  it('reads a code stream whose end marker is missing, but not one that lacks a byte more', async () => {
    const open = frame.subarray(0, frame.length - 2);
    expect(Buffer.from(await decode(JPEG_2000, open, image)).equals(nativePixels(image))).toBe(true);
    const short = frame.subarray(0, frame.length - 3);
    await expect(decode(JPEG_2000, short, image)).rejects.toMatchObject(refusal(/breaks off/));
  });

  it('refuses a colour image', async () => {
    const coloured = Uint8Array.from(frame);
    coloured[41] = 3;
    await expect(decode(JPEG_2000, coloured, image)).rejects.toMatchObject(refusal(/more than one component/));
  });
});

describe('a code stream that is lossy under the name of a lossless transfer syntax', () => {
  /** JPEG 2000 by the wavelet of floating point, as its header says. */
  const irreversible = (frame: Uint8Array) => {
    const lossy = Uint8Array.from(frame);
    lossy[Buffer.from(frame).indexOf(Buffer.from([0xff, 0x52])) + 13] = 0;
    return lossy;
  };

  it.each([
    ['JPEG-LS', JPEG_LS, encodeJpegLs(image, { precision: 12, near: 3 })],
    ['JPEG 2000', JPEG_2000, irreversible(encodeJpeg2000(image, { precision: 12 }))],
    ['HTJ2K', HTJ2K, irreversible(encodeHtj2k(image, { precision: 12 }))],
  ])('is refused: %s', async (_, syntax, frame) => {
    await expect(decode(syntax, frame, image)).rejects.toMatchObject({ code: 'series.lossy' });
  });
});

describe('HTJ2K', () => {
  it('has the pixels that OpenJPEG gives it, too', async () => {
    const frame = encodeHtj2k(image, { precision: 12 });
    const [theirs, ours] = [await decode(JPEG_2000, frame, image), await decode(HTJ2K, frame, image)];
    expect(Buffer.from(theirs).equals(ours)).toBe(true);
    expect(Buffer.from(ours).equals(nativePixels(image))).toBe(true);
  });
});

describe('signed samples', () => {
  const VALUES = [-2048, -1024, -1, 0, 1, 2047];
  const signed = imageOf(
    VALUES.map((value) => value & 0xffff),
    3,
  );
  const cut = imageOf(
    VALUES.map((value) => value & 0xfff),
    3,
  );
  const twelve = { bitsStored: 12, signed: true };
  const values = (pixels: Uint8Array) => [...new Int16Array(pixels.buffer, pixels.byteOffset, pixels.length / 2)];

  it.each([
    ['RLE', RLE, encodeRle(signed)],
    ['JPEG Lossless of 12 bits', JPEG_LOSSLESS, encodeJpegLossless(cut, { precision: 12 })],
    ['JPEG Lossless of 16 bits', JPEG_LOSSLESS, encodeJpegLossless(signed, { precision: 16 })],
    ['JPEG-LS of 12 bits', JPEG_LS, encodeJpegLs(cut, { precision: 12 })],
    ['JPEG-LS of 16 bits', JPEG_LS, encodeJpegLs(signed, { precision: 16 })],
    ['JPEG 2000 that says so', JPEG_2000, encodeJpeg2000(signed, { precision: 12, signed: true })],
    ['JPEG 2000 that calls them unsigned', JPEG_2000, encodeJpeg2000(cut, { precision: 12 })],
    ['HTJ2K that says so', HTJ2K, encodeHtj2k(signed, { precision: 12, signed: true })],
    ['HTJ2K that calls them unsigned', HTJ2K, encodeHtj2k(cut, { precision: 12 })],
  ])('have their sign in all 16 bits: %s', async (_, syntax, frame) => {
    expect(values(await decode(syntax, frame, { ...signed, ...twelve }))).toEqual(VALUES);
  });

  it.each([
    ['JPEG 2000', JPEG_2000, encodeJpeg2000(signed, { precision: 12, signed: true })],
    ['HTJ2K', HTJ2K, encodeHtj2k(signed, { precision: 12, signed: true })],
  ])('lose it where the header says they have none: %s', async (_, syntax, frame) => {
    expect(values(await decode(syntax, frame, { ...signed, bitsStored: 12 }))).toEqual(cut.samples);
  });

  it('are not made of a code stream that has fewer bits than are stored: its samples are not negative', async () => {
    const frame = encodeJpegLossless(cut, { precision: 12 });
    expect(values(await decode(JPEG_LOSSLESS, frame, { ...cut, signed: true }))).toEqual(cut.samples);
  });

  it('keep what lies above the stored bits of a stream that has it, an overlay say', async () => {
    const overlaid = imageOf([0x1fff, 0x8800, 0x0001], 3);
    const frame = encodeJpegLossless(overlaid, { precision: 16 });
    const decoded = await decode(JPEG_LOSSLESS, frame, { ...overlaid, ...twelve });
    expect(Buffer.from(decoded).equals(nativePixels(overlaid))).toBe(true);
  });
});
