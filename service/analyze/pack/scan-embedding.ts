/**
 * ScanEmbedding: what the global graph gives, read by label. One row a label: the share of its voxels in each bin, its
 * volume in ml, mean HU, standard deviation of HU. A label without voxels has zeros.
 */
import { bins, labelNames, type Manifest, rowLength } from './manifest.js';

export class ScanEmbedding {
  readonly #rowLength: number;
  readonly #bins: ReturnType<typeof bins>;
  readonly #labels: readonly string[];

  /** @param values labels × (bins + 3) */
  constructor(
    readonly values: Float32Array,
    manifest: Manifest,
  ) {
    this.#bins = bins(manifest);
    this.#labels = labelNames(manifest);
    this.#rowLength = rowLength(manifest);
    const expected = this.#labels.length * this.#rowLength;
    if (values.length !== expected)
      throw new RangeError(`A scan embedding has ${expected} values, not ${values.length}.`);
  }

  /** ml of the labels together. */
  volumeMl(labels: readonly string[]): number {
    return sum(labels.map((label) => this.#row(label)[this.#bins.count]));
  }

  /** Share of the labels' voxels below `hu`, 0 to 1; 0 if they have none. `hu` is an edge of the bins. */
  shareBelow(labels: readonly string[], hu: number): number {
    const below = this.#bins.edges.indexOf(hu) + 1;
    if (below === 0) throw new RangeError(`${hu} HU is not an edge of the histogram.`);
    const volume = this.volumeMl(labels);
    const volumeBelow = sum(labels.map((label) => sum(this.#row(label).subarray(0, below)) * this.volumeMl([label])));
    return volume === 0 ? 0 : volumeBelow / volume;
  }

  #row(label: string): Float32Array {
    const index = this.#labels.indexOf(label);
    if (index < 0) throw new RangeError(`No label is named ${label}.`);
    return this.values.subarray(index * this.#rowLength, (index + 1) * this.#rowLength);
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
