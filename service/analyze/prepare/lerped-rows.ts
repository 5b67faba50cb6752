/** Rows along x of what lies between two planes, then between two rows, then between two voxels. */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { RowReader } from './voxel-rows.js';

/** Along x: sample i lies between voxels lower[i] and upper[i]. */
export interface RowSamples {
  readonly lower: Int32Array;
  readonly upper: Int32Array;
  readonly weight: Float64Array;
  /** The samples that are wanted. */
  readonly from: number;
  readonly to: number;
  /** They lose their fractions before they become float32. */
  readonly truncated: boolean;
}

export class LerpedRows {
  /** Two rows that are neighbours never fall into the same slot, so each row is read once a plane. */
  readonly #slots: readonly [Float64Array, Float64Array];
  readonly #held: [number, number] = [-1, -1];
  readonly #mixed: Float64Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  readonly #weight: Float64Array;
  readonly #firstX: number;
  readonly #truncated: boolean;
  #plane = { lower: 0, upper: 0, weight: 0 };

  constructor(
    readonly dims: Vector3,
    readonly reader: RowReader,
    { lower, upper, weight, from, to, truncated }: RowSamples,
  ) {
    this.#truncated = truncated;
    const wanted = [...lower.subarray(from, to), ...upper.subarray(from, to)];
    this.#firstX = Math.min(...wanted);
    const width = Math.max(...wanted) - this.#firstX + 1;
    this.#left = lower.slice(from, to).map((x) => x - this.#firstX);
    this.#right = upper.slice(from, to).map((x) => x - this.#firstX);
    this.#weight = weight.slice(from, to);
    this.#slots = [new Float64Array(width), new Float64Array(width)];
    this.#mixed = new Float64Array(width);
  }

  /** The rows that follow lie between these planes. */
  moveTo(lower: number, upper: number, weight: number): void {
    this.#plane = { lower, upper, weight };
    this.#held.fill(-1);
  }

  /** The wanted samples of the row between rows `lower` and `upper`. */
  write(lower: number, upper: number, weight: number, result: Float32Array): void {
    const row = this.#rowBetween(lower, upper, weight);
    const [left, right, along, truncated] = [this.#left, this.#right, this.#weight, this.#truncated];
    for (let i = 0; i < result.length; i++) {
      const from = row[left[i]];
      const value = from + (row[right[i]] - from) * along[i];
      result[i] = truncated ? Math.trunc(value) : value;
    }
  }

  #rowBetween(lower: number, upper: number, weight: number): Float64Array {
    const near = this.#row(lower);
    if (weight === 0) return near;
    const far = this.#row(upper);
    const mixed = this.#mixed;
    for (let i = 0; i < mixed.length; i++) mixed[i] = near[i] + (far[i] - near[i]) * weight;
    return mixed;
  }

  #row(y: number): Float64Array {
    const slot = y & 1;
    const row = this.#slots[slot];
    if (this.#held[slot] === y) return row;
    this.#held[slot] = y;
    const { lower, upper, weight } = this.#plane;
    if (weight === 0) this.reader.read(this.#offset(y, lower), row);
    else this.reader.readBetween(this.#offset(y, lower), this.#offset(y, upper), weight, row);
    return row;
  }

  #offset(y: number, z: number): number {
    const [nx, ny] = this.dims;
    return (z * ny + y) * nx + this.#firstX;
  }
}
