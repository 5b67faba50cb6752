/** What the documents of a revision are made from: everything their bytes depend on, but for the header of the source. */
import type { Findings } from '../analyze/findings.js';
import type { Config } from '../config.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { CodeTable } from './codes.js';

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
