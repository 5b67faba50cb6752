/** Numbers on memory that threads share. */

export function sharedInt16s(length: number): Int16Array<SharedArrayBuffer> {
  return new Int16Array(new SharedArrayBuffer(length * Int16Array.BYTES_PER_ELEMENT));
}

export function sharedFloat32s(length: number): Float32Array<SharedArrayBuffer> {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}
