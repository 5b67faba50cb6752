/** A frame of JPEG 2000 or HTJ2K as pixel data: both have the same header, and differ in how blocks are coded. */
import type { FrameFormat } from '../../service/ports/frame-decoder.js';
import { checkSize } from './check-size.js';
import { readCodeStream } from './code-stream.js';
import { storedValues } from './stored-values.js';
import type { WasmCodec } from './wasm-codec.js';

export async function decodeJpeg2000Frame(
  codec: WasmCodec,
  frame: Uint8Array,
  format: FrameFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, ...coded } = readCodeStream(frame);
  checkSize(coded, format);
  const samples = await codec(bytes, coded.precision);
  return storedValues({ ...coded, samples }, format);
}
