/** Encoders of CharLS, OpenJPEG and OpenJPH, to give decoders frames whose pixels are known. */
import loadCharls from '@cornerstonejs/codec-charls/wasmjs';
import loadOpenJpeg from '@cornerstonejs/codec-openjpeg/wasmjs';
import loadOpenJph from '@cornerstonejs/codec-openjph/wasmjs';
import { type Image, nativePixels } from './frame-encoders.js';

export interface WasmEncoder {
  /** Room for the pixels, in the memory of the module. */
  getDecodedBuffer(info: object): Uint8Array;
  encode(): void;
  getEncodedBuffer(): Uint8Array;
  delete(): void;
}

interface CodedAs {
  readonly precision: number;
  /** Whether a JPEG 2000 code stream says so. */
  readonly signed?: boolean;
}

const SILENT = { print: () => undefined, printErr: () => undefined };
const charls = await loadCharls({ ...SILENT });
const openJpeg = await loadOpenJpeg({ ...SILENT });
const openJph = await loadOpenJph({ ...SILENT });

/** JPEG-LS, no sample off by more than `near`. */
export function encodeJpegLs(image: Image, { near = 0, ...codedAs }: CodedAs & { near?: number }): Uint8Array {
  const encoder = new charls.JpegLSEncoder();
  encoder.setNearLossless(near);
  return encoded(encoder, image, codedAs);
}

/** JPEG 2000, lossless, in tiles if a size is given. */
export function encodeJpeg2000(image: Image, { tile, ...codedAs }: CodedAs & { tile?: number }): Uint8Array {
  const encoder = new openJpeg.J2KEncoder();
  // OpenJPEG fails an image that it cannot halve as often as it is told to.
  const smallest = Math.min(image.rows, image.columns, tile ?? Number.POSITIVE_INFINITY);
  encoder.setDecompositions(Math.min(5, Math.floor(Math.log2(smallest))));
  if (tile) encoder.setTileSize({ width: tile, height: tile });
  return encoded(encoder, image, codedAs);
}

/** HTJ2K, lossless; `order` is the progression order: 2 is RPCL. */
export function encodeHtj2k(image: Image, { order = 2, ...codedAs }: CodedAs & { order?: number }): Uint8Array {
  const encoder = new openJph.HTJ2KEncoder();
  encoder.setProgressionOrder(order);
  return encoded(encoder, image, codedAs);
}

function encoded(encoder: WasmEncoder, image: Image, { precision, signed = false }: CodedAs): Uint8Array {
  const { columns: width, rows: height } = image;
  const pixels = nativePixels({ ...image, bitsAllocated: precision > 8 ? 16 : 8 });
  const info = { width, height, bitsPerSample: precision, componentCount: 1, isSigned: signed };
  encoder.getDecodedBuffer({ ...info, isUsingColorTransform: false }).set(pixels);
  encoder.encode();
  const frame = Uint8Array.from(encoder.getEncodedBuffer());
  encoder.delete();
  return frame;
}
