/**
 * A codec of WebAssembly, one instance a thread. An instance that threw may be left broken for every later frame (a trap
 * unwinds nothing), and memory it took is never given back: such an instance is dropped, and the next frame gets a new one.
 */
import type { CodedHeader } from './check-header.js';
import { unreadable } from './unreadable.js';

/** The small part that the Cornerstone builds have in common. */
export interface WasmDecoder {
  /** Room for the frame, in the memory of the module. */
  getEncodedBuffer(bytes: number): Uint8Array;
  decode(): void;
  /**
   * One byte a sample up to 8 bits, else two, the least significant first. A view of the module's memory: good until that
   * grows. Empty or of another size if the codec gave up without a word.
   */
  getDecodedBuffer(): Uint8Array;
  /** OpenJPH has one: empty if all went well. */
  getLastErrorMessage?(): string;
  /** Gives its memory back. */
  delete(): void;
}

/** The samples of a frame, as many as its header says. @throws CambiumError `pixels.unreadable` */
export type WasmCodec = (frame: Uint8Array, header: CodedHeader) => Promise<Samples>;

type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>;

/** What an instance may keep between two frames. It begins with 50 MiB, which is enough for a slice of 2048 × 2048. */
const MAX_KEPT_BYTES = 128 * 2 ** 20;
/** The codecs print what they think of a frame. */
const silence = () => undefined;

export function wasmCodec<Module extends { readonly HEAPU8: Uint8Array }>(
  load: (options: object) => Promise<Module>,
  decoderOf: (module: Module) => new () => WasmDecoder,
): WasmCodec {
  let kept: Module | undefined;

  async function attempt(frame: Uint8Array, header: CodedHeader): Promise<Samples> {
    const module = kept ?? (await load({ print: silence, printErr: silence }));
    kept = undefined;
    const samples = run(decoderOf(module), frame, header);
    if (module.HEAPU8.length <= MAX_KEPT_BYTES) kept = module;
    return samples;
  }

  /** A frame that fails a new instance is damaged; one that fails a used instance may suffer from those before it. */
  async function attempts(frame: Uint8Array, header: CodedHeader): Promise<Samples> {
    if (!kept) return await attempt(frame, header);
    return await attempt(frame, header).catch(() => attempt(frame, header));
  }

  return (frame, header) =>
    attempts(frame, header).catch((cause) => {
      throw unreadable('The codec failed.', cause);
    });
}

/** @throws Error, or what the module throws, which is a number if it is an exception of C++ */
function run(Decoder: new () => WasmDecoder, frame: Uint8Array, { rows, columns, precision }: CodedHeader): Samples {
  const decoder = new Decoder();
  decoder.getEncodedBuffer(frame.length).set(frame);
  decoder.decode();
  const problem = decoder.getLastErrorMessage?.();
  if (problem) throw new Error(problem);
  const bytes = Uint8Array.from(decoder.getDecodedBuffer());
  decoder.delete();
  const wanted = rows * columns * (precision > 8 ? 2 : 1);
  if (bytes.length !== wanted) throw new Error(`It gave ${bytes.length} bytes instead of ${wanted}.`);
  return precision > 8 ? new Uint16Array(bytes.buffer) : bytes;
}
