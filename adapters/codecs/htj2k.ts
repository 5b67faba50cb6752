/** High-Throughput JPEG 2000 (ITU-T T.814) by OpenJPH. */
import load from '@cornerstonejs/codec-openjph';
import type { CodedFormat } from './codec.js';
import { decodeJpeg2000Frame } from './jpeg-2000-frame.js';
import { wasmCodec } from './wasm-codec.js';

const openjph = wasmCodec(load, (module) => module.HTJ2KDecoder);

export function decodeHtj2k(frame: Uint8Array, format: CodedFormat): Promise<Uint8Array<ArrayBuffer>> {
  return decodeJpeg2000Frame(openjph, frame, format);
}
