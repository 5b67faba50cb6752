/** Whether the pixels of a slice can be read, and are Hounsfield units: asked of every header before anything is decoded. */
import { transferSyntax } from '../../../dicom/transfer-syntax.js';
import { CambiumError } from '../../../errors/registry.js';
import type { FrameDecoder } from '../../../ports/frame-decoder.js';
import type { PixelFormat, Rescale, Slice } from '../slice.js';

/** Defined terms of Rescale Type (PS3.3 §C.11.1.1.2) a CT may have: many devices leave it out or write unspecified. */
const HOUNSFIELD_TYPES: ReadonlySet<string> = new Set(['HU', 'US']);
/**
 * Value 4 of Image Type of what is computed from several energies (PS3.3 §C.8.15.3.1.1.1): maps of materials, and images at
 * one energy, whose HU differ from those of a polyenergetic beam by hundreds where there is iodine or bone.
 */
const MULTI_ENERGY_TYPES: ReadonlySet<string> = new Set([
  'VMI',
  'MAT_SPECIFIC',
  'MAT_REMOVED',
  'MAT_FRACTIONAL',
  'MAT_MODIFIED',
  'MAT_VALUE_BASED',
  'EFF_ATOMIC_NUM',
  'ELECTRON_DENSITY',
]);

/** @throws CambiumError `pixels.format-unsupported`, `pixels.not-hounsfield`, `pixels.syntax-unsupported`, `series.lossy` */
export function checkPixels(slice: Slice, decoder: Pick<FrameDecoder, 'decodes'>): void {
  checkFormat(slice.format);
  checkRescale(slice.rescale);
  checkEnergy(slice);
  checkCompression(slice, decoder);
}

function checkFormat({
  samplesPerPixel,
  photometricInterpretation,
  bitsAllocated,
  bitsStored,
  highBit,
}: PixelFormat): void {
  // MONOCHROME1 is not allowed in a CT Image; some writers invert the pixels along with it and others do not.
  if (samplesPerPixel !== 1 || photometricInterpretation !== 'MONOCHROME2') {
    throw new CambiumError(
      'pixels.format-unsupported',
      `Photometric Interpretation is ${photometricInterpretation || 'not stated'}.`,
    );
  }
  const fits = bitsAllocated === 16 && bitsStored >= 1 && highBit >= bitsStored - 1 && highBit < bitsAllocated;
  if (fits) return;
  throw new CambiumError(
    'pixels.format-unsupported',
    `Bits Allocated, Bits Stored and High Bit are ${bitsAllocated}, ${bitsStored} and ${highBit}.`,
  );
}

function checkRescale({ slope, intercept, type }: Rescale): void {
  if (type !== undefined && !HOUNSFIELD_TYPES.has(type.toUpperCase())) {
    throw new CambiumError('pixels.not-hounsfield', `Rescale Type is ${type.slice(0, 16)}.`);
  }
  if (!slope || intercept === undefined)
    throw new CambiumError('pixels.not-hounsfield', 'A slice has no Rescale Slope or Intercept.');
}

/** A multi-energy acquisition must state its Rescale Type (PS3.3 §C.8.2.1): the mixed image, like any other CT, says HU. */
function checkEnergy({ imageType, multiEnergy, rescale: { type } }: Slice): void {
  const computed = imageType.slice(3).find((value) => MULTI_ENERGY_TYPES.has(value));
  if (computed) throw new CambiumError('pixels.not-hounsfield', `Image Type is ${computed}.`);
  if (multiEnergy && type?.toUpperCase() !== 'HU') {
    throw new CambiumError('pixels.not-hounsfield', 'A multi-energy image does not say that it is in HU.');
  }
}

/** Whether loss is allowed is for a pack to say; what is lossy and not decoded either is refused for its loss. */
function checkCompression({ transferSyntaxUid, lossy }: Slice, decoder: Pick<FrameDecoder, 'decodes'>): void {
  const syntax = transferSyntax(transferSyntaxUid);
  if (syntax && (!syntax.encapsulated || decoder.decodes(transferSyntaxUid))) return;
  const name = syntax?.name ?? transferSyntaxUid;
  throw new CambiumError(lossy ? 'series.lossy' : 'pixels.syntax-unsupported', `${name} is not decoded.`);
}
