/** StudyRegistry on SQLite: every method is one commit, jobs included, since they lie in the same database. */
import type { StudyRegistry, StudySummary } from '../../service/ports/study-registry.js';
import { closeQuietStudies } from './close-quiet-studies.js';
import type { Database } from './database.js';
import { JobTransitions } from './job-transitions.js';
import { provisionalRevision } from './provisional-revision.js';
import { readRevision } from './read-revision.js';
import { recordDelivery, recordDocuments, recordFindings } from './record-results.js';

const WORKLIST_LIMIT = 100;

export function createStudyRegistry(db: Database): StudyRegistry {
  const jobs = new JobTransitions(db);
  return {
    closeQuietStudies: closeQuietStudies(db, jobs),
    provisionalRevision: provisionalRevision(db),
    revision: readRevision(db),
    recordFindings: recordFindings(db, jobs),
    recordDocuments: recordDocuments(db, jobs),
    recordDelivery: recordDelivery(db, jobs),
    studies: studies(db),
    trace: (study) => jobs.trace.read(study),
  };
}

/** Receiving studies are few and sorted as they are read; the settled ones come from an index, already in order. */
function studies(db: Database): StudyRegistry['studies'] {
  const select = (where: string) =>
    db.prepare<unknown[], StudySummary>(
      `SELECT study_instance_uid AS studyInstanceUid, state, revision, instances, series,
         first_received_at AS firstReceivedAt, last_received_at AS lastReceivedAt
       FROM studies WHERE ${where} ORDER BY last_received_at DESC LIMIT @limit`,
    );
  const receiving = select("state = 'receiving'");
  const settled = select("state <> 'receiving'");
  const settledAs = select("state <> 'receiving' AND state = @state");
  return db.transaction(({ state, limit = WORKLIST_LIMIT }) => {
    if (state === 'receiving') return receiving.all({ limit });
    if (state !== undefined) return settledAs.all({ state, limit });
    const newest = [...receiving.all({ limit }), ...settled.all({ limit })];
    return newest.sort((a, b) => b.lastReceivedAt - a.lastReceivedAt).slice(0, limit);
  });
}
