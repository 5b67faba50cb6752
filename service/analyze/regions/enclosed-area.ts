/** What bone encloses in one slice, once the gaps of its ring are closed, if it is fit to be cranial cavity. */
import { type Components, components, paintComponents, sumBy } from './components.js';
import { fillHoles } from './fill-holes.js';
import type { Grid, Mask } from './grid.js';
import { close } from './morphology.js';

export interface BoneSlice {
  /** Of one slice. */
  readonly hu: Int16Array;
  readonly grid: Grid;
}

export interface RingTest {
  /** Gaps up to twice this are closed. */
  readonly gapMm: number;
  /** Share of the outline that must be bone, not what the closing bridged. */
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
  const enclosed = enclosedBy(close(bone, grid, { mm: gapMm, extent: 'planar' }), grid);
  const areas = components(enclosed, grid, 'planar');
  const totals = sumBy(areas, (i) => hu[i]);
  const bony = bonyShares(areas, { enclosed, bone, nx: grid.dims[0] });
  const mm2 = grid.spacing[0] * grid.spacing[1];
  const fits = (area: number) => {
    const mean = totals[area] / areas.sizes[area];
    const isTissue = mean >= CONTENT_HU.least && mean <= CONTENT_HU.most;
    return areas.sizes[area] * mm2 >= AREA_MM2 && isTissue && bony[area] >= bonyShare;
  };
  const area = paintComponents(areas, grid, fits);
  return area.includes(1) ? area : undefined;
}

function enclosedBy(ring: Mask, grid: Grid): Mask {
  const filled = fillHoles(new Uint8Array(ring), grid);
  for (let i = 0; i < filled.length; i++) filled[i] ^= ring[i];
  return filled;
}

/** Of each area, the share of its outline that lies against bone. */
function bonyShares(
  areas: Components,
  { enclosed, bone, nx }: { enclosed: Mask; bone: Mask; nx: number },
): Float64Array {
  const against = (i: number, mask: Mask) => mask[i - 1] + mask[i + 1] + mask[i - nx] + mask[i + nx];
  const edges = sumBy(areas, (i) => 4 - against(i, enclosed));
  // An enclosed area never reaches the border of the slice, and what it touches is ring: bone or bridge.
  const bony = sumBy(areas, (i) => against(i, bone));
  return bony.map((count, area) => count / edges[area]);
}
