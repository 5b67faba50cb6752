/**
 * What happens to the value of a voxel: a chain of operations on float32 numbers. Each is rounded to float32 as PyTorch and
 * numpy round it, since a head is bound to the last bit of what its encoder saw.
 */
import type { StepOf } from './steps.js';

export type ValueOperation =
  | { readonly kind: 'subtract' | 'divide' | 'multiply' | 'add'; readonly by: number }
  | { readonly kind: 'clamp'; readonly min: number; readonly max: number };

const { fround } = Math;

export function clipScale({ in: [from, to], out: [low, high], clip }: Omit<StepOf<'clip_scale'>, 'op'>) {
  return [
    { kind: 'subtract', by: fround(from) },
    { kind: 'divide', by: fround(to - from) },
    { kind: 'multiply', by: fround(high - low) },
    { kind: 'add', by: fround(low) },
    ...(clip ? [{ kind: 'clamp', min: fround(low), max: fround(high) } as const] : []),
  ] as const satisfies readonly ValueOperation[];
}

export function zScore({ mean, std }: Omit<StepOf<'zscore'>, 'op'>): readonly ValueOperation[] {
  return [
    { kind: 'subtract', by: fround(mean) },
    { kind: 'divide', by: fround(std) },
  ];
}

/** In place. An operation in double precision, rounded once, is the float32 operation: 53 bits are twice 24 and more. */
export function applyToRow(operations: readonly ValueOperation[], row: Float32Array): void {
  for (const operation of operations) apply(operation, row);
}

export function applyToValue(operations: readonly ValueOperation[], value: number): number {
  const row = Float32Array.of(value);
  applyToRow(operations, row);
  return row[0];
}

function apply(operation: ValueOperation, row: Float32Array): void {
  switch (operation.kind) {
    case 'subtract':
      for (let i = 0; i < row.length; i++) row[i] -= operation.by;
      return;
    case 'divide':
      for (let i = 0; i < row.length; i++) row[i] /= operation.by;
      return;
    case 'multiply':
      for (let i = 0; i < row.length; i++) row[i] *= operation.by;
      return;
    case 'add':
      for (let i = 0; i < row.length; i++) row[i] += operation.by;
      return;
    case 'clamp':
      for (let i = 0; i < row.length; i++) row[i] = Math.min(Math.max(row[i], operation.min), operation.max);
      return;
    default:
      operation satisfies never;
  }
}
