/**
 * Lungs and airway onto the zone map. Without at least `LUNG_ML` of lung air there are none, and the map stays as it is.
 *
 * All of it happens in the box of what is dark in the body, and each lung in a box of its own: the lungs of a chest fill a
 * tenth of the field. Each box has a margin that nothing grown from its inside fills, so its edge changes nothing.
 */
import { type Box, boxAroundMask, cropped, croppedVolume, paste } from './box.js';
import { BAY_MM, closeLung, findNonAerated } from './close-lung.js';
import { measureCoverage } from './coverage.js';
import { findAirway } from './find-airway.js';
import { findDark, findLungAir } from './find-lung-air.js';
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
  const dark = findDark(reduced, body);
  const box = boxAroundMask(dark, reduced, marginOf(reduced));
  if (!box) return tooLittle(0);
  const part = croppedVolume(reduced, box);
  const darkPart = cropped(dark, reduced, box);
  const { air, ml } = findLungAir(part, darkPart);
  if (ml < LUNG_ML) return tooLittle(ml);
  const airway = findAirway(part, darkPart, centerOf(air, part));
  const taken = dilate(airway.lumen, part, { mm: WALL_MM, extent: 'planar' });
  for (let i = 0; i < air.length; i++) if (taken[i] === 1) air[i] = 0;
  const sides = splitLungs(part, air, midlineOf(body, reduced, slicesOf(air, part, box)) - box.from[0]);
  const zonesPart = cropped(zones, reduced, box);
  for (let i = 0; i < taken.length; i++) if (taken[i] === 1 && zonesPart[i] === ZONES.body) zonesPart[i] = ZONES.airway;
  zoneLung(part, { sides, side: LEFT, zones: zonesPart });
  zoneLung(part, { sides, side: RIGHT, zones: zonesPart });
  paste(zonesPart, box, { into: zones, grid: reduced });
  // A box that does not begin or end with the volume has its margin there: nothing is cut.
  const { coverage, complete } = measureCoverage(air, part, LUNG_HEIGHT_MM);
  const trachea = airway.ml > 0 ? '' : ', no trachea found';
  return {
    present: true,
    coverage,
    complete,
    volumeMl: ml,
    detail: `${Math.round(ml)} ml of lung and airway, ${cutEnds(complete)}${trachea}`,
  };
}

function tooLittle(ml: number): RegionContent {
  return absent(`${Math.round(ml)} ml of aerated lung: less than ${LUNG_ML} ml count as none`);
}

/** Room for the hull and its rim, and a block more that stays empty. The hull grows within slices only. */
function marginOf(reduced: ReducedVolume): readonly [number, number, number] {
  const [x, y, z] = reduced.spacing;
  const rim = oneBlock(reduced).mm;
  return [BAY_MM + rim + x, BAY_MM + rim + y, rim + z];
}

interface LungParts {
  readonly sides: Uint8Array;
  readonly side: typeof LEFT | typeof RIGHT;
  readonly zones: Uint8Array;
}

function zoneLung(reduced: ReducedVolume, { sides, side, zones }: LungParts): void {
  const lung = new Uint8Array(sides.length);
  for (let i = 0; i < lung.length; i++) lung[i] = sides[i] === side ? 1 : 0;
  const box = boxAroundMask(lung, reduced, marginOf(reduced));
  if (!box) return;
  const near = { sides: cropped(sides, reduced, box), side, zones: cropped(zones, reduced, box) };
  drawLung(croppedVolume(reduced, box), cropped(lung, reduced, box), near);
  paste(near.zones, box, { into: zones, grid: reduced });
}

/** Leaves alone what is the other lung's or the airway's already. */
function drawLung(reduced: ReducedVolume, lung: Mask, { sides, side, zones }: LungParts): void {
  const free = new Uint8Array(lung.length);
  for (let i = 0; i < free.length; i++)
    free[i] = zones[i] === ZONES.body && (sides[i] === 0 || sides[i] === side) ? 1 : 0;
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

function centerOf(mask: Mask, { dims: [nx, ny, nz] }: Grid): { x: number; z: number } {
  const sum = { count: 0, x: 0, z: 0 };
  for (let row = 0; row < ny * nz; row++) {
    const { count, x } = rowSums(mask, row * nx, nx);
    sum.count += count;
    sum.x += x;
    sum.z += count * Math.floor(row / ny);
  }
  return { x: sum.x / sum.count, z: sum.z / sum.count };
}

/** Slices of the whole grid that have something set in a box. */
function slicesOf(mask: Mask, { dims: [nx, ny, nz] }: Grid, { from }: Box): readonly number[] {
  const size = nx * ny;
  const slices = Array.from({ length: nz }, (_, z) => z);
  return slices.filter((z) => mask.subarray(z * size, (z + 1) * size).includes(1)).map((z) => z + from[2]);
}

/** Mean column of the body in the slices that have lung: a lung that has collapsed does not move it. */
function midlineOf(body: Mask, { dims: [nx, ny] }: Grid, slices: readonly number[]): number {
  const sum = { count: 0, x: 0 };
  for (const z of slices) {
    for (let y = 0; y < ny; y++) {
      const { count, x } = rowSums(body, (z * ny + y) * nx, nx);
      sum.count += count;
      sum.x += x;
    }
  }
  return sum.x / sum.count;
}

/** How many elements of a row are set, and the sum of their columns. */
function rowSums(mask: Mask, from: number, nx: number): { count: number; x: number } {
  let count = 0;
  let sum = 0;
  for (let x = 0; x < nx; x++) {
    count += mask[from + x];
    sum += mask[from + x] * x;
  }
  return { count, x: sum };
}
