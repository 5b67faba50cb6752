/**
 * Header of a CT instance in, its slices out: one of a single-frame instance, one a frame of an Enhanced or Legacy Converted
 * Enhanced CT. Only what cannot be a slice at all is refused here; whether slices fit together, and whether their pixels are
 * Hounsfield units, is asked of all of them later.
 */
import type { DataSet } from '../../../dicom/data-set.js';
import type { Vector3 } from '../../../dicom/instance-header.js';
import { transferSyntax } from '../../../dicom/transfer-syntax.js';
import type { SopInstanceUid } from '../../../dicom/uid.js';
import { CambiumError } from '../../../errors/registry.js';
import type { PixelFormat, Rescale, Slice } from '../slice.js';
import { dot, norm, unit } from '../vector.js';
import { dimensionReader } from './dimension-index.js';
import { type FrameGroups, frameGroups, isMultiFrame } from './functional-groups.js';
import { readTraits } from './traits.js';

/** How far directions may be from unit length and from a right angle: orientations are written with as few as two decimals. */
const ORTHONORMAL_TOLERANCE = 0.02;

/** @throws CambiumError `series.no-geometry`, `pixels.format-unsupported` */
export function readSlices(
  dataSet: DataSet,
  instance: { readonly sopInstanceUid: SopInstanceUid; readonly transferSyntaxUid: string },
): readonly Slice[] {
  const multiFrame = isMultiFrame(dataSet);
  const format = pixelFormat(dataSet);
  const shared = {
    ...matrix(dataSet),
    frameOfReferenceUid: dataSet.ascii(0x00200052) || undefined,
    transferSyntaxUid: instance.transferSyntaxUid,
    lossy: dataSet.ascii(0x00282110) === '01' || (transferSyntax(instance.transferSyntaxUid)?.lossy ?? false),
    multiEnergy: dataSet.ascii(0x00189361) === 'YES',
    format,
  };
  const dimension = dimensionReader(dataSet);
  return frameGroups(dataSet).map((groups, frameIndex): Slice => {
    const source = {
      sopInstanceUid: instance.sopInstanceUid,
      sopClassUid: dataSet.ascii(0x00080016) ?? '',
      ...(multiFrame && { frame: frameIndex + 1 }),
    };
    const frameType = groups('ctImageFrameType')?.asciiValues(0x00089007) ?? [];
    const imageType = frameType.length > 0 ? frameType : dataSet.asciiValues(0x00080008);
    const traits = readTraits(groups, { imageType, dimension: dimension(groups) });
    return { ...shared, ...plane(groups), source, frameIndex, rescale: rescale(groups), imageType, traits };
  });
}

function matrix(dataSet: DataSet): { rows: number; columns: number } {
  const rows = dataSet.uint16(0x00280010);
  const columns = dataSet.uint16(0x00280011);
  if (!rows || !columns) throw new CambiumError('pixels.format-unsupported', 'Rows and Columns are not stated.');
  return { rows, columns };
}

function plane(groups: FrameGroups): Pick<Slice, 'position' | 'rowDirection' | 'columnDirection' | 'pixelSpacing'> {
  const position = groups('planePosition')?.numbers(0x00200032);
  const orientation = groups('planeOrientation')?.numbers(0x00200037);
  const spacing = groups('pixelMeasures')?.numbers(0x00280030);
  if (position?.length !== 3) throw new CambiumError('series.no-geometry', 'A slice has no Image Position (Patient).');
  if (orientation?.length !== 6)
    throw new CambiumError('series.no-geometry', 'A slice has no Image Orientation (Patient).');
  if (spacing?.length !== 2 || !spacing.every((mm) => mm > 0)) {
    throw new CambiumError('series.no-geometry', 'A slice has no Pixel Spacing.');
  }
  return { position: vector(position), ...directions(orientation), pixelSpacing: [spacing[0], spacing[1]] };
}

function directions(orientation: readonly number[]): { rowDirection: Vector3; columnDirection: Vector3 } {
  const row = vector(orientation);
  const column = vector(orientation.slice(3));
  const skew = Math.max(Math.abs(norm(row) - 1), Math.abs(norm(column) - 1), Math.abs(dot(row, column)));
  if (skew > ORTHONORMAL_TOLERANCE) {
    throw new CambiumError('series.no-geometry', 'Image Orientation (Patient) holds no two perpendicular directions.');
  }
  return { rowDirection: unit(row), columnDirection: unit(column) };
}

function rescale(groups: FrameGroups): Rescale {
  const group = groups('pixelValueTransformation');
  return {
    slope: group?.number(0x00281053),
    intercept: group?.number(0x00281052),
    type: group?.ascii(0x00281054) || undefined,
  };
}

function pixelFormat(dataSet: DataSet): PixelFormat {
  const bitsStored = dataSet.uint16(0x00280101) ?? 0;
  const signed = dataSet.uint16(0x00280103) === 1;
  const value = (tag: number) => (signed ? dataSet.int16(tag) : dataSet.uint16(tag));
  const padding = value(0x00280120);
  const limit = value(0x00280121) ?? padding;
  return {
    samplesPerPixel: dataSet.uint16(0x00280002) ?? 1,
    photometricInterpretation: dataSet.ascii(0x00280004) ?? '',
    bitsAllocated: dataSet.uint16(0x00280100) ?? 0,
    bitsStored,
    highBit: dataSet.uint16(0x00280102) ?? bitsStored - 1,
    signed,
    ...(padding !== undefined &&
      limit !== undefined && { padding: { from: Math.min(padding, limit), to: Math.max(padding, limit) } }),
  };
}

function vector(values: readonly number[]): Vector3 {
  return [values[0], values[1], values[2]];
}
