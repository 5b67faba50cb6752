import { createFrameDecoder } from '../../adapters/codecs/frame-decoder.js';
import { type Encoding, frameDecoderContract } from './frame-decoder.contract.js';
import { encodeJpegLossless, encodeRle, type JpegOptions } from './frame-encoders.js';
import { encodeHtj2k, encodeJpeg2000, encodeJpegLs } from './wasm-encoders.js';

type Precision = Pick<Encoding, 'bitsAllocated' | 'precision'>;

const EIGHT: Precision = { bitsAllocated: 8, precision: 8 };
const EIGHT_OF_SIXTEEN: Precision = { bitsAllocated: 16, precision: 8 };
const TWELVE: Precision = { bitsAllocated: 16, precision: 12 };
const SIXTEEN: Precision = { bitsAllocated: 16, precision: 16 };

const rle = (precision: Precision): Encoding => ({
  name: `RLE Lossless, ${precision.precision} bits`,
  transferSyntaxUid: '1.2.840.10008.1.2.5',
  ...precision,
  encode: encodeRle,
});

const jpeg = (name: string, precision: Precision, options: Omit<JpegOptions, 'precision'> = {}): Encoding => ({
  name: `JPEG Lossless, ${name}`,
  transferSyntaxUid: (options.predictor ?? 1) === 1 ? '1.2.840.10008.1.2.4.70' : '1.2.840.10008.1.2.4.57',
  ...precision,
  encode: (image) => encodeJpegLossless(image, { ...options, precision: precision.precision }),
});

const jpegLs = (name: string, precision: Precision, transferSyntaxUid = '1.2.840.10008.1.2.4.80'): Encoding => ({
  name: `JPEG-LS, ${name}`,
  transferSyntaxUid,
  ...precision,
  encode: (image) => encodeJpegLs(image, precision),
});

const jpeg2000 = (name: string, precision: Precision, options: { tile?: number; uid?: string } = {}): Encoding => ({
  name: `JPEG 2000, ${name}`,
  transferSyntaxUid: options.uid ?? '1.2.840.10008.1.2.4.90',
  ...precision,
  encode: (image) => encodeJpeg2000(image, { ...precision, tile: options.tile }),
});

const htj2k = (name: string, precision: Precision, options: { order?: number; uid?: string } = {}): Encoding => ({
  name: `HTJ2K, ${name}`,
  transferSyntaxUid: options.uid ?? '1.2.840.10008.1.2.4.201',
  ...precision,
  encode: (image) => encodeHtj2k(image, { ...precision, order: options.order }),
});

frameDecoderContract('codecs on worker threads', createFrameDecoder, [
  rle(EIGHT),
  rle(SIXTEEN),
  jpeg('8 bits', EIGHT),
  jpeg('8 of 16 bits', EIGHT_OF_SIXTEEN),
  jpeg('12 bits', TWELVE),
  ...[1, 2, 3, 4, 5, 6, 7].map((predictor) => jpeg(`predictor ${predictor}`, SIXTEEN, { predictor })),
  jpeg('restarts after every row', SIXTEEN, { predictor: 4, restartRows: 1 }),
  jpeg('restarts after five rows', TWELVE, { predictor: 7, restartRows: 5 }),
  jpegLs('8 bits', EIGHT),
  jpegLs('8 of 16 bits', EIGHT_OF_SIXTEEN),
  jpegLs('12 bits', TWELVE),
  jpegLs('16 bits', SIXTEEN),
  jpegLs('without loss under the name of near-lossless', SIXTEEN, '1.2.840.10008.1.2.4.81'),
  jpeg2000('8 bits', EIGHT),
  jpeg2000('8 of 16 bits', EIGHT_OF_SIXTEEN),
  jpeg2000('12 bits', TWELVE),
  jpeg2000('16 bits', SIXTEEN),
  jpeg2000('tiles', SIXTEEN, { tile: 16 }),
  jpeg2000('without loss under the name of the lossy one', TWELVE, { uid: '1.2.840.10008.1.2.4.91' }),
  htj2k('8 bits', EIGHT),
  htj2k('8 of 16 bits', EIGHT_OF_SIXTEEN),
  htj2k('12 bits', TWELVE),
  htj2k('16 bits', SIXTEEN),
  htj2k('RPCL', SIXTEEN, { order: 2, uid: '1.2.840.10008.1.2.4.202' }),
  htj2k('without loss under the name of the lossy one', TWELVE, { uid: '1.2.840.10008.1.2.4.203' }),
]);
