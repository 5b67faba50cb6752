/** The picture in one of our Secondary Captures: square, RGB, 8 bits, colour by pixel, as report/sc writes it. */
import { readDataSet } from '../dicom/data-set-reader.js';
import { splitPart10 } from '../dicom/part10.js';
import { CambiumError } from '../errors/registry.js';
import type { RgbImage } from '../ports/page-renderer.js';

/** @throws CambiumError `object.damaged` if it is not such a capture */
export function capturedImage(part10: Buffer): RgbImage {
  const { meta, dataSet } = splitPart10(part10);
  const capture = readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
  const pixels = capture.uint16(0x00280010);
  const rgb = capture.bytes(0x7fe00010);
  if (pixels === undefined || rgb?.length !== pixels * pixels * 3)
    throw new CambiumError('object.damaged', 'A Secondary Capture.');
  return { pixels, rgb };
}
