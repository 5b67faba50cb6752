/**
 * The closed hull of a lung, and the non-aerated lung in it. The hull is the lung's air with what lies in bays and holes
 * of it, slice by slice: vessels, nodules, consolidation that air surrounds, the rim of what lies against chest wall or
 * diaphragm. It is conservative: a bay wider than twice `BAY_MM` stays outside, so a large effusion or the consolidation of
 * a whole lobe is found only at its borders. Mediastinum and heart stay outside for the same reason.
 */
import { components, paintComponents, sumBy } from './components.js';
import { fillHoles } from './fill-holes.js';
import type { Mask, ReducedVolume } from './grid.js';
import { close, dilate, open } from './morphology.js';

/** Closes bays up to 20 mm wide: segmental vessels at the hilum, but not the space around a lobar artery. */
export const BAY_MM = 10;
/** Denser than this is not aerated; the border of its labels too (zones.ts). */
export const AERATED_HU = -250;
/** Mean of a piece above which it is an enhanced vessel, bone or calcification, not collapsed lung or fluid. */
const ENHANCED_HU = 130;
/** What a ball of this radius does not fit into is taken for vessel, bronchial wall or fissure. */
const VESSEL_MM = 5;

/** The hull of one lung, as far as it lies in `free`: not in the other lung or the airway. */
export function closeLung(reduced: ReducedVolume, lung: Mask, free: Mask): Mask {
  const hull = fillHoles(close(lung, reduced, { mm: BAY_MM, extent: 'planar' }), reduced);
  for (let i = 0; i < hull.length; i++) hull[i] &= free[i];
  return hull;
}

/** Solid tissue in a hull, too thick for a vessel, with the thin border that the opening rounds off. */
export function findNonAerated(reduced: ReducedVolume, hull: Mask): Mask {
  const solid = new Uint8Array(hull.length);
  for (let i = 0; i < solid.length; i++) solid[i] = hull[i] === 1 && reduced.hu[i] > AERATED_HU ? 1 : 0;
  const thick = unenhanced(reduced, open(solid, reduced, { mm: VESSEL_MM, extent: 'spatial' }));
  const whole = dilate(thick, reduced, { mm: VESSEL_MM / 2, extent: 'spatial' });
  for (let i = 0; i < whole.length; i++) whole[i] &= hull[i];
  return whole;
}

function unenhanced(reduced: ReducedVolume, thick: Mask): Mask {
  const pieces = components(thick, reduced, 'spatial');
  const sums = sumBy(pieces, reduced.hu);
  return paintComponents(pieces, reduced, (piece) => sums[piece] <= ENHANCED_HU * pieces.sizes[piece]);
}
