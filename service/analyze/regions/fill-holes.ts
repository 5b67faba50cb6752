/** Fills, slice by slice, what the set elements of a mask enclose: unset parts that do not reach the border of the slice. */
import { components, paintComponents } from './components.js';
import type { Grid, Mask } from './grid.js';
import { invert } from './morphology.js';

/** Changes `mask` in place and returns it. */
export function fillHoles(mask: Mask, grid: Grid): Mask {
  return invert(outside(invert(mask), grid));
}

/** The parts of `unset` that reach the border of their slice. */
function outside(unset: Mask, grid: Grid): Mask {
  const parts = components(unset, grid, 'planar');
  const [nx, ny] = grid.dims;
  const open = new Uint8Array(parts.count);
  for (let run = 0; run < parts.starts.length; run++) {
    const y = Math.floor(parts.starts[run] / nx) % ny;
    if (y === 0 || y === ny - 1 || parts.starts[run] % nx === 0 || parts.ends[run] % nx === 0) open[parts.of[run]] = 1;
  }
  return paintComponents(parts, grid, (part) => open[part] === 1);
}
