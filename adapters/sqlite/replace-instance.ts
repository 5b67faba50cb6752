/** The new place of an instance whose bytes were damaged where they lay: same content, another record, one commit. */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import { CambiumError } from '../../service/errors/registry.js';
import type { InstanceIndex } from '../../service/ports/instance-index.js';
import { commit, type Database } from './database.js';
import { placeOf } from './instance-key.js';
import { packIds } from './pack-ids.js';

const STUDY = 'SELECT study_instance_uid FROM instances JOIN series ON series.id = series WHERE sop_instance_uid = ?';
const MOVE = 'UPDATE instances SET pack = ?, offset = ? WHERE sop_instance_uid = ?';

export function replaceInstance(db: Database): InstanceIndex['replace'] {
  const studyOf = db.prepare<[string], StudyInstanceUid>(STUDY).pluck();
  const move = db.prepare<[number, number, string]>(MOVE);
  const packId = packIds(db);
  return commit(db, (sopInstanceUid, { key }) => {
    const study = studyOf.get(sopInstanceUid);
    if (study === undefined) throw new CambiumError('internal.fault', `Instance ${sopInstanceUid} is not indexed.`);
    const { pack, offset } = placeOf(key);
    move.run(packId(pack, study), offset, sopInstanceUid);
  });
}
