/**
 * An instance in, whose bytes are durable; out, what it was to the registry. Its row, its study's counts and the first
 * lines of the trace are one commit. This runs once for every C-STORE, before its answer: no query reads more than a row.
 */
import type {
  ReceivedInstance,
  RecordOutcome,
  StudyRegistry,
  StudySummary,
} from '../../service/ports/study-registry.js';
import { commit, type Database } from './database.js';
import type { JobTransitions } from './job-transitions.js';

interface StudyRow {
  readonly study: string;
  readonly series: string;
  readonly at: number;
}

const COUNT = `
  INSERT INTO studies VALUES (@study, 'receiving', 0, 1, 1, @at, @at)
  ON CONFLICT DO UPDATE SET
    state = 'receiving',
    instances = instances + 1,
    series = series + NOT EXISTS (
      SELECT 1 FROM instances WHERE study_instance_uid = @study AND series_instance_uid = @series),
    last_received_at = max(last_received_at, @at)`;

const INSERT = `
  INSERT INTO instances (
    sop_instance_uid, study_instance_uid, series_instance_uid, object_key, digest, bytes, calling_ae_title, received_at, header)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function recordInstance(db: Database, { trace }: JobTransitions): StudyRegistry['recordInstance'] {
  const own = db.prepare<[string], 1>('SELECT 1 FROM documents WHERE sop_instance_uid = ?').pluck();
  const known = db.prepare<[string], string>('SELECT digest FROM instances WHERE sop_instance_uid = ?').pluck();
  const before = db
    .prepare<[string], StudySummary['state']>('SELECT state FROM studies WHERE study_instance_uid = ?')
    .pluck();
  const count = db.prepare<StudyRow>(COUNT);
  const insert = db.prepare<(string | number)[]>(INSERT);

  function store({ header, object, callingAeTitle, receivedAt: at }: ReceivedInstance): void {
    const { studyInstanceUid: study, seriesInstanceUid: series } = header;
    const state = before.get(study);
    count.run({ study, series, at });
    const { key, digest, bytes } = object;
    insert.run(header.sopInstanceUid, study, series, key, digest, bytes, callingAeTitle, at, JSON.stringify(header));
    if (state === 'receiving') return;
    const event = state === undefined ? 'study.receiving' : 'study.late-instances';
    trace.append(study, { at, stage: 'receive', event, message: `From ${callingAeTitle}.` });
  }

  return commit(db, (instance): RecordOutcome => {
    const { sopInstanceUid } = instance.header;
    if (own.get(sopInstanceUid)) return 'own-document';
    const digest = known.get(sopInstanceUid);
    if (digest !== undefined) return digest === instance.object.digest ? 'duplicate' : 'conflict';
    store(instance);
    return 'stored';
  });
}
