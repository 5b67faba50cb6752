/** Fills, slice by slice, what the set elements of a mask enclose: unset parts that do not reach the border of the slice. */
import { type Components, connected } from './components.js';
import type { Grid, Mask } from './grid.js';
import { runsOf } from './runs.js';

/** Changes `mask` in place and returns it. */
export function fillHoles(mask: Mask, grid: Grid): Mask {
  const parts = connected(runsOf(mask, grid, 0), grid, 'planar');
  const open = reachBorder(parts, grid);
  for (let run = 0; run < parts.starts.length; run++) {
    if (open[parts.of[run]] === 0) mask.fill(1, parts.starts[run], parts.ends[run]);
  }
  return mask;
}

/** By part, 1 if it reaches the border of its slice. */
function reachBorder({ count, starts, ends, of }: Components, { dims: [nx, ny] }: Grid): Uint8Array {
  const open = new Uint8Array(count);
  for (let run = 0; run < starts.length; run++) {
    const y = Math.floor(starts[run] / nx) % ny;
    if (y === 0 || y === ny - 1 || starts[run] % nx === 0 || ends[run] % nx === 0) open[of[run]] = 1;
  }
  return open;
}
