/**
 * The lumen of trachea and main bronchi: in each slice a small dark spot, and the tallest pile of such spots near the
 * midline, with the piles beside it. Where a bronchus meets lung in a slice, the spot becomes part of a large area and the
 * pile ends: it cannot leak.
 */
import { type Components, components, paintComponents, sumBy } from './components.js';
import { elementMl, type Mask, type ReducedVolume } from './grid.js';
import { dilate } from './morphology.js';

/** Low enough for a thin wall to keep the trachea apart from the lung that touches it. */
const LUMEN_HU = -700;
/** Cross-section of a main bronchus to that of a wide trachea. */
const AREA_MM2 = { least: 30, most: 700 } as const;
/** Mean of a pile: air with the partial volume of its wall, and darker than lung. */
const AIR_HU = -870;
const TALL_MM = 25;
const MIDLINE_MM = 45;
/** Bronchi go on this near where their pile broke off. */
const BESIDE_MM = 5;

export interface Airway {
  readonly lumen: Mask;
  /** 0 if there is none. */
  readonly ml: number;
}

/**
 * @param dark what may be airway: findDark.
 * @param center column and slice of the lungs' centre of gravity: the airway's own centre lies above it, and beside it by
 * little. So bowel gas is never taken for it.
 */
export function findAirway(reduced: ReducedVolume, dark: Mask, center: { x: number; z: number }): Airway {
  const piles = components(spots(reduced, dark), reduced, 'spatial');
  const shapes = shapesOf(piles, reduced);
  let trachea = -1;
  for (const [pile, { tallMm, hu, x, z }] of shapes.entries()) {
    const fits =
      tallMm >= TALL_MM && hu < AIR_HU && z > center.z && Math.abs(x - center.x) * reduced.spacing[0] <= MIDLINE_MM;
    if (fits && (trachea < 0 || tallMm > shapes[trachea].tallMm)) trachea = pile;
  }
  if (trachea < 0) return { lumen: new Uint8Array(dark.length), ml: 0 };
  const around = dilate(
    paintComponents(piles, reduced, (pile) => pile === trachea),
    reduced,
    { mm: BESIDE_MM, extent: 'spatial' },
  );
  const beside = sumBy(piles, around);
  const isAirway = (pile: number) => beside[pile] > 0 && shapes[pile].hu < AIR_HU;
  const count = piles.sizes.reduce((sum, size, pile) => sum + (isAirway(pile) ? size : 0), 0);
  return { lumen: paintComponents(piles, reduced, isAirway), ml: count * elementMl(reduced) };
}

function spots(reduced: ReducedVolume, dark: Mask): Mask {
  const lumen = new Uint8Array(dark.length);
  for (let i = 0; i < lumen.length; i++) lumen[i] = dark[i] === 1 && reduced.hu[i] < LUMEN_HU ? 1 : 0;
  const areas = components(lumen, reduced, 'planar');
  const element = reduced.spacing[0] * reduced.spacing[1];
  return paintComponents(areas, reduced, (area) => {
    const mm2 = areas.sizes[area] * element;
    return mm2 >= AREA_MM2.least && mm2 <= AREA_MM2.most;
  });
}

interface Shape {
  readonly tallMm: number;
  /** Means. */
  readonly hu: number;
  readonly x: number;
  readonly z: number;
}

function shapesOf(piles: Components, { dims: [nx, ny], spacing, hu }: ReducedVolume): Shape[] {
  const first = new Int32Array(piles.count).fill(-1);
  const last = new Int32Array(piles.count);
  const sumX = new Float64Array(piles.count);
  const sumZ = new Float64Array(piles.count);
  for (const [run, pile] of piles.of.entries()) {
    const x = piles.starts[run] % nx;
    const z = Math.floor(piles.starts[run] / (nx * ny));
    const length = piles.ends[run] - piles.starts[run];
    sumX[pile] += length * (x + (length - 1) / 2);
    sumZ[pile] += length * z;
    last[pile] = z;
    if (first[pile] < 0) first[pile] = z;
  }
  const sumHu = sumBy(piles, hu);
  return Array.from(piles.sizes, (size, pile) => ({
    tallMm: (last[pile] - first[pile] + 1) * spacing[2],
    hu: sumHu[pile] / size,
    x: sumX[pile] / size,
    z: sumZ[pile] / size,
  }));
}
