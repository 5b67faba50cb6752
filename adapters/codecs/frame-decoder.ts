/**
 * The codecs of this product, by transfer syntax. Each is a function from the bytes of one frame to its stored pixel values
 * and vouches for the size of what it returns; none of them trusts a length or a count of the frame.
 */
import { transferSyntax } from '../../service/dicom/transfer-syntax.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { FrameDecoder, FrameFormat } from '../../service/ports/frame-decoder.js';
import { decodeJpegLossless } from './jpeg-lossless.js';
import { decodeRle } from './rle.js';

type Codec = (frame: Uint8Array, format: FrameFormat) => Uint8Array;

const CODECS: ReadonlyMap<string, Codec> = new Map([
  ['1.2.840.10008.1.2.4.57', decodeJpegLossless],
  ['1.2.840.10008.1.2.4.70', decodeJpegLossless],
  ['1.2.840.10008.1.2.5', decodeRle],
]);

export function createFrameDecoder(): FrameDecoder {
  return {
    decodes: (transferSyntaxUid) => CODECS.has(transferSyntaxUid),
    decode(transferSyntaxUid, frame, format) {
      const codec = CODECS.get(transferSyntaxUid);
      if (codec) return codec(frame, format);
      const name = transferSyntax(transferSyntaxUid)?.name ?? 'An unknown transfer syntax';
      throw new CambiumError('pixels.syntax-unsupported', `${name} is not decoded.`);
    },
  };
}
