/**
 * The lumen of trachea and main bronchi: in each slice a small dark spot, and the tallest pile of such spots near the
 * midline. Where a bronchus meets lung in a slice, the spot becomes part of a large area and the pile ends: it cannot leak.
 */
import { type Components, components, paintComponents } from './components.js';
import { elementMl, type Mask, type ReducedVolume } from './grid.js';

/** Low enough for a thin wall to keep the trachea apart from the lung that touches it. */
const LUMEN_HU = -700;
/** Cross-section of a main bronchus to that of a wide trachea. */
const AREA_MM2 = { least: 30, most: 700 } as const;
/** Mean of a pile: air with the partial volume of its wall, and darker than lung. */
const AIR_HU = -870;
const TALL_MM = 25;
const MIDLINE_MM = 45;

export interface Airway {
  readonly lumen: Mask;
  /** 0 if there is none. */
  readonly ml: number;
}

/** @param middle column half way between the outer borders of the lungs. */
export function findAirway(reduced: ReducedVolume, body: Mask, middle: number): Airway {
  const piles = components(spots(reduced, body), reduced, 'spatial');
  const shapes = measure(piles, reduced);
  let best = -1;
  for (let pile = 0; pile < piles.count; pile++) {
    const { tallMm, meanHu, meanX } = shapes[pile];
    const fits = tallMm >= TALL_MM && meanHu < AIR_HU && Math.abs(meanX - middle) * reduced.spacing[0] <= MIDLINE_MM;
    if (fits && (best < 0 || tallMm > shapes[best].tallMm)) best = pile;
  }
  const ml = best < 0 ? 0 : piles.sizes[best] * elementMl(reduced);
  return { lumen: paintComponents(piles, reduced, (pile) => pile === best), ml };
}

function spots(reduced: ReducedVolume, body: Mask): Mask {
  const dark = new Uint8Array(body.length);
  for (let i = 0; i < dark.length; i++) dark[i] = body[i] === 1 && reduced.hu[i] < LUMEN_HU ? 1 : 0;
  const areas = components(dark, reduced, 'planar');
  const element = reduced.spacing[0] * reduced.spacing[1];
  return paintComponents(areas, reduced, (area) => {
    const mm2 = areas.sizes[area] * element;
    return mm2 >= AREA_MM2.least && mm2 <= AREA_MM2.most;
  });
}

interface Shape {
  readonly tallMm: number;
  readonly meanHu: number;
  readonly meanX: number;
}

function measure(piles: Components, { dims: [nx, ny], spacing, hu }: ReducedVolume): Shape[] {
  const sums = Array.from({ length: piles.count }, () => ({ hu: 0, x: 0, first: Number.POSITIVE_INFINITY, last: 0 }));
  for (let run = 0; run < piles.starts.length; run++) {
    const sum = sums[piles.of[run]];
    const z = Math.floor(piles.starts[run] / (nx * ny));
    sum.first = Math.min(sum.first, z);
    sum.last = z;
    for (let i = piles.starts[run]; i < piles.ends[run]; i++) {
      sum.hu += hu[i];
      sum.x += i % nx;
    }
  }
  return sums.map(({ hu: total, x, first, last }, pile) => ({
    tallMm: (last - first + 1) * spacing[2],
    meanHu: total / piles.sizes[pile],
    meanX: x / piles.sizes[pile],
  }));
}
