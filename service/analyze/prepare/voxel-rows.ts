/** Rows of a volume after a chain of value operations: what every reader of the volume in this folder sees. */
import type { Volume } from '../volume.js';
import { applyToRow, tableOf, type ValueOperation } from './value-map.js';

/** The voxels of a volume and their order; all that a thread needs of it. */
export type Voxels = Pick<Volume, 'dims' | 'hu' | 'exactHu'>;

/** A row is as many voxels, from an index on, as the array holds that is to be filled; they lie side by side along x. */
export interface RowReader {
  read(offset: number, row: Float32Array | Float64Array): void;
  /** near + (far − near) · weight, in float64. */
  readBetween(near: number, far: number, weight: number, row: Float64Array): void;
}

export function rowReader({ hu, exactHu }: Voxels, operations: readonly ValueOperation[]): RowReader {
  return exactHu ? fractionReader(exactHu, operations) : integerReader(hu, operations);
}

/** Each value is looked up: the operations were done once for every Int16. */
function integerReader(hu: Int16Array, operations: readonly ValueOperation[]): RowReader {
  const table = tableOf(operations);
  return {
    read(offset, row) {
      for (let i = 0; i < row.length; i++) row[i] = table[hu[offset + i] + 32768];
    },
    readBetween(near, far, weight, row) {
      for (let i = 0; i < row.length; i++) {
        const value = table[hu[near + i] + 32768];
        row[i] = value + (table[hu[far + i] + 32768] - value) * weight;
      }
    },
  };
}

function fractionReader(hu: Float32Array, operations: readonly ValueOperation[]): RowReader {
  const mapped = (offset: number, length: number) => {
    const row = hu.slice(offset, offset + length);
    applyToRow(operations, row);
    return row;
  };
  return {
    read(offset, row) {
      row.set(mapped(offset, row.length));
    },
    readBetween(near, far, weight, row) {
      const [from, to] = [mapped(near, row.length), mapped(far, row.length)];
      for (let i = 0; i < row.length; i++) row[i] = from[i] + (to[i] - from[i]) * weight;
    },
  };
}
