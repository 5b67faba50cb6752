/** StudyWorker in the process that asks: what the analysis process runs, and what a test may run without one. */
import type { Findings } from '../analyze/findings.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { ProgressListener, StudyWorker } from '../ports/study-worker.js';
import type { DocumentRecord } from '../report/document.js';

export interface StudyWork {
  /** What makes the first study as fast as those that follow. */
  rehearse?(): Promise<void>;
  analyze(revision: StudyRevision, signal: AbortSignal, progress?: ProgressListener): Promise<Findings>;
  report(revision: StudyRevision, previous: StudyRevision | undefined): Promise<readonly DocumentRecord[]>;
}

const NEVER = new AbortController().signal;

export function createLocalStudyWorker(work: StudyWork): StudyWorker {
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(signal: AbortSignal, request: () => Promise<T>): Promise<T> => {
    const answer = turn.then(() => {
      signal.throwIfAborted();
      return request();
    });
    turn = answer.catch(() => undefined);
    return answer;
  };
  let rehearsed = false;
  return {
    warm() {
      if (rehearsed || !work.rehearse) return;
      rehearsed = true;
      // What fails here fails a study as well, which tells of it.
      inTurn(NEVER, work.rehearse).catch(() => undefined);
    },
    analyze: (revision, signal, progress) => inTurn(signal, () => work.analyze(revision, signal, progress)),
    report: (revision, previous, signal) => inTurn(signal, () => work.report(revision, previous)),
    dispose: async () => undefined,
  };
}
