/** Rows of a volume after a chain of value operations: what every reader of the volume in this folder sees. */
import type { Volume } from '../volume.js';
import { LEAST_INT16, type LookUp, lerp, lookUp, lookUpBetween } from './lerp.js';
import { applyToRow, type ValueOperation } from './value-map.js';

/** The voxels of a volume and their order; all that a thread needs of it. */
export type Voxels = Pick<Volume, 'dims' | 'hu' | 'exactHu'>;

/** Between the voxels from index `near` on and those from index `far` on: near + (far − near) · weight, in float64. */
export interface Between {
  readonly near: number;
  readonly far: number;
  readonly weight: number;
}

/** Fills rows of voxels that lie side by side along x; as many as the row is long, a multiple of four. */
export interface RowReader {
  read(offset: number, row: Float64Array): void;
  readBetween(between: Between, row: Float64Array): void;
}

export function rowReader({ hu, exactHu }: Voxels, operations: readonly ValueOperation[]): RowReader {
  return exactHu ? fractionReader(exactHu, operations) : integerReader(hu, operations);
}

/** Each value is looked up: the operations were done once for every Int16. */
function integerReader(voxels: Int16Array, operations: readonly ValueOperation[]): RowReader {
  const table = Float32Array.from({ length: 1 << 16 }, (_, index) => index + LEAST_INT16);
  applyToRow(operations, table);
  const look: LookUp = { table, voxels };
  return {
    read: (offset, row) => lookUp(look, offset, row),
    readBetween: (between, row) => lookUpBetween(look, between, row),
  };
}

function fractionReader(voxels: Float32Array, operations: readonly ValueOperation[]): RowReader {
  const read = (offset: number, row: Float64Array) => {
    const values = voxels.slice(offset, offset + row.length);
    applyToRow(operations, values);
    row.set(values);
  };
  let other = new Float64Array();
  return {
    read,
    readBetween({ near, far, weight }, row) {
      if (other.length !== row.length) other = new Float64Array(row.length);
      read(near, row);
      read(far, other);
      lerp(row, other, weight, row);
    },
  };
}
