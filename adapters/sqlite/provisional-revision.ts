/** The revision that closing a receiving study would open now. Nothing is written. */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { StudyRegistry } from '../../service/ports/study-registry.js';
import type { Database } from './database.js';
import { readInstances } from './instance-row.js';

export function provisionalRevision(db: Database): StudyRegistry['provisionalRevision'] {
  const receiving = db
    .prepare<[string], number>("SELECT revision FROM studies WHERE study_instance_uid = ? AND state = 'receiving'")
    .pluck();
  const digest = db
    .prepare<[string, number], string>(
      'SELECT input_digest FROM revisions WHERE study_instance_uid = ? AND revision = ?',
    )
    .pluck();
  const read = readInstances(db);
  return db.transaction(
    (study: StudyInstanceUid, now: number, assemble: Parameters<StudyRegistry['provisionalRevision']>[2]) => {
      const newest = receiving.get(study);
      if (newest === undefined) return undefined;
      const { instances } = read(study);
      const assembly = assemble(instances);
      if (digest.get(study, newest) === assembly.inputDigest) return undefined;
      const revision = newest + 1;
      return {
        ...{ studyInstanceUid: study, revision, closedAt: now, state: 'closed' as const },
        ...{ assembly, instances, documents: [], deliveries: [] },
      };
    },
  );
}
