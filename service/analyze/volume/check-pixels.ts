/** Whether the pixels of a slice can be read, and are Hounsfield units: asked of every header before anything is decoded. */
import { transferSyntax } from '../../dicom/transfer-syntax.js';
import { CambiumError } from '../../errors/registry.js';
import type { FrameDecoder } from '../../ports/frame-decoder.js';
import type { PixelFormat, Rescale, Slice } from './slice.js';

/** Defined terms of Rescale Type (PS3.3 §C.11.1.1.2) a CT may have: many devices leave it out or write unspecified. */
const HOUNSFIELD_TYPES = new Set(['HU', 'US']);

/** @throws CambiumError `series.lossy`, `pixels.syntax-unsupported`, `pixels.format-unsupported`, `pixels.not-hounsfield` */
export function checkPixels({ transferSyntaxUid, lossy, format, rescale }: Slice, decoder: FrameDecoder): void {
  const syntax = transferSyntax(transferSyntaxUid);
  if (lossy || syntax?.lossy) throw new CambiumError('series.lossy');
  if (!syntax || (syntax.encapsulated && !decoder.decodes(transferSyntaxUid))) {
    throw new CambiumError('pixels.syntax-unsupported', `${syntax?.name ?? transferSyntaxUid} is not decoded.`);
  }
  checkFormat(format);
  checkRescale(rescale);
}

function checkFormat({
  samplesPerPixel,
  photometricInterpretation,
  bitsAllocated,
  bitsStored,
  highBit,
}: PixelFormat): void {
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
