/** The codecs of this product, by transfer syntax. Whether a lossy one may be used is decided by those who ask. */
import type { Codec, CodecTable } from './codec.js';
import { decodeHtj2k } from './htj2k.js';
import { decodeJpeg2000 } from './jpeg-2000.js';
import { decodeJpegLossless } from './jpeg-lossless.js';
import { decodeJpegLs } from './jpeg-ls.js';
import { decodeRle } from './rle.js';

export const CODECS: CodecTable = new Map<string, Codec>([
  ['1.2.840.10008.1.2.4.57', decodeJpegLossless],
  ['1.2.840.10008.1.2.4.70', decodeJpegLossless],
  ['1.2.840.10008.1.2.4.80', decodeJpegLs],
  ['1.2.840.10008.1.2.4.81', decodeJpegLs],
  ['1.2.840.10008.1.2.4.90', decodeJpeg2000],
  ['1.2.840.10008.1.2.4.91', decodeJpeg2000],
  ['1.2.840.10008.1.2.4.201', decodeHtj2k],
  ['1.2.840.10008.1.2.4.202', decodeHtj2k],
  ['1.2.840.10008.1.2.4.203', decodeHtj2k],
  ['1.2.840.10008.1.2.5', decodeRle],
]);
