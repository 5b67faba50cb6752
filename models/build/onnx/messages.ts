/**
 * The messages of onnx.proto (github.com/onnx/onnx, onnx/onnx.proto) that our graphs use, as a table: field, number,
 * encoding. An object with these fields in, its bytes out.
 */
import { bytesField, varintField } from './wire.js';

type Scalar = 'int' | 'text' | 'bytes';
type Fields = Readonly<Record<string, readonly [number: number, encoding: Scalar | MessageName]>>;

/** A field's values: one, several, or a message. Undefined is not written. */
type Value = number | bigint | string | Uint8Array | Message;
export interface Message {
  readonly [field: string]: Value | readonly Value[] | undefined;
}

type MessageName = keyof typeof MESSAGES;

const MESSAGES = {
  Model: {
    irVersion: [1, 'int'],
    producerName: [2, 'text'],
    graph: [7, 'Graph'],
    opsetImport: [8, 'OperatorSet'],
  },
  OperatorSet: { domain: [1, 'text'], version: [2, 'int'] },
  Graph: {
    node: [1, 'Node'],
    name: [2, 'text'],
    initializer: [5, 'Tensor'],
    docString: [10, 'text'],
    input: [11, 'ValueInfo'],
    output: [12, 'ValueInfo'],
  },
  Node: {
    input: [1, 'text'],
    output: [2, 'text'],
    name: [3, 'text'],
    opType: [4, 'text'],
    attribute: [5, 'Attribute'],
  },
  Attribute: {
    name: [1, 'text'],
    i: [3, 'int'],
    s: [4, 'text'],
    type: [20, 'int'],
  },
  Tensor: { dims: [1, 'int'], dataType: [2, 'int'], name: [8, 'text'], rawData: [9, 'bytes'] },
  ValueInfo: { name: [1, 'text'], type: [2, 'Type'], docString: [3, 'text'] },
  Type: { tensorType: [1, 'TensorType'] },
  TensorType: { elemType: [1, 'int'], shape: [2, 'Shape'] },
  Shape: { dim: [1, 'Dimension'] },
  Dimension: { dimValue: [1, 'int'], dimParam: [2, 'text'] },
} as const satisfies Record<string, Record<string, readonly [number, string]>>;

/** Bytes of a message, its fields in the order of the table. Throws on a field the table does not know. */
export function encodeMessage(name: MessageName, message: Message): Buffer {
  const fields: Fields = MESSAGES[name];
  const unknown = Object.keys(message).find((field) => !(field in fields));
  if (unknown) throw new Error(`${name} has no field ${unknown}.`);
  return Buffer.concat(
    Object.entries(fields).flatMap(([field, [number, encoding]]) =>
      valuesOf(message[field]).map((value) => encodeField(number, encoding, value)),
    ),
  );
}

function valuesOf(value: Message[string]): readonly Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as Value];
}

function encodeField(number: number, encoding: Scalar | MessageName, value: Value): Buffer {
  if (encoding === 'int') return varintField(number, value as number | bigint);
  if (encoding === 'text') return bytesField(number, Buffer.from(value as string, 'utf8'));
  if (encoding === 'bytes') return bytesField(number, value as Uint8Array);
  return bytesField(number, encodeMessage(encoding, value as Message));
}
