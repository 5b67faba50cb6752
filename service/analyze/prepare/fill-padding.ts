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
  const ends = fast.pad.some((code) => code !== 0);
  for (let i = 0; i < slow.pad.length; i++) {
    for (let j = 0; j < middle.pad.length; j++) {
      const code = Math.max(slow.pad[i], middle.pad[j]);
      const start = offset + (i * middle.pad.length + j) * width;
      if (code !== 0) data.fill(values[code - 1], start, start + width);
      if (ends) fillEnds(fast.pad, code, values, data.subarray(start, start + width));
    }
  }
}

/** Where the row's own padding came later than that of the other axes. */
function fillEnds(pad: Uint8Array, code: number, values: readonly number[], row: Float32Array): void {
  for (let k = 0; k < row.length; k++) if (pad[k] > code) row[k] = values[pad[k] - 1];
}
