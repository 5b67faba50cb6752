/**
 * InstanceIndex on SQLite. Instances are recorded through a connection of their own, whose commits do not wait for the disk;
 * everything else here, on the registry's connection, is on disk when it returns, and so is what was recorded before it:
 * both append to one log, and a sync of the log reaches back to its beginning (sqlite.org/wal.html, "Performance
 * Considerations").
 */
import type { StudyInstanceUid } from '../../service/dicom/uid.js';
import type { IndexedInstance, InstanceIndex } from '../../service/ports/instance-index.js';
import type { StoredInstance } from '../../service/ports/instance-store.js';
import { commit, type Database, openBeside } from './database.js';
import { forgetStudy } from './forget-study.js';
import { IdleCheckpoint } from './idle-checkpoint.js';
import { type InstancePlace, keyOf } from './instance-key.js';
import { recordInstances } from './record-instances.js';
import { replaceInstance } from './replace-instance.js';

/** The index and the connection it records through. */
export interface SqliteInstanceIndex extends InstanceIndex {
  /** Before the registry's own connection is closed. */
  close(): void;
}

type StoredRow = Omit<StoredInstance, 'key'> & InstancePlace;
type IndexedRow = Omit<IndexedInstance, 'key'> & InstancePlace;

const KNOWN = `
  SELECT packs.name AS pack, offset, bytes, crc32
  FROM instances JOIN packs ON packs.id = instances.pack WHERE sop_instance_uid = ?`;

/** By way of the study: an index of thirty million rows for a look at one pack would not be worth its size. */
const IN_PACK = `
  SELECT packs.name AS pack, offset, series.study_instance_uid AS studyInstanceUid, sop_instance_uid AS sopInstanceUid
  FROM packs JOIN series USING (study_instance_uid) JOIN instances ON instances.series = series.id
  WHERE packs.name = ? AND instances.pack = packs.id ORDER BY offset`;

const SEAL = 'INSERT INTO packs (name, sealed) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET sealed = 1';

const EXPIRED = `
  SELECT study_instance_uid FROM studies
  WHERE state <> 'receiving' AND last_received_at < @before AND NOT EXISTS (
    SELECT 1 FROM jobs
    WHERE jobs.study_instance_uid = studies.study_instance_uid AND jobs.state IN ('ready', 'leased', 'parked'))
  ORDER BY last_received_at`;

export function createInstanceIndex(db: Database): SqliteInstanceIndex {
  const quick = openBeside(db);
  const checkpoint = new IdleCheckpoint(quick);
  const record = recordInstances(quick);
  const own = quick.prepare<[string], 1>('SELECT 1 FROM documents WHERE sop_instance_uid = ?').pluck();
  const known = quick.prepare<[string], StoredRow>(KNOWN);
  const inPack = db.prepare<[string], IndexedRow>(IN_PACK);
  const seal = db.prepare<[string]>(SEAL);
  const sealed = db.prepare<[string], 1>('SELECT 1 FROM packs WHERE name = ? AND sealed = 1').pluck();
  const expired = db.prepare<{ before: number }, StudyInstanceUid>(EXPIRED).pluck();

  return {
    known: (uid) => (own.get(uid) ? 'own-document' : toStored(known.get(uid))),
    record(batch) {
      checkpoint.postpone();
      return record(batch);
    },
    // Not by the quick one: were it lost with the power, the damaged record would count again.
    replace: replaceInstance(db),
    packSealed: commit(db, (pack) => void seal.run(pack)),
    unsealed: (packs) => packs.filter((pack) => sealed.get(pack) === undefined),
    inPack: (pack) => inPack.all(pack).map(toIndexed),
    expired: (before) => expired.all({ before }),
    forget: forgetStudy(db),
    close() {
      checkpoint.stop();
      quick.close();
    },
  };
}

function toStored(row: StoredRow | undefined): StoredInstance | undefined {
  return row && { key: keyOf(row), bytes: row.bytes, crc32: row.crc32 };
}

function toIndexed({ studyInstanceUid, sopInstanceUid, ...place }: IndexedRow): IndexedInstance {
  return { key: keyOf(place), studyInstanceUid, sopInstanceUid };
}
