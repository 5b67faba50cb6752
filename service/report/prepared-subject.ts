/** The subject of a revision's documents with what follows from it: the source's attributes, the time, the UIDs. */
import type { DocumentSubject } from './document-subject.js';
import type { DocumentTime } from './document-time.js';
import type { DocumentUids } from './document-uids.js';
import type { SourceHeader } from './source-header.js';

export interface PreparedSubject extends DocumentSubject {
  readonly source: SourceHeader;
  readonly time: DocumentTime;
  readonly uids: DocumentUids;
}
