/** A measure's value out of a scan embedding: the heads of a densitometry pack, each a line of arithmetic. */
import type { MeasureValue } from '../pack/measure.js';
import type { ScanEmbedding } from '../pack/scan-embedding.js';

export interface Value {
  readonly value: number;
  /** What the number alone does not say. */
  readonly note?: string;
}

export function measureValue(definition: MeasureValue, embedding: ScanEmbedding): Value {
  switch (definition.kind) {
    case 'volume':
      return { value: round(embedding.volumeMl(definition.of)) };
    case 'share-below':
      return { value: round(100 * embedding.shareBelow(definition.of, definition.hu)) };
    case 'asymmetry':
      return asymmetry(embedding.volumeMl(definition.left), embedding.volumeMl(definition.right));
    default:
      return definition satisfies never;
  }
}

function asymmetry(left: number, right: number): Value {
  const value = round(Math.abs(left - right));
  if (value === 0) return { value };
  return {
    value,
    note: `more on the ${left > right ? 'left' : 'right'}: left ${left.toFixed(1)} ml, right ${right.toFixed(1)} ml`,
  };
}

/** Two decimals: finer than any of the measures is exact, and free of the noise of float32. */
function round(value: number): number {
  return Math.round(value * 100) / 100;
}
