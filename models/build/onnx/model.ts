/**
 * An ONNX model as plain data, and its bytes. Only what our graphs need: nodes of the standard operator set, constants,
 * named inputs and outputs. The same model gives the same bytes on every machine.
 */
import { encodeMessage, type Message } from './messages.js';

/** TensorProto.DataType. */
export const DATA_TYPES = { float32: 1, uint8: 2, int16: 5, int32: 6, int64: 7, float64: 11 } as const;
export type ElementType = keyof typeof DATA_TYPES;

/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPES = { int: 2, text: 3 } as const;

export interface Constant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | BigInt64Array;
}

export type Attribute = number | string;

export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

/** A named axis is free: `n`. */
export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
  readonly doc: string;
}

export interface Graph {
  readonly name: string;
  readonly doc: string;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly Node[];
  readonly constants: readonly Constant[];
}

/** IR version 8 with operator set 17: what ONNX Runtime has run since 1.12. */
const IR_VERSION = 8;
const OPERATOR_SET = 17;

export function encodeModel(graph: Graph): Buffer {
  return encodeMessage('Model', {
    irVersion: IR_VERSION,
    producerName: 'cambium',
    graph: {
      node: graph.nodes.map(nodeMessage),
      name: graph.name,
      initializer: graph.constants.map(tensorMessage),
      docString: graph.doc,
      input: graph.inputs.map(valueMessage),
      output: graph.outputs.map(valueMessage),
    },
    opsetImport: { domain: '', version: OPERATOR_SET },
  });
}

function nodeMessage(node: Node): Message {
  return {
    input: node.inputs,
    output: node.output,
    name: node.output,
    opType: node.op,
    attribute: Object.entries(node.attributes ?? {}).map(([name, value]) => attributeMessage(name, value)),
  };
}

function attributeMessage(name: string, value: Attribute): Message {
  if (typeof value === 'number') return { name, i: value, type: ATTRIBUTE_TYPES.int };
  return { name, s: value, type: ATTRIBUTE_TYPES.text };
}

/** Raw data are little-endian by the specification, as is every machine that this builder runs on. */
function tensorMessage({ name, dims, data }: Constant): Message {
  return {
    dims,
    dataType: DATA_TYPES[elementType(data)],
    name,
    rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function elementType(data: Constant['data']): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'int64';
}

function valueMessage({ name, type, dims, doc }: GraphValue): Message {
  const dim = dims.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType: DATA_TYPES[type], shape: { dim } } }, docString: doc };
}
