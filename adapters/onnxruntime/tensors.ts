/** Tensors of the port to those of the runtime and back, and copies of them that may cross to another thread. */
import { Tensor as OrtTensor } from 'onnxruntime-node';
import type { Tensor, Tensors } from '../../service/ports/inference-engine.js';

/** Element types of the port; a graph that gives another is not one of ours. */
const PORT_TYPES: ReadonlySet<string> = new Set<Tensor['type']>(['float32', 'float64', 'int16', 'int32', 'uint8']);

export function toOrt(tensors: Tensors): Record<string, OrtTensor> {
  const entries = Object.entries(tensors);
  return Object.fromEntries(entries.map(([name, { type, data, dims }]) => [name, new OrtTensor(type, data, dims)]));
}

/** @throws TypeError if an output is of a type that the port does not have */
export function fromOrt(outputs: Readonly<Record<string, OrtTensor>>): Tensors {
  const entries = Object.entries(outputs).map(([name, { type, data, dims }]) => {
    if (!PORT_TYPES.has(type)) throw new TypeError(`Output ${name} is ${type}.`);
    return [name, { type, data, dims } as Tensor] as const;
  });
  return Object.fromEntries(entries);
}
