/** What the documents of a revision are made from: everything their bytes depend on. */
import type { Findings } from '../analyze/findings.js';
import type { Config } from '../config.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { CodeTable } from './codes.js';
import type { DocumentTime } from './document-time.js';
import type { DocumentUids } from './document-uids.js';
import type { SourceHeader } from './source-header.js';

export interface DocumentSubject {
  readonly revision: StudyRevision;
  /** The reported revision that this one supersedes. */
  readonly previous: StudyRevision | undefined;
  readonly findings: Findings;
  readonly config: Config['report'];
  readonly codes: CodeTable;
  /** Of the product. */
  readonly version: string;
}

/** With what follows from it. */
export interface PreparedSubject extends DocumentSubject {
  readonly source: SourceHeader;
  readonly time: DocumentTime;
  readonly uids: DocumentUids;
}
