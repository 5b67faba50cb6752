/** The voxels of a region that are padding: those of which at least one axis says so. */
import type { PlanAxis, Triple } from './plan.js';

/**
 * Writes the padding into the block that begins at `offset`, and nothing else.
 * @param values of each padding, in this channel
 */
export function fillPadding(
  [slow, middle, fast]: Triple<PlanAxis>,
  values: readonly number[],
  data: Float32Array,
  offset: number,
): void {
  const width = fast.pad.length;
  const plane = middle.pad.length * width;
  const runs = runsOf(fast.pad);
  for (let i = 0; i < slow.pad.length; i++) {
    const start = offset + i * plane;
    for (let j = 0; j < middle.pad.length; j++) {
      const code = Math.max(slow.pad[i], middle.pad[j]);
      const row = start + j * width;
      if (code !== 0) data.fill(values[code - 1], row, row + width);
      // The row's own padding shows where it came later than that of the other axes.
      for (const run of runs) if (run.code > code) data.fill(values[run.code - 1], row + run.from, row + run.to);
    }
  }
}

interface Run {
  readonly code: number;
  readonly from: number;
  readonly to: number;
}

/** Neighbours that are the same padding. */
function runsOf(pad: Uint8Array): readonly Run[] {
  const runs: Run[] = [];
  for (let from = 0, to = 1; from < pad.length; from = to, to = from + 1) {
    while (to < pad.length && pad[to] === pad[from]) to++;
    if (pad[from] !== 0) runs.push({ code: pad[from], from, to });
  }
  return runs;
}
