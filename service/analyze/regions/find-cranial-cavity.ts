/**
 * The cranial cavity: what nearly closed rings of bone enclose, slice by slice (enclosed-area.ts), then the largest pile of
 * these areas. Below the foramen magnum no ring is large enough, so the cavity cannot leak into the neck. Bone alone draws
 * the border: a bleed changes nothing.
 */
import { components, largest, paintComponents } from './components.js';
import { type BoneSlice, enclosedArea } from './enclosed-area.js';
import { countOf, type Grid, type Mask, type ReducedVolume } from './grid.js';
import { erode } from './morphology.js';

/** Closes gaps of a ring up to 12 mm: sutures, canals, thin bone. Most of the outline must then be bone itself. */
const NARROW = { gapMm: 6, bonyShare: 0.75 } as const;
/** For open slices between closed ones: fissures into the orbit, a thin orbital roof, a craniotomy. */
const WIDE_GAPS_MM = [10, 14, 18] as const;
/** Closed slices farther apart are no cavity with open slices in it. */
const BRIDGE_MM = 30;
/** Off the bone and calcification: the blurring of their edge, and the bright rim of a hardened beam. */
const MARGIN_MM = 4;
/** More along z: at vertex and skull base bone slopes through the thickness of a slice, and its partial volume looks like blood. */
const MARGIN_Z_MM = 7;

export interface CranialCavity {
  /** Up to the bone. */
  readonly cavity: Mask;
  /** The cavity a margin away from bone. */
  readonly inner: Mask;
}

/** Undefined if no ring of bone encloses anything fit. */
export function findCranialCavity(reduced: ReducedVolume): CranialCavity | undefined {
  const areas = enclosedAreas(reduced);
  if (!areas.includes(1)) return undefined;
  const piles = components(areas, reduced, 'spatial');
  const head = largest(piles);
  const cavity = paintComponents(piles, reduced, (pile) => pile === head);
  return { cavity, inner: erode(cavity, flattened(reduced), { mm: MARGIN_MM, extent: 'spatial' }) };
}

function enclosedAreas(reduced: ReducedVolume): Mask {
  const [nx, ny, nz] = reduced.dims;
  const areas = new Uint8Array(countOf(reduced));
  let below = -1;
  for (let z = 0; z < nz; z++) {
    const area = enclosedArea(sliceOf(reduced, z), NARROW);
    if (!area) continue;
    areas.set(area, z * nx * ny);
    const isBridge = below >= 0 && (z - below) * reduced.spacing[2] <= BRIDGE_MM;
    for (let open = below + 1; isBridge && open < z; open++) {
      const wide = firstOf(WIDE_GAPS_MM, (gapMm) => enclosedArea(sliceOf(reduced, open), { gapMm, bonyShare: 0 }));
      if (wide) areas.set(wide, open * nx * ny);
    }
    below = z;
  }
  return areas;
}

function sliceOf({ hu, dims: [nx, ny], spacing }: ReducedVolume, z: number): BoneSlice {
  return { hu: hu.subarray(z * nx * ny, (z + 1) * nx * ny), grid: { dims: [nx, ny, 1], spacing } };
}

function firstOf<In, Out>(choices: readonly In[], ask: (choice: In) => Out | undefined): Out | undefined {
  for (const choice of choices) {
    const answer = ask(choice);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The grid with its z axis shrunk, so that a ball of `MARGIN_MM` reaches `MARGIN_Z_MM` up and down. */
function flattened({ dims, spacing: [sx, sy, sz] }: ReducedVolume): Grid {
  return { dims, spacing: [sx, sy, (sz * MARGIN_MM) / Math.max(MARGIN_Z_MM, sz)] };
}
