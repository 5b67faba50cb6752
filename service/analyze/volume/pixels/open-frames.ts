/** A stored file in, the bytes of each of its frames out, as they are stored. */
import { readDataSet } from '../../../dicom/data-set-reader.js';
import { splitPart10 } from '../../../dicom/part10.js';
import { namedInstance } from '../named-instance.js';
import type { Slice } from '../slice.js';
import type { SourceFile } from '../source-file.js';
import { type StoredFrames, storedFrames } from './stored-frames.js';

type Matrix = Pick<Slice, 'rows' | 'columns'>;

/** @throws CambiumError `pixels.unreadable`, `instance.unreadable` */
export function framesIn(file: Buffer, { rows, columns }: Matrix): StoredFrames {
  const { meta, dataSet } = splitPart10(file);
  const whole = readDataSet(dataSet, meta.transferSyntaxUid, { extent: 'whole' });
  return storedFrames(whole, { rows, columns, transferSyntaxUid: meta.transferSyntaxUid });
}

/**
 * @param matrix of any slice of the file: all of them have one layout.
 * @throws CambiumError `pixels.unreadable` with the SOP Instance UID; whatever loading the file throws.
 */
export function openFrames(file: SourceFile, matrix: Matrix): Promise<StoredFrames> {
  return namedInstance(file, async () => framesIn(await file.load(), matrix));
}
