/** JPEG 2000 (ITU-T T.800) by OpenJPEG. */
import load from '@cornerstonejs/codec-openjpeg/decodewasmjs';
import type { CodedFormat } from './codec.js';
import { decodeJpeg2000Frame } from './jpeg-2000-frame.js';
import { wasmCodec } from './wasm-codec.js';

const openjpeg = wasmCodec(load, (module) => module.J2KDecoder);

export function decodeJpeg2000(frame: Uint8Array, format: CodedFormat): Promise<Uint8Array<ArrayBuffer>> {
  return decodeJpeg2000Frame(openjpeg, frame, format);
}
