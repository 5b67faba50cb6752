/**
 * The air of lungs and airway, told from bowel gas by what it is made of. Away from its walls gas is darker than -900 HU
 * almost everywhere, while lung, emphysematous lung too, has tissue in it. Gas that lung does not touch (stomach, colon, air
 * between arm and chest, but a pneumothorax behind thick pleura too) is therefore left out.
 */
import { components, paintComponents, sumBy } from './components.js';
import { elementMl, type Mask, type ReducedVolume } from './grid.js';
import { erode } from './morphology.js';

/** Half way between lung (-850 HU) and soft tissue (+50 HU), where the border of a blurred edge lies. */
const AIR_HU = -400;
const GAS_HU = -900;
/** Share of a piece's inside that must be denser than gas. In the CT at hand: bowel gas 0 to 0.02, lungs 0.8 to 1. */
const LUNG_SHARE = 0.15;
/** Deep enough to leave the partial volume of a wall behind. */
const INSIDE_MM = 3;
/** Smaller pieces are not told from other air with any certainty. */
const PIECE_ML = 50;

/** Everything in the body that may be lung, airway or gas. */
export function findDark({ hu }: ReducedVolume, body: Mask): Mask {
  const dark = new Uint8Array(body.length);
  for (let i = 0; i < dark.length; i++) dark[i] = body[i] === 1 && hu[i] < AIR_HU ? 1 : 0;
  return dark;
}

export interface LungAir {
  readonly air: Mask;
  readonly ml: number;
}

/** @param dark of the body: findDark. */
export function findLungAir(reduced: ReducedVolume, dark: Mask): LungAir {
  const pieces = components(dark, reduced, 'spatial');
  const inside = erode(dark, reduced, { mm: Math.max(INSIDE_MM, reduced.spacing[2]), extent: 'spatial' });
  const insideCounts = sumBy(pieces, inside);
  for (let i = 0; i < inside.length; i++) if (reduced.hu[i] <= GAS_HU) inside[i] = 0;
  const denseCounts = sumBy(pieces, inside);
  const ml = elementMl(reduced);
  const isLung = (piece: number) =>
    pieces.sizes[piece] * ml >= PIECE_ML && denseCounts[piece] > LUNG_SHARE * insideCounts[piece];
  const sizes = pieces.sizes.filter((_, piece) => isLung(piece));
  return { air: paintComponents(pieces, reduced, isLung), ml: sizes.reduce((sum, size) => sum + size, 0) * ml };
}
