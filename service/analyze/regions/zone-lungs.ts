/** Lungs and airway onto the zone map. Without at least `LUNG_ML` of lung air there are none, and the map stays as it is. */
import { closeLung, findNonAerated } from './close-lung.js';
import { measureCoverage } from './coverage.js';
import { findAirway } from './find-airway.js';
import { findLungAir } from './find-lung-air.js';
import type { Grid, Mask, ReducedVolume } from './grid.js';
import type { RegionContent } from './labels.js';
import { dilate, type Radius } from './morphology.js';
import { absent, cutEnds } from './region-content.js';
import { LEFT, RIGHT, splitLungs } from './split-lungs.js';
import { ZONES } from './zones.js';

const LUNG_ML = 500;
/** Apex to the recess behind the diaphragm, in an adult. */
const LUNG_HEIGHT_MM = 250;
/** The airway's wall, and its partial volume with lung. */
const WALL_MM = 2.5;

const SIDE_ZONES = {
  [LEFT]: { hull: ZONES.lungLeft, solid: ZONES.solidLeft, rim: ZONES.rimLeft },
  [RIGHT]: { hull: ZONES.lungRight, solid: ZONES.solidRight, rim: ZONES.rimRight },
} as const;

export function zoneLungs(reduced: ReducedVolume, body: Mask, zones: Uint8Array): RegionContent {
  const { air, ml } = findLungAir(reduced, body);
  if (ml < LUNG_ML) return absent(`${Math.round(ml)} ml of aerated lung: less than ${LUNG_ML} ml count as none`);
  const airway = findAirway(reduced, body, centerOf(air, reduced));
  const taken = dilate(airway.lumen, reduced, { mm: WALL_MM, extent: 'planar' });
  for (let i = 0; i < air.length; i++) if (taken[i] === 1) air[i] = 0;
  const sides = splitLungs(reduced, air, midlineOf(body, air, reduced));
  for (let i = 0; i < taken.length; i++) if (taken[i] === 1 && body[i] === 1) zones[i] = ZONES.airway;
  zoneLung(reduced, { sides, side: LEFT, zones });
  zoneLung(reduced, { sides, side: RIGHT, zones });
  const { coverage, complete } = measureCoverage(air, reduced, LUNG_HEIGHT_MM);
  const trachea = airway.ml > 0 ? '' : ', no trachea found';
  return {
    present: true,
    coverage,
    complete,
    volumeMl: ml,
    detail: `${Math.round(ml)} ml of lung and airway, ${cutEnds(complete)}${trachea}`,
  };
}

interface LungParts {
  readonly sides: Uint8Array;
  readonly side: typeof LEFT | typeof RIGHT;
  readonly zones: Uint8Array;
}

/** Leaves alone what is the other lung's or the airway's already. */
function zoneLung(reduced: ReducedVolume, { sides, side, zones }: LungParts): void {
  const lung = new Uint8Array(sides.length);
  const free = new Uint8Array(sides.length);
  for (let i = 0; i < sides.length; i++) {
    lung[i] = sides[i] === side ? 1 : 0;
    free[i] = zones[i] === ZONES.body && (sides[i] === 0 || sides[i] === side) ? 1 : 0;
  }
  const hull = closeLung(reduced, lung, free);
  const solid = findNonAerated(reduced, hull);
  const rim = dilate(hull, reduced, oneBlock(reduced));
  const zone = SIDE_ZONES[side];
  for (let i = 0; i < zones.length; i++) {
    if (rim[i] === 0 || free[i] === 0) continue;
    zones[i] = solid[i] === 1 ? zone.solid : hull[i] === 1 ? zone.hull : zone.rim;
  }
}

/** Blocks that touch, at a corner too. A slice that is a block by itself has its border within the slice. */
function oneBlock({ spacing: [x, y, z], block }: ReducedVolume): Radius {
  return block[2] === 1 ? { mm: Math.hypot(x, y), extent: 'planar' } : { mm: Math.hypot(x, y, z), extent: 'spatial' };
}

function centerOf(mask: Mask, { dims: [nx, ny] }: Grid): { x: number; z: number } {
  const sum = { count: 0, x: 0, z: 0 };
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    sum.count++;
    sum.x += i % nx;
    sum.z += Math.floor(i / (nx * ny));
  }
  return { x: sum.x / sum.count, z: sum.z / sum.count };
}

/** Mean column of the body in the slices that have lung: a lung that has collapsed does not move it. */
function midlineOf(body: Mask, air: Mask, { dims: [nx, ny, nz] }: Grid): number {
  const size = nx * ny;
  const sum = { count: 0, x: 0 };
  for (let z = 0; z < nz; z++) {
    if (!air.subarray(z * size, (z + 1) * size).includes(1)) continue;
    for (let i = z * size; i < (z + 1) * size; i++) {
      if (body[i] === 0) continue;
      sum.count++;
      sum.x += i % nx;
    }
  }
  return sum.x / sum.count;
}
