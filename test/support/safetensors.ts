/** Reads a safetensors file: an 8-byte length, JSON with type, shape and place of each tensor, then their bytes. */
import { readFileSync } from 'node:fs';

type Numbers = Float32Array | Int16Array | Uint8Array | BigInt64Array;

export interface StoredTensor {
  readonly shape: readonly number[];
  readonly data: Numbers;
}

const ARRAYS = { F32: Float32Array, I16: Int16Array, U8: Uint8Array, I64: BigInt64Array } as const;

type Header = Readonly<
  Record<string, { dtype: keyof typeof ARRAYS; shape: readonly number[]; data_offsets: readonly [number, number] }>
>;

export function readSafetensors(path: string): ReadonlyMap<string, StoredTensor> {
  const bytes = readFileSync(path);
  const start = 8 + Number(bytes.readBigUInt64LE(0));
  const { __metadata__: _, ...tensors } = JSON.parse(bytes.toString('utf8', 8, start)) as Header;
  return new Map(
    Object.entries(tensors).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        // Copied, so that it begins at a multiple of the number's size.
        const own = Uint8Array.from(bytes.subarray(start + from, start + to));
        return [name, { shape, data: new ARRAYS[dtype](own.buffer) }];
      },
    ),
  );
}
