/**
 * The first pass over a series: every slice of every file, from the header alone. One read of a few kilobytes a single-frame
 * file; a multi-frame file is loaded, since its functional groups may be longer than any guess.
 */
import { readDataSet } from '../../dicom/data-set-reader.js';
import { splitPart10 } from '../../dicom/part10.js';
import { HEADER_BYTES } from '../../dicom/read-instance-header.js';
import { isMultiFrame } from './functional-groups.js';
import { readSlices } from './read-slices.js';
import type { Slice } from './slice.js';
import type { SourceFile } from './source-file.js';

const PIXEL_DATA = 0x7fe00010;
/** One of the last attributes that a slice needs. */
const RESCALE_SLOPE = 0x00281053;

/** @throws CambiumError as readSlices, and `instance.unreadable` */
export async function readHeaders(file: SourceFile): Promise<readonly Slice[]> {
  const head = await file.head(HEADER_BYTES);
  const start = readHeader(head, file);
  const whole = head.length < HEADER_BYTES;
  if (whole || (start.dataSet.has(RESCALE_SLOPE) && !isMultiFrame(start.dataSet))) return start.slices();
  return readHeader(await file.load(), file).slices();
}

function readHeader(bytes: Buffer, { sopInstanceUid }: SourceFile) {
  const { meta, dataSet: encoded } = splitPart10(bytes);
  const dataSet = readDataSet(encoded, meta.transferSyntaxUid, { extent: 'start', before: PIXEL_DATA });
  return { dataSet, slices: () => readSlices(dataSet, { sopInstanceUid, transferSyntaxUid: meta.transferSyntaxUid }) };
}
