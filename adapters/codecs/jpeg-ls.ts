/** JPEG-LS, lossless and near-lossless (ITU-T T.87), by CharLS. */
import load from '@cornerstonejs/codec-charls/decodewasmjs';
import { checkHeader } from './check-header.js';
import type { CodedFormat } from './codec.js';
import { readJpegLsHeader } from './jpeg-ls-header.js';
import { storedValues } from './stored-values.js';
import { wasmCodec } from './wasm-codec.js';

const charls = wasmCodec(load, (module) => module.JpegLSDecoder);

export async function decodeJpegLs(frame: Uint8Array, format: CodedFormat): Promise<Uint8Array<ArrayBuffer>> {
  const header = readJpegLsHeader(frame);
  checkHeader(header, format);
  const samples = await charls(frame, header);
  return storedValues({ samples, precision: header.precision }, format);
}
