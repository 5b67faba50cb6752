/** The rows of a study's instances, and the ReceivedInstances they stand for. */
import type { SeriesInstanceUid, SopInstanceUid, StudyInstanceUid } from '../../service/dicom/uid.js';
import type { ReceivedInstance } from '../../service/ports/study-registry.js';
import type { Database } from './database.js';
import { keyOf } from './instance-key.js';
import { parsedOnce } from './parsed-once.js';
import { applyDifference, type SharedHeader } from './shared-header.js';

interface InstanceRow {
  readonly id: number;
  readonly sop_instance_uid: SopInstanceUid;
  readonly series_instance_uid: SeriesInstanceUid;
  readonly pack: string;
  readonly offset: number;
  readonly bytes: number;
  readonly crc32: number;
  readonly received_at: number;
  readonly header: string;
  readonly shared: string;
}

export interface StudyInstances {
  /** In the order they came. */
  readonly instances: readonly ReceivedInstance[];
  /** Id of the last row: "up to this id" names these instances for good. */
  readonly lastId: number;
}

const INSTANCES = `
  SELECT instances.id, sop_instance_uid, series_instance_uid, packs.name AS pack, offset, bytes, crc32, received_at,
    instances.header, series.header AS shared
  FROM series JOIN instances ON instances.series = series.id JOIN packs ON packs.id = instances.pack
  WHERE series.study_instance_uid = ? AND instances.id <= ? ORDER BY instances.id`;

/** Reads the instances of a study, up to an id if one is named. */
export function readInstances(db: Database): (study: StudyInstanceUid, upToId?: number) => StudyInstances {
  const select = db.prepare<[string, number], InstanceRow>(INSTANCES);
  return (study, upToId = Number.MAX_SAFE_INTEGER) => {
    const rows = select.all(study, upToId);
    const sharedOf = parsedOnce<SharedHeader>();
    const instances = rows.map((row) => toReceivedInstance(study, row, sharedOf(row.shared)));
    return { instances, lastId: rows.at(-1)?.id ?? 0 };
  };
}

function toReceivedInstance(study: StudyInstanceUid, row: InstanceRow, shared: SharedHeader): ReceivedInstance {
  const uids = {
    sopInstanceUid: row.sop_instance_uid,
    studyInstanceUid: study,
    seriesInstanceUid: row.series_instance_uid,
  };
  const object = { key: keyOf(row), bytes: row.bytes, crc32: row.crc32 };
  return { ...applyDifference(uids, shared, row.header), object, receivedAt: row.received_at };
}
