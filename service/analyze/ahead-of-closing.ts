/**
 * AheadOfClosing: a StudyWorker that can begin an analysis before its study is closed. Its findings are given to the analyze
 * job if the study is then closed with the same decisions over the same slices, and forgotten if not: until the job commits
 * them, nobody is told and nothing rests on them.
 *
 * One analysis at a time, and only while nothing is asked for. A request that comes meanwhile waits for its end, as for any other.
 */
import type { StudyInstanceUid } from '../dicom/uid.js';
import type { StudyRevision } from '../ports/study-registry.js';
import type { ProgressListener, StudyWorker } from '../ports/study-worker.js';
import type { Findings } from './findings.js';

interface Begun {
  readonly revision: StudyRevision;
  readonly findings: Promise<Findings>;
  readonly abort: AbortController;
}

/** More studies than this are hardly silent at a time; findings that nobody asked for give way. */
const MOST_KEPT = 32;

export class AheadOfClosing implements StudyWorker {
  readonly #begun = new Map<StudyInstanceUid, Begun>();
  #inWork = 0;

  constructor(readonly worker: StudyWorker) {}

  /** Nothing is in work. */
  get idle(): boolean {
    return this.#inWork === 0;
  }

  /** To be called while it is idle. @param revision as the study would be closed now */
  begin(revision: StudyRevision): void {
    const abort = new AbortController();
    const findings = this.#counted(this.worker.analyze(revision, abort.signal));
    // The job that asks for it does it again, and tells what fails then.
    findings.catch(() => undefined);
    const [longest] = this.#begun.keys();
    if (this.#begun.size >= MOST_KEPT) this.#begun.delete(longest);
    this.#begun.set(revision.studyInstanceUid, { revision, findings, abort });
  }

  /** An instance has come: the study will not be closed as it was. */
  forget(studyInstanceUid: StudyInstanceUid): void {
    this.#taken(studyInstanceUid)?.abort.abort(new Error('An instance came after it had begun.'));
  }

  warm(): void {
    this.worker.warm();
  }

  async analyze(revision: StudyRevision, signal: AbortSignal, progress?: ProgressListener): Promise<Findings> {
    const begun = this.#taken(revision.studyInstanceUid);
    if (begun && isSame(begun.revision, revision)) {
      const findings = await findingsOf(begun, signal);
      if (findings) return findings;
    }
    return await this.#counted(this.worker.analyze(revision, signal, progress));
  }

  report(...request: Parameters<StudyWorker['report']>): ReturnType<StudyWorker['report']> {
    return this.#counted(this.worker.report(...request));
  }

  dispose(): Promise<void> {
    return this.worker.dispose();
  }

  #taken(studyInstanceUid: StudyInstanceUid): Begun | undefined {
    const begun = this.#begun.get(studyInstanceUid);
    this.#begun.delete(studyInstanceUid);
    return begun;
  }

  #counted<Result>(work: Promise<Result>): Promise<Result> {
    this.#inWork++;
    return work.finally(() => {
      this.#inWork--;
    });
  }
}

/** The digest in an assembly is over the slices, with the CRC of each. One may have been read from JSON, the other not. */
function isSame(begun: StudyRevision, asked: StudyRevision): boolean {
  return JSON.stringify(begun.assembly) === JSON.stringify(asked.assembly);
}

/** Undefined if it failed. @throws the signal's reason, and ends the analysis */
async function findingsOf({ findings, abort }: Begun, signal: AbortSignal): Promise<Findings | undefined> {
  const onAbort = () => abort.abort(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  const found = await findings.catch(() => undefined);
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  return found;
}
