/** Copies of tensors with buffers of their own, which can be given away to another thread without a second copy. */
import type { TensorData, Tensors } from '../../service/ports/inference-engine.js';

export interface Copied {
  readonly tensors: Tensors;
  readonly buffers: readonly ArrayBuffer[];
}

export function copied(tensors: Tensors): Copied {
  const buffers: ArrayBuffer[] = [];
  const copies = Object.entries(tensors).map(([name, tensor]) => {
    const data = copyOf(tensor.data);
    buffers.push(data.buffer);
    return [name, { ...tensor, data }] as const;
  });
  return { tensors: Object.fromEntries(copies) as Tensors, buffers };
}

/** On memory of its own, also where the original is a part of a larger array or lies on shared memory. */
function copyOf(data: TensorData['data']) {
  return data.slice() as TensorData['data'] & { readonly buffer: ArrayBuffer };
}
