/** What a stack shows, from a few of its slices: a third of a second's work at most, however long the stack is. */
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import { buildVolume } from '../volume/build-volume.js';
import type { Stack } from '../volume/stack.js';
import type { RegionShares } from './body-region.js';
import { coarseGrid, MAX_PLANES } from './coarse-grid.js';
import { type BloodPool, findBloodPool } from './find-blood-pool.js';
import { findBodyRegions } from './find-body-regions.js';
import { findTrunk } from './find-trunk.js';
import { planeSigns } from './plane-signs.js';

export interface Preview {
  readonly shares: RegionShares;
  readonly blood?: BloodPool;
  /** Of the whole stack along the patient's head-foot axis, mm. */
  readonly heightMm: number;
  /** Its slices were shifted until they lie above each other. */
  readonly straightened: boolean;
}

/** @throws CambiumError as buildVolume does. */
export async function preview(stack: Stack, decoder: FrameDecoder): Promise<Preview> {
  const volume = await buildVolume(stack, decoder, { slices: evenly(stack.slices.length) });
  const grid = coarseGrid(volume);
  const trunk = findTrunk(grid);
  const signs = planeSigns(grid, trunk);
  const blood = findBloodPool(grid, trunk, signs);
  return {
    shares: findBodyRegions(signs),
    ...(blood && { blood }),
    heightMm: volume.dims[2] * volume.spacing[2],
    straightened: volume.layout.offsets !== undefined,
  };
}

/** At most `MAX_PLANES` indices, evenly spaced, about the middle. */
function evenly(count: number): readonly number[] {
  const step = Math.ceil(count / MAX_PLANES);
  const number = Math.ceil(count / step);
  const first = Math.floor((count - 1 - (number - 1) * step) / 2);
  return Array.from({ length: number }, (_, i) => first + i * step);
}
