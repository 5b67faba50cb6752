/** What a plane shows of the body, in cm²: the signs that tell one region from another. */
import { enclosedArea } from '../regions/enclosed-area.js';
import type { Mask } from '../regions/grid.js';
import type { CoarseVolume } from './coarse-grid.js';
import { middlesOf } from './find-trunk.js';

export interface PlaneSigns {
  /** Cross-section of the patient. */
  readonly trunk: number;
  /** Air with tissue in it. Gas in bowel and trachea is darker, fat and foam are denser. */
  readonly lung: number;
  /** Soft tissue that a ring of bone encloses. */
  readonly cranium: number;
  readonly bone: number;
  /** The smaller of what bone there is far left and far right of the middle: hips, or shoulders. */
  readonly lateralBone: number;
}

/** Normal and emphysematous lung in cells of 4 mm; bowel gas lies below, stool and the edges of gas mostly above. */
const LUNG_HU = { from: -950, to: -650 } as const;
/** Above contrast-enhanced soft tissue, below cells that bone fills only in part. */
const BONE_HU = 250;
/** Off the middle: beyond the spine, also one that is bent. */
const LATERAL_MM = 50;
/** Of bone, a cross-section of a skull has at least this; of lung, less. Other planes are not searched for a ring. */
const SKULL_CM2 = 15;
/** The ring of bone as regions/find-cranial-cavity.ts asks for it, a little more open on the coarse grid. */
const CRANIAL_RING = { gapMm: 6, bonyShare: 0.6 } as const;

/** One a plane, from inferior. */
export function planeSigns(grid: CoarseVolume, trunk: Mask): readonly PlaneSigns[] {
  return middlesOf(trunk, grid).map((middle, z) => signsOf(grid, trunk, { z, middle }));
}

function signsOf(
  { dims: [nx, ny], spacing, hu }: CoarseVolume,
  trunk: Mask,
  { z, middle }: { readonly z: number; readonly middle: number },
): PlaneSigns {
  const start = z * nx * ny;
  const end = start + nx * ny;
  const lateral = LATERAL_MM / spacing[0];
  const counts = { trunk: 0, lung: 0, bone: 0, left: 0, right: 0 };
  for (let i = start; i < end; i++) {
    if (trunk[i] === 0) continue;
    counts.trunk++;
    if (hu[i] > LUNG_HU.from && hu[i] < LUNG_HU.to) counts.lung++;
    if (hu[i] <= BONE_HU) continue;
    counts.bone++;
    const off = (i % nx) - middle;
    if (off > lateral) counts.left++;
    if (off < -lateral) counts.right++;
  }
  const cm2 = (spacing[0] * spacing[1]) / 100;
  const mayBeHead = counts.bone * cm2 >= SKULL_CM2 && counts.lung * cm2 < SKULL_CM2;
  const slice = { hu: hu.subarray(start, end), grid: { dims: [nx, ny, 1] as const, spacing } };
  const cranium = mayBeHead ? enclosedArea(slice, CRANIAL_RING) : undefined;
  return {
    trunk: counts.trunk * cm2,
    lung: counts.lung * cm2,
    cranium: (cranium?.reduce((sum, cell) => sum + cell, 0) ?? 0) * cm2,
    bone: counts.bone * cm2,
    lateralBone: Math.min(counts.left, counts.right) * cm2,
  };
}
