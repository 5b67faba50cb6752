/**
 * The patient in each plane: the thick part of the largest piece of tissue, with the air that it encloses. Arms that do not
 * touch it, table, mask and headrest are thin or smaller, and left out.
 */
import { components, paintComponents } from '../regions/components.js';
import { fillHoles } from '../regions/fill-holes.js';
import type { Mask } from '../regions/grid.js';
import { dilate, erode } from '../regions/morphology.js';
import type { CoarseVolume } from './coarse-grid.js';

/** Between air and fat, with room for the partial volume of skin. */
const TISSUE_HU = -500;
/** Thicker than a table's plate and its foam, thinner than half a neck. */
const THICK_MM = 16;

export function findTrunk(grid: CoarseVolume): Mask {
  const tissue = new Uint8Array(grid.hu.length);
  for (let i = 0; i < tissue.length; i++) tissue[i] = grid.hu[i] > TISSUE_HU ? 1 : 0;
  const filled = fillHoles(tissue, grid);
  const trunk = dilate(largestOfPlanes(erode(filled, grid, { mm: THICK_MM, extent: 'planar' }), grid), grid, {
    mm: THICK_MM,
    extent: 'planar',
  });
  for (let i = 0; i < trunk.length; i++) trunk[i] &= filled[i];
  return trunk;
}

function largestOfPlanes(mask: Mask, grid: CoarseVolume): Mask {
  const pieces = components(mask, grid, 'planar');
  const plane = grid.dims[0] * grid.dims[1];
  const largest = new Map<number, number>();
  for (const [run, piece] of pieces.of.entries()) {
    const z = Math.floor(pieces.starts[run] / plane);
    const before = largest.get(z);
    if (before === undefined || pieces.sizes[piece] > pieces.sizes[before]) largest.set(z, piece);
  }
  const kept = new Set(largest.values());
  return paintComponents(pieces, grid, (piece) => kept.has(piece));
}

/** The middle column of the trunk in each plane, with a fraction; NaN where there is none. */
export function middlesOf(trunk: Mask, { dims: [nx, ny, nz] }: CoarseVolume): readonly number[] {
  return Array.from({ length: nz }, (_, z) => {
    let sum = 0;
    let count = 0;
    for (let i = z * nx * ny; i < (z + 1) * nx * ny; i++) {
      sum += trunk[i] * (i % nx);
      count += trunk[i];
    }
    return sum / count;
  });
}
