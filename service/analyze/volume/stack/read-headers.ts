/**
 * The first pass over a series: every slice of every file, from the header alone. One read of a few kilobytes a single-frame
 * file; a multi-frame file is loaded, since its functional groups may be longer than any guess.
 */
import { readDataSet } from '../../../dicom/data-set-reader.js';
import { splitPart10 } from '../../../dicom/part10.js';
import { HEADER_BYTES } from '../../../dicom/read-instance-header.js';
import type { Slice } from '../slice.js';
import type { SourceFile } from '../source-file.js';
import { isMultiFrame } from './functional-groups.js';
import { readSlices } from './read-slices.js';

const PIXEL_DATA = 0x7fe00010;
/** First tag past the attributes of a single-frame slice: group 0028 is the last one that is asked. */
const END_OF_SLICE = 0x00290000;
/** Most headers of CT slices are shorter than the first; those with long private sequences are shorter than the second. */
const GUESSES = [32 * 1024, HEADER_BYTES];

/** @throws CambiumError as readSlices, and `instance.unreadable` */
export async function readHeaders(file: SourceFile): Promise<readonly Slice[]> {
  for (const length of GUESSES) {
    const head = await file.head(length);
    if (head.length < length) return slicesIn(head, file, PIXEL_DATA).slices();
    // One byte less, so that an element that ends with the last byte is seen to be followed by more.
    const start = slicesIn(head.subarray(0, -1), file, END_OF_SLICE);
    if (isMultiFrame(start.dataSet)) break;
    if (!start.dataSet.truncated) return start.slices();
  }
  return slicesIn(await file.load(), file, PIXEL_DATA).slices();
}

function slicesIn(bytes: Buffer, { sopInstanceUid }: SourceFile, before: number) {
  const { meta, dataSet: encoded } = splitPart10(bytes);
  const dataSet = readDataSet(encoded, meta.transferSyntaxUid, { extent: 'start', before });
  return { dataSet, slices: () => readSlices(dataSet, { sopInstanceUid, transferSyntaxUid: meta.transferSyntaxUid }) };
}
