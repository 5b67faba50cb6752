/** SourceFile: a stored Part 10 file that is read when it is needed, so that a series never lies in memory as a whole. */
import type { SopInstanceUid } from '../../dicom/uid.js';
import type { FileExtent } from '../../ports/file-extent.js';

export interface SourceFile {
  readonly sopInstanceUid: SopInstanceUid;
  /** The first `length` bytes; all of them if there are fewer. */
  head(length: number): Promise<Buffer>;
  /** All bytes. */
  load(): Promise<Buffer>;
  /** Where they lie, if other threads can read them there. */
  locate?(): Promise<FileExtent | undefined>;
}
