/** Slices as headers describe them, without files. */
import type { Slice } from '../../../../../service/analyze/volume/slice.js';
import type { Vector3 } from '../../../../../service/dicom/instance-header.js';
import { EXPLICIT_VR_LITTLE_ENDIAN } from '../../../../../service/dicom/transfer-syntax.js';
import { sopUid } from '../ct-series.js';

const AXIAL: Omit<Slice, 'source' | 'position'> = {
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  pixelSpacing: [0.5, 0.5],
  rows: 512,
  columns: 512,
  frameIndex: 0,
  transferSyntaxUid: EXPLICIT_VR_LITTLE_ENDIAN,
  lossy: false,
  multiEnergy: false,
  imageType: ['ORIGINAL', 'PRIMARY', 'AXIAL'],
  format: {
    samplesPerPixel: 1,
    photometricInterpretation: 'MONOCHROME2',
    bitsAllocated: 16,
    bitsStored: 16,
    highBit: 15,
    signed: true,
  },
  rescale: { slope: 1, intercept: 0 },
  traits: {},
};

export function slices(positions: readonly Vector3[], change: (i: number) => Partial<Slice> = () => ({})): Slice[] {
  return positions.map((position, i) => ({
    ...AXIAL,
    position,
    source: { sopInstanceUid: sopUid(i), sopClassUid: '' },
    ...change(i),
  }));
}

export const at = (...zs: number[]) => zs.map((z): Vector3 => [-100, -100, z]);

export const evenly = (count: number, step: Vector3) =>
  Array.from({ length: count }, (_, i): Vector3 => [i * step[0], i * step[1], i * step[2]]);

/** Row and column directions of slices tilted about the x axis. */
export function tiltedBy(degrees: number): Pick<Slice, 'rowDirection' | 'columnDirection'> {
  const angle = (degrees * Math.PI) / 180;
  return { rowDirection: [1, 0, 0], columnDirection: [0, Math.cos(angle), -Math.sin(angle)] };
}
