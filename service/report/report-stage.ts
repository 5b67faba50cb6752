/**
 * Report. A report job in; the revision's documents out, in the object store. Once committed, the documents are kept and one
 * deliver job a destination is enqueued.
 */

import type { Clock } from '../ports/clock.js';
import { doneUnlessStale, type Stage } from '../ports/stage.js';
import type { StudyRegistry, StudyRevision } from '../ports/study-registry.js';
import type { StudyWorker } from '../ports/study-worker.js';
import type { DocumentRecord } from './document.js';

export interface ReportParts {
  readonly registry: StudyRegistry;
  readonly worker: StudyWorker;
  readonly clock: Clock;
  readonly destinations: readonly string[];
}

export function reportStage({ registry, worker, clock, destinations }: ReportParts): Stage<readonly DocumentRecord[]> {
  return {
    kind: 'report',
    work: (_job, revision, signal) => worker.report(revision, supersededBy(revision, registry), signal),
    commit: (lease, documents) =>
      doneUnlessStale(registry.recordDocuments(lease, documents, destinations, clock.now())),
  };
}

/** The newest earlier revision that has documents: the one a reader may have seen. */
function supersededBy({ studyInstanceUid, revision }: StudyRevision, registry: StudyRegistry) {
  for (let earlier = revision - 1; earlier > 0; earlier--) {
    const candidate = registry.revision(studyInstanceUid, earlier);
    if (candidate && candidate.documents.length > 0) return candidate;
  }
  return undefined;
}
