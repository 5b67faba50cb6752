/** SourceFile: a stored Part 10 file that is read when it is needed, so that a series never lies in memory as a whole. */
import type { SopInstanceUid } from '../../dicom/uid.js';

export interface SourceFile {
  readonly sopInstanceUid: SopInstanceUid;
  /** The first `length` bytes; all of them if there are fewer. */
  head(length: number): Promise<Buffer>;
  /** All bytes. */
  load(): Promise<Buffer>;
}
