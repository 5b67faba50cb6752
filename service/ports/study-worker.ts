/**
 * StudyWorker. The two stages that are heavy or run native code, away from the process that receives. One request at a
 * time; the second waits. If the worker's process dies, the request in work rejects with `analysis.process-crashed` and
 * the next one starts a fresh process.
 */
import type { Findings } from '../analyze/findings.js';
import type { DocumentRecord } from '../report/document.js';
import type { StudyRevision } from './study-registry.js';

/** Where the work stands: `decode`, 120 of 300. For progress on a terminal and for the demo's walk. */
export type ProgressListener = (step: string, done: number, total: number) => void;

export interface StudyWorker {
  /** Called when a request is likely to come: gets ready for it in the background. Costs nothing where that is done already. */
  warm(): void;
  /** Measures the revision's used series. Key images are in the object store when it resolves. Rejects with a registered error. */
  analyze(revision: StudyRevision, signal: AbortSignal, progress?: ProgressListener): Promise<Findings>;
  /**
   * Makes the documents of a revision that has findings; they are in the object store when it resolves. The same revision
   * gives the same bytes. `previous` is the reported revision that this one supersedes, if there is one.
   */
  report(
    revision: StudyRevision,
    previous: StudyRevision | undefined,
    signal: AbortSignal,
  ): Promise<readonly DocumentRecord[]>;
  /** Ends the process; a second call does nothing. */
  dispose(): Promise<void>;
}
