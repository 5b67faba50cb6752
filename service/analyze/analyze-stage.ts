/**
 * Analyze. An analyze job in; findings out, a result for every measure of every pack. Once committed, the findings are kept
 * and the report job is enqueued. The measuring itself happens in the worker's process.
 */

import type { Clock } from '../ports/clock.js';
import { doneUnlessStale, type Stage } from '../ports/stage.js';
import type { StudyRegistry } from '../ports/study-registry.js';
import type { StudyWorker } from '../ports/study-worker.js';
import type { Findings } from './findings.js';

export interface AnalyzeParts {
  readonly registry: StudyRegistry;
  readonly worker: StudyWorker;
  readonly clock: Clock;
}

export function analyzeStage({ registry, worker, clock }: AnalyzeParts): Stage<Findings> {
  return {
    kind: 'analyze',
    work: (_job, revision, signal) => worker.analyze(revision, signal),
    commit: (lease, findings) => doneUnlessStale(registry.recordFindings(lease, findings, clock.now())),
  };
}
