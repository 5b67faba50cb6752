/** Figures of several rounds as one. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median of the quotients, each of one round: what a busy moment does to both cancels out. */
export function medianRatio(values: readonly number[], of: readonly number[]): number {
  return median(values.map((value, round) => value / of[round]));
}

export interface Estimate {
  readonly mean: number;
  /** The ends of its 95 % confidence interval. */
  readonly from: number;
  readonly to: number;
}

/**
 * Geometric mean of the quotients. Where the disk has two moods they lie in two heaps, and their median jumps from one to the
 * other; this uses all of them, and says how well it is known.
 */
export function meanRatio(values: readonly number[], of: readonly number[]): Estimate {
  const logs = values.map((value, round) => Math.log(value / of[round]));
  const mean = sum(logs) / logs.length;
  const variance = sum(logs.map((log) => (log - mean) ** 2)) / (logs.length - 1);
  const margin = 1.96 * Math.sqrt(variance / logs.length);
  return { mean: Math.exp(mean), from: Math.exp(mean - margin), to: Math.exp(mean + margin) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
