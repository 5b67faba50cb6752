/**
 * Instances in, whose bytes are durable; out, what each was to the registry. Their rows, their studies' counts and the
 * first lines of the trace are one commit. This runs before every C-STORE response: no query reads more than a row.
 */
import type { InstanceIndex } from '../../service/ports/instance-index.js';
import type { StoredInstance } from '../../service/ports/instance-store.js';
import type { ReceivedInstance, RecordOutcome, StudySummary } from '../../service/ports/study-registry.js';
import { commit, type Database } from './database.js';
import { placeOf } from './instance-key.js';
import { packIds } from './pack-ids.js';
import { parsedOnce } from './parsed-once.js';
import { differenceOf, type SharedHeader, sharedHeader } from './shared-header.js';
import { Trace } from './trace.js';

interface SeriesRow {
  readonly id: number;
  readonly header: string;
}

const INSERT = `
  INSERT INTO instances (sop_instance_uid, series, pack, offset, bytes, crc32, received_at, header)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;

/** Nothing happens to a study that is not receiving: it has to be opened first. */
const COUNT = `
  UPDATE studies SET
    instances = instances + 1, series = series + @newSeries,
    first_received_at = min(first_received_at, @at), last_received_at = max(last_received_at, @at)
  WHERE study_instance_uid = @study AND state = 'receiving'`;

export function recordInstances(db: Database): InstanceIndex['record'] {
  const trace = new Trace(db);
  const parseShared = parsedOnce<SharedHeader>();
  const own = db.prepare<[string], 1>('SELECT 1 FROM documents WHERE sop_instance_uid = ?').pluck();
  const known = db.prepare<[string], Omit<StoredInstance, 'key'>>(
    'SELECT bytes, crc32 FROM instances WHERE sop_instance_uid = ?',
  );
  const insert = db.prepare<(string | number)[]>(INSERT);
  const stateOf = db
    .prepare<[string], StudySummary['state']>('SELECT state FROM studies WHERE study_instance_uid = ?')
    .pluck();
  const open = db.prepare<{ study: string; at: number }>(
    "INSERT INTO studies VALUES (@study, 'receiving', 0, 0, 0, @at, @at)",
  );
  const reopen = db.prepare<[string]>("UPDATE studies SET state = 'receiving' WHERE study_instance_uid = ?");
  const count = db.prepare<{ study: string; at: number; newSeries: number }>(COUNT);
  const seriesOf = db.prepare<[string, string], SeriesRow>(
    'SELECT id, header FROM series WHERE study_instance_uid = ? AND series_instance_uid = ?',
  );
  const insertSeries = db.prepare<[string, string, string]>(
    'INSERT INTO series (study_instance_uid, series_instance_uid, header) VALUES (?, ?, ?)',
  );
  const packId = packIds(db);

  /** Makes a study *receiving*. */
  function receiving({ header, receivedAt: at, callingAeTitle }: ReceivedInstance): void {
    const { studyInstanceUid: study } = header;
    const state = stateOf.get(study);
    if (state === undefined) open.run({ study, at });
    else reopen.run(study);
    const event = state === undefined ? 'study.receiving' : 'study.late-instances';
    trace.append(study, { at, stage: 'receive', event, message: `From ${callingAeTitle}.` });
  }

  function store(instance: ReceivedInstance): void {
    const { header, object, receivedAt: at } = instance;
    const { sopInstanceUid, studyInstanceUid: study, seriesInstanceUid } = header;
    const ours = sharedHeader(instance);
    const series = seriesOf.get(study, seriesInstanceUid);
    const counted = { study, at, newSeries: series ? 0 : 1 };
    if (count.run(counted).changes === 0) {
      receiving(instance);
      count.run(counted);
    }
    const seriesId = series?.id ?? insertSeries.run(study, seriesInstanceUid, JSON.stringify(ours)).lastInsertRowid;
    const difference = series ? differenceOf(ours, parseShared(series.header)) : '{}';
    const { pack, offset } = placeOf(object.key);
    const place = [packId(pack, study), offset, object.bytes, object.crc32];
    insert.run(sopInstanceUid, Number(seriesId), ...place, at, difference);
  }

  function record(instance: ReceivedInstance): RecordOutcome {
    const { sopInstanceUid } = instance.header;
    if (own.get(sopInstanceUid)) return 'own-document';
    const before = known.get(sopInstanceUid);
    if (!before) {
      store(instance);
      return 'stored';
    }
    const { bytes, crc32 } = instance.object;
    return before.bytes === bytes && before.crc32 === crc32 ? 'duplicate' : 'conflict';
  }

  return commit(db, (batch) => batch.map(record));
}
