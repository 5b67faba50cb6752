/**
 * Left and right lung. Where they touch (anterior junction, or a thin septum that the grid blurs away) the bridge is
 * thinner or denser than lung: cores are sought behind ever stricter thresholds and erosions until none spans both sides
 * of the midline, then grown back, every element to the nearest core.
 */
import { components } from './components.js';
import type { Mask, ReducedVolume } from './grid.js';
import { erode } from './morphology.js';
import { spread } from './spread.js';

export const LEFT = 1;
export const RIGHT = 2;

const CORES = [
  { belowHu: -400, erodeMm: 0 },
  { belowHu: -600, erodeMm: 1.7 },
  { belowHu: -700, erodeMm: 3.4 },
  { belowHu: -700, erodeMm: 6.8 },
] as const;
/** Share of a core on its smaller side from which it spans both; the heart pushes a lung that far over the midline. */
const SPANNING_SHARE = 0.2;
/** Smaller cores follow whatever they grow back from. */
const CORE_SHARE = 0.02;

/** Elements of `air` as `LEFT` or `RIGHT` (patient's), others 0. @param middle column of the midline. */
export function splitLungs(reduced: ReducedVolume, air: Mask, middle: number): Uint8Array {
  for (const { belowHu, erodeMm } of CORES) {
    const seeds = coresOf(reduced, air, { belowHu, erodeMm, middle });
    if (seeds) return finished(spread(seeds, air, reduced), air, { middle, nx: reduced.dims[0] });
  }
  return finished(new Uint8Array(air.length), air, { middle, nx: reduced.dims[0] });
}

/** Seeds for every core, or undefined if one spans both sides. */
function coresOf(
  reduced: ReducedVolume,
  air: Mask,
  { belowHu, erodeMm, middle }: { belowHu: number; erodeMm: number; middle: number },
): Uint8Array | undefined {
  const nx = reduced.dims[0];
  const dark = new Uint8Array(air.length);
  for (let i = 0; i < air.length; i++) dark[i] = air[i] === 1 && reduced.hu[i] < belowHu ? 1 : 0;
  const cores = components(
    erodeMm > 0 ? erode(dark, reduced, { mm: erodeMm, extent: 'planar' }) : dark,
    reduced,
    'spatial',
  );
  const leftCount = new Uint32Array(cores.count);
  for (let run = 0; run < cores.starts.length; run++) {
    const from = cores.starts[run] % nx;
    const to = from + cores.ends[run] - cores.starts[run];
    leftCount[cores.of[run]] += Math.max(0, to - Math.max(from, Math.ceil(middle)));
  }
  const total = cores.sizes.reduce((sum, size) => sum + size, 0);
  const counts = (core: number) => cores.sizes[core] >= CORE_SHARE * total;
  for (let core = 0; core < cores.count; core++) {
    const left = leftCount[core] / cores.sizes[core];
    if (counts(core) && Math.min(left, 1 - left) > SPANNING_SHARE) return undefined;
  }
  const seeds = new Uint8Array(air.length);
  for (let run = 0; run < cores.starts.length; run++) {
    const core = cores.of[run];
    if (!counts(core)) continue;
    seeds.fill(leftCount[core] * 2 > cores.sizes[core] ? LEFT : RIGHT, cores.starts[run], cores.ends[run]);
  }
  return seeds;
}

/** What no core reached goes by the midline: x grows to the patient's left. */
function finished(sides: Uint8Array, air: Mask, { middle, nx }: { middle: number; nx: number }): Uint8Array {
  for (let i = 0; i < sides.length; i++) if (air[i] === 1 && sides[i] === 0) sides[i] = i % nx > middle ? LEFT : RIGHT;
  return sides;
}
