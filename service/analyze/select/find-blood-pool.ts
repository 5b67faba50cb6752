/**
 * How bright the blood is, from heart and great vessels: with contrast medium it is far above the 30 to 60 HU of blood
 * without. Undefined wherever neither is seen for certain: in a head, in an abdomen without contrast medium, with a few
 * bright spots that may be vessels.
 */
import type { Mask } from '../regions/grid.js';
import type { CoarseVolume } from './coarse-grid.js';
import { type Core, findCores } from './find-cores.js';
import type { PlaneSigns } from './plane-signs.js';

export interface BloodPool {
  readonly hu: number;
  readonly contrast: boolean;
}

/** Denser than blood and parenchyma without contrast medium. Without an upper end: the cortex must count as part of a bone. */
const BRIGHT_HU = { from: 100, to: Number.POSITIVE_INFINITY } as const;
/** A core that is brighter is as likely bone or metal. */
const MOST_HU = 420;
/** Vessels run on: a bowel loop with contrast medium or a dense vertebra seldom looks alike in so many planes. */
const LEAST_PLANES = 3;
/** How far planes of one vessel may differ: with the bolus, and between aorta and vena cava. */
const ALIKE_HU = 40;
/** Blood without contrast medium: 30 HU with anaemia, up to 70 with a high haematocrit. */
const PLAIN_HU = { from: 20, to: 75 } as const;
/** A heart, on a plane through both lungs; aorta and muscle are smaller. */
const HEART_CM2 = 15;
const BOTH_LUNGS_CM2 = 60;

/** @param signs one a plane of the grid. */
export function findBloodPool(grid: CoarseVolume, trunk: Mask, signs: readonly PlaneSigns[]): BloodPool | undefined {
  const bright = findCores(grid, trunk, BRIGHT_HU).filter(({ hu }) => hu <= MOST_HU);
  const enhanced = commonHu(bright);
  if (enhanced !== undefined) return { hu: enhanced, contrast: true };
  if (bright.length > 0) return undefined;
  const hearts = findCores(grid, trunk, PLAIN_HU).filter(
    ({ z, cm2 }) => cm2 >= HEART_CM2 && signs[z].lung >= BOTH_LUNGS_CM2,
  );
  const plain = commonHu(hearts);
  return plain === undefined ? undefined : { hu: plain, contrast: false };
}

/** The median HU of the largest core of each plane, if enough planes agree with it. */
function commonHu(cores: readonly Core[]): number | undefined {
  const largest = new Map<number, Core>();
  for (const core of cores) if (core.cm2 > (largest.get(core.z)?.cm2 ?? 0)) largest.set(core.z, core);
  const values = [...largest.values()].map(({ hu }) => hu).sort((a, b) => a - b);
  const median = values[values.length >> 1];
  const alike = values.filter((hu) => Math.abs(hu - median) <= ALIKE_HU);
  return alike.length >= LEAST_PLANES ? Math.round(median) : undefined;
}
