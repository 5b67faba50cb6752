/** A document of ours: made once, stored, then delivered. The same UID always means the same bytes. */
import type { SopInstanceUid } from '../dicom/uid.js';
import type { ObjectKey } from '../ports/object-store.js';

export type DocumentKind = 'sr' | 'sc';

export interface DocumentRecord {
  readonly kind: DocumentKind;
  readonly sopClassUid: string;
  readonly sopInstanceUid: SopInstanceUid;
  readonly seriesInstanceUid: string;
  readonly transferSyntaxUid: string;
  /** A Part 10 file. */
  readonly object: ObjectKey;
}
