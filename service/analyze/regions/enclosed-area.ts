/** What bone encloses in one slice, once the gaps of its ring are closed, if it is fit to be cranial cavity. */
import { type Components, components, paintComponents, sumBy } from './components.js';
import { fillHoles } from './fill-holes.js';
import type { Grid, Mask } from './grid.js';
import { dilate } from './morphology.js';

export interface BoneSlice {
  /** Of one slice. */
  readonly hu: Int16Array;
  readonly grid: Grid;
}

export interface RingTest {
  /** Gaps up to twice this are closed. */
  readonly gapMm: number;
  /** Share of the outline that must be bone, not a bridged gap. */
  readonly bonyShare: number;
}

/** Above enhanced vessels and fresh blood, below the partial volume of thin bone. */
const BONE_HU = 180;
/** A spinal canal has up to 7 cm², an orbit 10 cm²; the posterior fossa just above the foramen magnum has more. */
const AREA_MM2 = 1200;
/** Mean of what is enclosed: brain and fluid, not a sinus, not fat, not marrow. */
const CONTENT_HU = { least: -10, most: 100 } as const;

/** A mask of the slice, or undefined if bone encloses nothing fit. */
export function enclosedArea({ hu, grid }: BoneSlice, { gapMm, bonyShare }: RingTest): Mask | undefined {
  const bone = new Uint8Array(hu.length);
  for (let i = 0; i < bone.length; i++) bone[i] = hu[i] > BONE_HU ? 1 : 0;
  if (!bone.includes(1)) return undefined;
  const enclosed = enclosedBy(bone, grid, gapMm);
  if (!enclosed) return undefined;
  const areas = components(enclosed, grid, 'planar');
  const totals = sumBy(areas, hu);
  const mm2 = grid.spacing[0] * grid.spacing[1];
  const fits = (area: number) => {
    const mean = totals[area] / areas.sizes[area];
    const isTissue = mean >= CONTENT_HU.least && mean <= CONTENT_HU.most;
    const isLarge = areas.sizes[area] * mm2 >= AREA_MM2;
    return isLarge && isTissue && bony(areas, area, { enclosed, bone, nx: grid.dims[0] }) >= bonyShare;
  };
  const fitting = Uint8Array.from({ length: areas.count }, (_, area) => (fits(area) ? 1 : 0));
  return fitting.includes(1) ? paintComponents(areas, grid, (area) => fitting[area] === 1) : undefined;
}

/**
 * Bone thickened until its gaps meet; what that encloses, grown back to the bone. A closing would not do: it opens a gap
 * again if the gap is wide and the bone thin. Undefined if it encloses nothing.
 */
function enclosedBy(bone: Mask, grid: Grid, gapMm: number): Mask | undefined {
  const thick = dilate(bone, grid, { mm: gapMm, extent: 'planar' });
  const holes = fillHoles(new Uint8Array(thick), grid);
  for (let i = 0; i < holes.length; i++) holes[i] ^= thick[i];
  return holes.includes(1) ? dilate(holes, grid, { mm: gapMm, extent: 'planar' }) : undefined;
}

/** Share of an area's outline that lies against bone. */
function bony(
  { starts, ends, of }: Components,
  area: number,
  { enclosed, bone, nx }: { enclosed: Mask; bone: Mask; nx: number },
): number {
  const against = (i: number, mask: Mask) => mask[i - 1] + mask[i + 1] + mask[i - nx] + mask[i + nx];
  let edges = 0;
  let bonyEdges = 0;
  for (let run = 0; run < starts.length; run++) {
    if (of[run] !== area) continue;
    for (let i = starts[run]; i < ends[run]; i++) {
      edges += 4 - against(i, enclosed);
      bonyEdges += against(i, bone);
    }
  }
  return bonyEdges / edges;
}
