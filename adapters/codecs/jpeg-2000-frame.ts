/** A frame of JPEG 2000 or HTJ2K as pixel data: both have the same header, and differ in how blocks are coded. */
import { checkHeader } from './check-header.js';
import { readCodeStream } from './code-stream.js';
import type { CodedFormat } from './codec.js';
import { storedValues } from './stored-values.js';
import type { WasmCodec } from './wasm-codec.js';

export async function decodeJpeg2000Frame(
  codec: WasmCodec,
  frame: Uint8Array,
  format: CodedFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const { bytes, ...coded } = readCodeStream(frame);
  checkHeader(coded, format);
  const samples = await codec(bytes, coded);
  return storedValues({ ...coded, samples }, format);
}
