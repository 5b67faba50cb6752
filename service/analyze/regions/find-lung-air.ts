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

export interface LungAir {
  readonly air: Mask;
  readonly ml: number;
}

export function findLungAir(reduced: ReducedVolume, body: Mask): LungAir {
  const air = new Uint8Array(body.length);
  for (let i = 0; i < air.length; i++) air[i] = body[i] === 1 && reduced.hu[i] < AIR_HU ? 1 : 0;
  const inside = erode(air, reduced, { mm: Math.max(INSIDE_MM, reduced.spacing[2]), extent: 'spatial' });
  const pieces = components(air, reduced, 'spatial');
  const insideCounts = sumBy(pieces, (i) => inside[i]);
  const denseCounts = sumBy(pieces, (i) => (inside[i] === 1 && reduced.hu[i] > GAS_HU ? 1 : 0));
  const ml = elementMl(reduced);
  const isLung = (piece: number) =>
    pieces.sizes[piece] * ml >= PIECE_ML && denseCounts[piece] > LUNG_SHARE * insideCounts[piece];
  const sizes = pieces.sizes.filter((_, piece) => isLung(piece));
  return { air: paintComponents(pieces, reduced, isLung), ml: sizes.reduce((sum, size) => sum + size, 0) * ml };
}
