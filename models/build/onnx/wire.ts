/**
 * Protocol buffers, wire format (protobuf.dev/programming-guides/encoding): the two encodings our graphs need. Fields are
 * written in the order they are given, so the same message is the same bytes.
 */

/** Wire types: how many bytes follow a tag. */
const VARINT = 0;
const LENGTH_DELIMITED = 2;

export function varintField(field: number, value: number | bigint): Buffer {
  return Buffer.concat([tag(field, VARINT), varint(BigInt(value))]);
}

export function bytesField(field: number, value: Uint8Array): Buffer {
  return Buffer.concat([tag(field, LENGTH_DELIMITED), varint(BigInt(value.length)), value]);
}

function tag(field: number, wireType: number): Buffer {
  return varint(BigInt((field << 3) | wireType));
}

/** Base 128, least significant group first; negative numbers as 64-bit two's complement, as int64 demands. */
function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
