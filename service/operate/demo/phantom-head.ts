/** The head phantom: skull, brain with ventricles, and in its left half a lesion as dense as fresh blood. No contrast medium. */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { Phantom, PhantomOptions } from './phantom.js';
import { type Ellipsoid, isInside, rasterize, type Tissue } from './phantom-raster.js';

const TISSUES = {
  outside: { hu: -1000, sd: 4 },
  scalp: { hu: 20, sd: 5 },
  skull: { hu: 900, sd: 40 },
  brain: { hu: 35, sd: 4.5 },
  fluid: { hu: 8, sd: 4.5 },
  lesion: { hu: 70, sd: 4.5 },
} as const satisfies Record<string, Tissue>;

type HeadTissue = keyof typeof TISSUES;

const FIELD = { widthMm: 250, heightMm: 150 } as const;
const SKIN = centred([80, 97, 73]);
const SKULL = centred([74, 91, 68]);
const CAVITY = centred([67, 84, 61]);
/** The left one; the right one mirrors it. */
const VENTRICLE: Ellipsoid = { middle: [11, -4, 12], half: [6, 28, 9] };
const LESION: Ellipsoid = { middle: [36, 6, 6], half: [14, 17, 13] };

export function headPhantom({ matrix = 256, slices = 60, seed = 2 }: PhantomOptions = {}): Phantom {
  const { ml, ...raster } = rasterize<HeadTissue>(TISSUES, tissueAt, { ...FIELD, matrix, slices, seed });
  // Nothing on the right is that dense, so the difference is the whole.
  return { part: 'head', ...raster, truth: { hyperdenseMl: ml.lesion, asymmetryMl: ml.lesion } };
}

function tissueAt(x: number, y: number, z: number): HeadTissue {
  if (!isInside(SKIN, x, y, z)) return 'outside';
  if (!isInside(SKULL, x, y, z)) return 'scalp';
  if (!isInside(CAVITY, x, y, z)) return 'skull';
  if (isInside(LESION, x, y, z)) return 'lesion';
  return isInside(VENTRICLE, Math.abs(x), y, z) ? 'fluid' : 'brain';
}

function centred(half: Vector3): Ellipsoid {
  return { middle: [0, 0, 0], half };
}
