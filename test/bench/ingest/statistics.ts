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
