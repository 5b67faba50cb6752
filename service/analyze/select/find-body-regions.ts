/**
 * Which regions of the body a stack shows, from its pixels. Each plane has signs of one region or another; since regions
 * follow one another from the pelvis to the head, the sequence that agrees best with all planes is taken. So shoulders,
 * which look like hips, are not taken for a pelvis above a chest. Rules for adults; what fits none stays unknown.
 */
import { BODY_REGIONS, type BodyRegion, type RegionShares } from './body-region.js';
import type { PlaneSigns } from './plane-signs.js';

/** Least signs, cm². Measured on the CT at hand: the largest on planes without the region, the usual on those with it. */
const LUNG_CM2 = 20; // bowel and hair up to 15; 40 to 250
const CRANIUM_CM2 = 40; // spinal canal and pelvic ring up to 15; 45 to 135
const LATERAL_BONE_CM2 = 6; // ribs and oral contrast medium up to 5; hips 6 to 12 on each side
const SPINE_CM2 = 2; // 3 and more wherever there is a spine
/** Between the largest necks, up to 290 cm² with the jaw, and the slimmest waists. */
const TRUNK_CM2 = 320;

/** How well a plane goes with a region. Shoulders and lower face have no sign of their own and go with the neck. */
const AGREEMENT: Readonly<Record<BodyRegion, (signs: PlaneSigns) => number>> = {
  pelvis: (signs) => (isPelvis(signs) ? 2 : -1),
  abdomen: (signs) => (isPlainTrunk(signs) ? 1 : -1),
  chest: (signs) => (signs.lung >= LUNG_CM2 ? 2 : -1),
  neck: (signs) => (hasLungOrCranium(signs) ? -1 : Number(isSlender(signs))),
  head: (signs) => (signs.cranium >= CRANIUM_CM2 ? 2 : -1),
};

/** What at least `LEAST_PLANES` planes of a region must show for the region to be believed. */
const PROOF: Readonly<Record<BodyRegion, (signs: PlaneSigns) => boolean>> = {
  pelvis: isPelvis,
  abdomen: (signs) => isPlainTrunk(signs) && signs.bone >= SPINE_CM2,
  chest: (signs) => signs.lung >= LUNG_CM2,
  neck: isSlender,
  head: (signs) => signs.cranium >= CRANIUM_CM2,
};
const LEAST_PLANES = 2;

/** @param planes from inferior. Empty if nothing is recognised. */
export function findBodyRegions(planes: readonly PlaneSigns[]): RegionShares {
  const path = bestSequence(planes);
  const shares: Partial<Record<BodyRegion, number>> = {};
  for (const region of BODY_REGIONS) {
    const own = planes.filter((_, z) => path[z] === region);
    if (isProven(region, own, { below: shares, path })) shares[region] = own.length / planes.length;
  }
  return shares;
}

/** A neck alone looks like any arm or phantom: it is believed below a head or above a chest. */
function isProven(
  region: BodyRegion,
  own: readonly PlaneSigns[],
  { below, path }: { readonly below: RegionShares; readonly path: readonly BodyRegion[] },
): boolean {
  const isNeckAlone = region === 'neck' && below.chest === undefined && !path.includes('head');
  return !isNeckAlone && own.filter(PROOF[region]).length >= LEAST_PLANES;
}

/** The region of each plane. Without lungs a stack lies below them or above: it never shows both a pelvis and a neck. */
function bestSequence(planes: readonly PlaneSigns[]): readonly BodyRegion[] {
  if (planes.some(PROOF.chest)) return bestOf(BODY_REGIONS, planes).path;
  const below = bestOf(['pelvis', 'abdomen'], planes);
  const above = bestOf(['neck', 'head'], planes);
  return above.sum > below.sum ? above.path : below.path;
}

interface Sequence {
  readonly sum: number;
  /** One a plane. */
  readonly path: readonly BodyRegion[];
}

/**
 * Of all sequences of these regions that never go down and skip none, the one with the largest sum of agreements: from
 * plane to plane, the best one that ends in each region.
 */
function bestOf(regions: readonly BodyRegion[], planes: readonly PlaneSigns[]): Sequence {
  let ending = regions.map((): Sequence => ({ sum: 0, path: [] }));
  for (const signs of planes) {
    ending = regions.map((region, r) => {
      const before = r > 0 && ending[r - 1].sum > ending[r].sum ? ending[r - 1] : ending[r];
      return { sum: before.sum + AGREEMENT[region](signs), path: [...before.path, region] };
    });
  }
  return ending.reduce((best, sequence) => (sequence.sum > best.sum ? sequence : best));
}

function isPelvis(signs: PlaneSigns): boolean {
  return signs.lateralBone >= LATERAL_BONE_CM2 && isPlainTrunk(signs);
}

function isPlainTrunk(signs: PlaneSigns): boolean {
  return signs.trunk >= TRUNK_CM2 && !hasLungOrCranium(signs);
}

function isSlender(signs: PlaneSigns): boolean {
  return signs.trunk < TRUNK_CM2;
}

function hasLungOrCranium({ lung, cranium }: PlaneSigns): boolean {
  return lung >= LUNG_CM2 || cranium >= CRANIUM_CM2;
}
