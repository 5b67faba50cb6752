/** What a plane shows of the body, in cm²: the signs that tell one region from another. */
import { enclosedArea } from '../regions/enclosed-area.js';
import type { Mask } from '../regions/grid.js';
import type { CoarseVolume } from './coarse-grid.js';

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
/** The ring of bone as regions/find-cranial-cavity.ts asks for it, a little more open on the coarse grid. */
const CRANIAL_RING = { gapMm: 6, bonyShare: 0.6 } as const;

/** One a plane, from inferior. */
export function planeSigns(grid: CoarseVolume, trunk: Mask): readonly PlaneSigns[] {
  return Array.from({ length: grid.dims[2] }, (_, z) => signsOf(grid, trunk, z));
}

function signsOf({ dims: [nx, ny], spacing, hu }: CoarseVolume, trunk: Mask, z: number): PlaneSigns {
  const start = z * nx * ny;
  const inside = indicesOf(trunk, start, start + nx * ny);
  const middle = inside.reduce((sum, i) => sum + (i % nx), 0) / inside.length;
  const bone = inside.filter((i) => hu[i] > BONE_HU);
  const offMm = (i: number) => ((i % nx) - middle) * spacing[0];
  const cm2 = (spacing[0] * spacing[1]) / 100;
  const slice = { hu: hu.subarray(start, start + nx * ny), grid: { dims: [nx, ny, 1] as const, spacing } };
  const cranium = bone.length > 0 ? enclosedArea(slice, CRANIAL_RING) : undefined;
  return {
    trunk: inside.length * cm2,
    lung: inside.filter((i) => hu[i] > LUNG_HU.from && hu[i] < LUNG_HU.to).length * cm2,
    cranium: (cranium?.reduce((sum, cell) => sum + cell, 0) ?? 0) * cm2,
    bone: bone.length * cm2,
    lateralBone:
      Math.min(bone.filter((i) => offMm(i) > LATERAL_MM).length, bone.filter((i) => offMm(i) < -LATERAL_MM).length) *
      cm2,
  };
}

function indicesOf(mask: Mask, from: number, to: number): number[] {
  const indices: number[] = [];
  for (let i = from; i < to; i++) if (mask[i] === 1) indices.push(i);
  return indices;
}
