/** Ids of packs by name. A pack that is new gets a row; the caller's commit keeps it. */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { Database } from './database.js';

/** A pack that was sealed before anything in it was indexed gets its study now. */
const INSERT = `
  INSERT INTO packs (name, study_instance_uid) VALUES (?, ?)
  ON CONFLICT (name) DO UPDATE SET study_instance_uid = excluded.study_instance_uid WHERE study_instance_uid IS NULL
  RETURNING id`;

export function packIds(db: Database): (name: string, study: StudyInstanceUid) => number {
  const select = db
    .prepare<[string, string], number>('SELECT id FROM packs WHERE name = ? AND study_instance_uid = ?')
    .pluck();
  const insert = db.prepare<[string, string], number>(INSERT).pluck();
  return (name, study) => {
    const id = select.get(name, study) ?? insert.get(name, study);
    if (id === undefined) throw new CambiumError('internal.fault', `Pack ${name} holds another study than ${study}.`);
    return id;
  };
}
