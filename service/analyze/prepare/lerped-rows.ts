/** Rows along x of what lies between two planes, then between two rows, then between two voxels. */
import type { Vector3 } from '../../dicom/instance-header.js';
import { lerp, rowLength, type Samples, sample, sampleTruncated } from './lerp.js';
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

/** RowSamples as the rows of all planes are sampled. */
export interface RowSampling {
  readonly samples: Samples;
  /** The part of a volume's row that is read. */
  readonly firstX: number;
  readonly width: number;
  readonly sample: typeof sample;
}

export function rowSampling([nx]: Vector3, { lower, upper, weight, from, to, truncated }: RowSamples): RowSampling {
  const [left, right] = [lower.slice(from, to), upper.slice(from, to)];
  const least = Math.min(...left, ...right);
  const width = rowLength(Math.max(...left, ...right) - least + 1);
  // Within the volume's row where that is possible: what lies behind the last voxel is no number.
  const firstX = Math.max(Math.min(least, nx - width), 0);
  const length = rowLength(to - from);
  const inRow = (voxels: Int32Array) =>
    padded(
      new Int32Array(length),
      voxels.map((x) => x - firstX),
    );
  const samples = {
    left: inRow(left),
    right: inRow(right),
    weight: padded(new Float64Array(length), weight.slice(from, to)),
  };
  return { samples, firstX, width, sample: truncated ? sampleTruncated : sample };
}

export class LerpedRows {
  /** Two rows that are neighbours never fall into the same slot, so each row is read once a plane. */
  readonly #slots: readonly [Float64Array, Float64Array];
  readonly #held: [number, number] = [-1, -1];
  readonly #mixed: Float64Array;
  #plane = { lower: 0, upper: 0, weight: 0 };

  constructor(
    readonly dims: Vector3,
    readonly reader: RowReader,
    readonly sampling: RowSampling,
  ) {
    const { width } = sampling;
    this.#slots = [new Float64Array(width), new Float64Array(width)];
    this.#mixed = new Float64Array(width);
  }

  /** The rows that follow lie between these planes. */
  moveTo(lower: number, upper: number, weight: number): void {
    this.#plane = { lower, upper, weight };
    this.#held.fill(-1);
  }

  /**
   * The wanted samples of the row between rows `lower` and `upper`.
   * @param result rowLength(to − from) long
   */
  write(lower: number, upper: number, weight: number, result: Float32Array): void {
    const { sample, samples } = this.sampling;
    sample(this.#rowBetween(lower, upper, weight), samples, result);
  }

  #rowBetween(lower: number, upper: number, weight: number): Float64Array {
    const near = this.#row(lower);
    if (weight === 0) return near;
    lerp(near, this.#row(upper), weight, this.#mixed);
    return this.#mixed;
  }

  #row(y: number): Float64Array {
    const slot = y & 1;
    const row = this.#slots[slot];
    if (this.#held[slot] === y) return row;
    this.#held[slot] = y;
    const { lower, upper, weight } = this.#plane;
    if (weight === 0) this.reader.read(this.#offset(y, lower), row);
    else this.reader.readBetween({ near: this.#offset(y, lower), far: this.#offset(y, upper), weight }, row);
    return row;
  }

  #offset(y: number, z: number): number {
    const [nx, ny] = this.dims;
    return (z * ny + y) * nx + this.sampling.firstX;
  }
}

function padded<Numbers extends Int32Array | Float64Array>(into: Numbers, from: Numbers): Numbers {
  into.set(from);
  return into;
}
