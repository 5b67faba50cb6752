/** The head phantom: skull, brain with ventricles, and in its left half a lesion as dense as fresh blood. No contrast medium. */
import type { Vector3 } from '../../dicom/instance-header.js';
import type { Phantom, PhantomOptions } from './phantom.js';
import { inEllipsoid, rasterize, type Tissue } from './phantom-raster.js';

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
const MIDDLE: Vector3 = [0, 0, 0];
const SKIN: Vector3 = [80, 97, 73];
const SKULL: Vector3 = [74, 91, 68];
const CAVITY: Vector3 = [67, 84, 61];
/** Middle and half axes of the ventricle on the left; the right one mirrors it. */
const VENTRICLE: readonly [Vector3, Vector3] = [
  [11, -4, 12],
  [6, 28, 9],
];
const LESION: readonly [Vector3, Vector3] = [
  [36, 6, 6],
  [14, 17, 13],
];

export function headPhantom({ matrix = 256, slices = 60, seed = 2 }: PhantomOptions = {}): Phantom {
  const { ml, ...raster } = rasterize<HeadTissue>(TISSUES, tissueAt, { ...FIELD, matrix, slices, seed });
  // Nothing on the right is that dense, so the difference is the whole.
  return { part: 'head', ...raster, truth: { hyperdenseMl: ml.lesion, asymmetryMl: ml.lesion } };
}

function tissueAt(x: number, y: number, z: number): HeadTissue {
  const point: Vector3 = [x, y, z];
  if (inEllipsoid(point, MIDDLE, SKIN) > 1) return 'outside';
  if (inEllipsoid(point, MIDDLE, SKULL) > 1) return 'scalp';
  if (inEllipsoid(point, MIDDLE, CAVITY) > 1) return 'skull';
  if (inEllipsoid(point, ...LESION) < 1) return 'lesion';
  return inEllipsoid([Math.abs(x), y, z], ...VENTRICLE) < 1 ? 'fluid' : 'brain';
}
