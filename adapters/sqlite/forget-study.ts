/** Lets a study go: every row that names it, in one commit. What is on the disk beside the registry is the caller's. */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { InstanceIndex } from '../../service/ports/instance-index.js';
import { commit, type Database } from './database.js';

/** Those that are referred to come after those that refer to them. */
const DELETIONS = [
  'DELETE FROM deliveries WHERE sop_instance_uid IN (SELECT sop_instance_uid FROM documents WHERE study_instance_uid = ?)',
  'DELETE FROM documents WHERE study_instance_uid = ?',
  'DELETE FROM jobs WHERE study_instance_uid = ?',
  'DELETE FROM revisions WHERE study_instance_uid = ?',
  'DELETE FROM trace WHERE study_instance_uid = ?',
  'DELETE FROM instances WHERE series IN (SELECT id FROM series WHERE study_instance_uid = ?)',
  'DELETE FROM series WHERE study_instance_uid = ?',
] as const;

export function forgetStudy(db: Database): InstanceIndex['forget'] {
  const deletions = DELETIONS.map((sql) => db.prepare<[string]>(sql));
  const packs = db.prepare<[string], string>('DELETE FROM packs WHERE study_instance_uid = ? RETURNING name').pluck();
  const last = db.prepare<[string]>('DELETE FROM studies WHERE study_instance_uid = ?');
  return commit(db, (study: StudyInstanceUid) => {
    for (const deletion of deletions) deletion.run(study);
    const names = packs.all(study);
    last.run(study);
    return names;
  });
}
