import { describe, expect, it } from 'vitest';
import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { type Encoding, frameDecoderContract } from './frame-decoder.contract.js';
import { encodeJpegLossless, encodeRle, type Image, type JpegOptions, nativePixels } from './frame-encoders.js';

const RLE = '1.2.840.10008.1.2.5';
const JPEG_LOSSLESS = '1.2.840.10008.1.2.4.57';
const JPEG_LOSSLESS_SV1 = '1.2.840.10008.1.2.4.70';

const rle = (bitsAllocated: 8 | 16): Encoding => ({
  name: `RLE Lossless, ${bitsAllocated} bits`,
  transferSyntaxUid: RLE,
  bitsAllocated,
  precision: bitsAllocated,
  encode: encodeRle,
});

const jpeg = (name: string, options: JpegOptions, bitsAllocated: 8 | 16 = 16): Encoding => ({
  name: `JPEG Lossless, ${name}`,
  transferSyntaxUid: (options.predictor ?? 1) === 1 ? JPEG_LOSSLESS_SV1 : JPEG_LOSSLESS,
  bitsAllocated,
  precision: options.precision,
  encode: (image) => encodeJpegLossless(image, options),
});

frameDecoderContract('codecs', createFrameDecoder, [
  rle(8),
  rle(16),
  jpeg('8 bits', { precision: 8 }, 8),
  jpeg('12 bits', { precision: 12 }),
  ...[1, 2, 3, 4, 5, 6, 7].map((predictor) => jpeg(`predictor ${predictor}`, { precision: 16, predictor })),
  jpeg('restarts after every row', { precision: 16, predictor: 4, restartRows: 1 }),
  jpeg('restarts after five rows', { precision: 12, predictor: 7, restartRows: 5 }),
]);

describe('JPEG Lossless', () => {
  const image: Image = {
    rows: 4,
    columns: 5,
    bitsAllocated: 16,
    samples: Array.from({ length: 20 }, (_, i) => i * 64),
  };
  const decode = (frame: Uint8Array) =>
    createFrameDecoder().decode(JPEG_LOSSLESS, frame, { rows: 4, columns: 5, bitsAllocated: 16, signed: false });
  const refusal = (why: RegExp) =>
    expect.objectContaining({ code: 'pixels.unreadable', details: expect.stringMatching(why) });

  it('puts the bits back that a point transform cut off', () => {
    const frame = encodeJpegLossless(image, { precision: 12, pointTransform: 4, predictor: 6 });
    expect(Buffer.from(decode(frame)).equals(nativePixels(image))).toBe(true);
  });

  it('skips comments, application data and fill bytes', () => {
    const frame = encodeJpegLossless(image, { precision: 12 });
    const extra = [0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xff, 0xff, 0xfe, 0, 3, 7];
    const decoded = decode(Uint8Array.from([...frame.subarray(0, 2), ...extra, ...frame.subarray(2)]));
    expect(Buffer.from(decoded).equals(nativePixels(image))).toBe(true);
  });

  it('refuses restarts within a row, which the standard forbids', () => {
    const frame = Uint8Array.from(encodeJpegLossless(image, { precision: 12, restartRows: 1 }));
    const interval = Buffer.from(frame).indexOf(Buffer.from([0xff, 0xdd])) + 5;
    frame[interval] = 3;
    expect(() => decode(frame)).toThrow(refusal(/whole rows/));
  });

  it('refuses another JPEG process under its name', () => {
    const frame = Uint8Array.from(encodeJpegLossless(image, { precision: 12 }));
    frame[3] = 0xc1;
    expect(() => decode(frame)).toThrow(refusal(/not JPEG Lossless/));
  });
});
