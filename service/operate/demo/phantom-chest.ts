/**
 * The chest phantom: trunk with fat, ribs and spine, two lungs with vessels, a trachea; in the right lung an emphysema-like
 * region, in the left a consolidation and, in front of it, a pocket of gas like a pneumothorax.
 */
import type { Phantom, PhantomOptions } from './phantom.js';
import { type Ellipsoid, isInside, rasterize, type Tissue } from './phantom-raster.js';

const TISSUES = {
  outside: { hu: -1000, sd: 6 },
  fat: { hu: -100, sd: 12 },
  muscle: { hu: 50, sd: 12 },
  bone: { hu: 450, sd: 40 },
  trachea: { hu: -995, sd: 6 },
  /** Quiet enough that no voxel of normal lung lies below -950 HU by chance. */
  lung: { hu: -860, sd: 22 },
  vessel: { hu: 40, sd: 12 },
  emphysema: { hu: -980, sd: 7 },
  gas: { hu: -1000, sd: 6 },
  consolidation: { hu: 40, sd: 12 },
} as const satisfies Record<string, Tissue>;

type ChestTissue = keyof typeof TISSUES;

const FIELD = { widthMm: 358.4, heightMm: 300 } as const;
/** Half axes of the trunk's outlines in x and y, mm. */
const SKIN = [166, 124] as const;
const MUSCLE = [156, 114] as const;
const RIBS = { outer: [146, 103], inner: [140, 97] } as const;
/** The left one; the right one mirrors it. */
const LUNG: Ellipsoid = { middle: [70, 0, -8], half: [52, 72, 122] };
const EMPHYSEMA: Ellipsoid = { middle: [-72, -6, 30], half: [30, 34, 40] };
const CONSOLIDATION: Ellipsoid = { middle: [72, 16, -62], half: [24, 22, 26] };
/** The pocket fills the left lung's space in front of this plane, above the lung's middle: gas rises to the front. */
const POCKET = { y: -52, z: -20 } as const;
const TRACHEA = { y: 8, radius: 8.5, carina: 30 } as const;
const SPINE = { y: 66, half: [17, 15] } as const;
/** Vessels run outwards from the mediastinum, one a level; none is as thick as what counts as non-aerated lung. */
const VESSELS = { count: 9, stepMm: 19, from: 24, length: 62, radius: 2.6 } as const;

export function chestPhantom({ matrix = 256, slices = 100, seed = 1 }: PhantomOptions = {}): Phantom {
  const { ml, ...raster } = rasterize<ChestTissue>(TISSUES, tissueAt, { ...FIELD, matrix, slices, seed });
  const dark = ml.emphysema + ml.gas;
  const lungVolumeMl = ml.lung + dark;
  return {
    part: 'chest',
    ...raster,
    truth: { laa950: (100 * dark) / lungVolumeMl, lungVolumeMl, nonAeratedMl: ml.consolidation },
  };
}

function tissueAt(x: number, y: number, z: number): ChestTissue {
  if (inEllipse(x, y, SKIN) > 1) return 'outside';
  if (inEllipse(x, y, MUSCLE) > 1) return 'fat';
  if (isInside(LUNG, Math.abs(x), y, z)) return tissueInLung(x, y, z);
  if (z > TRACHEA.carina && Math.hypot(x, y - TRACHEA.y) < TRACHEA.radius) return 'trachea';
  if (inEllipse(x, y - SPINE.y, SPINE.half) < 1) return 'bone';
  return isRib(x, y, z) ? 'bone' : 'muscle';
}

function tissueInLung(x: number, y: number, z: number): ChestTissue {
  if (isInside(EMPHYSEMA, x, y, z)) return 'emphysema';
  if (isInside(CONSOLIDATION, x, y, z)) return 'consolidation';
  if (x > 0 && y < POCKET.y && z > POCKET.z) return 'gas';
  return isVessel(x, y, z) ? 'vessel' : 'lung';
}

function inEllipse(x: number, y: number, half: readonly [number, number]): number {
  return (x / half[0]) ** 2 + (y / half[1]) ** 2;
}

/** Ribs fall towards the front, a band of the cage every 26 mm. */
function isRib(x: number, y: number, z: number): boolean {
  if (inEllipse(x, y, RIBS.outer) > 1 || inEllipse(x, y, RIBS.inner) < 1) return false;
  const phase = (z - y * 0.35 + 1000) % 26;
  return phase < 9;
}

function isVessel(x: number, y: number, z: number): boolean {
  const level = Math.round((z - LUNG.middle[2]) / VESSELS.stepMm);
  if (Math.abs(level) > VESSELS.count / 2) return false;
  const along = Math.abs(x) - VESSELS.from;
  if (along < 0 || along > VESSELS.length) return false;
  // Each turns its own way, forwards or backwards, and thins out.
  const course = (level % 2 === 0 ? -0.45 : 0.5) * along;
  const radius = VESSELS.radius * (1 - (0.6 * along) / VESSELS.length);
  return Math.hypot(y - course, z - LUNG.middle[2] - level * VESSELS.stepMm - 0.12 * along) < radius;
}
