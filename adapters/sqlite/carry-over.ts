/**
 * What a registry knew beside its instances, carried over into one whose instances were recorded anew: revisions, jobs,
 * documents, deliveries, commitments, trace. One commit. A study that has other instances now is receiving again, so that
 * it is closed anew.
 */
import { commit, type Database } from './database.js';

/** Made anew by those who record, or carried over by a statement of their own. */
const NOT_COPIED = ['studies', 'series', 'packs', 'instances', 'trace'] as const;

/** In the order they were made: a table refers to earlier ones only. */
const TABLES = `
  SELECT name FROM old.sqlite_schema
  WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN (${NOT_COPIED.map((name) => `'${name}'`).join()})
  ORDER BY rowid`;

const STUDIES = `
  UPDATE studies SET
    revision = before.revision,
    state = iif(studies.instances = before.instances, before.state, 'receiving')
  FROM old.studies AS before WHERE before.study_instance_uid = studies.study_instance_uid`;

/** Their documents are still at the archives, and are to be known when they come back. */
const STUDIES_WITHOUT_INSTANCES = `
  INSERT INTO studies
  SELECT study_instance_uid, (
      SELECT state FROM old.revisions WHERE revisions.study_instance_uid = before.study_instance_uid
      ORDER BY revision DESC LIMIT 1),
    revision, 0, 0, first_received_at, last_received_at
  FROM old.studies AS before
  WHERE revision > 0 AND study_instance_uid NOT IN (SELECT study_instance_uid FROM studies)`;

/** Instances have other ids now. Those of a revision are the ones that came before it was closed. */
const LAST_INSTANCES = `
  UPDATE revisions SET last_instance_id = ifnull((
    SELECT max(instances.id) FROM series JOIN instances ON instances.series = series.id
    WHERE series.study_instance_uid = revisions.study_instance_uid AND received_at <= closed_at), 0)`;

const FORGET_TRACE = 'DELETE FROM trace WHERE study_instance_uid IN (SELECT study_instance_uid FROM old.studies)';

const TRACE = `
  INSERT INTO trace (study_instance_uid, at, stage, event, reason, message)
  SELECT study_instance_uid, at, stage, event, reason, message FROM old.trace
  WHERE study_instance_uid IN (SELECT study_instance_uid FROM studies) ORDER BY id`;

/** @param oldPath a registry of the same version, sound enough to be read */
export function carryOver(db: Database, oldPath: string): void {
  db.prepare('ATTACH ? AS old').run(oldPath);
  try {
    commit(db, () => {
      db.exec(STUDIES);
      db.exec(STUDIES_WITHOUT_INSTANCES);
      for (const table of db.prepare<[], string>(TABLES).pluck().all()) {
        db.exec(`INSERT INTO main.${table} SELECT * FROM old.${table}`);
      }
      db.exec(LAST_INSTANCES);
      db.exec(FORGET_TRACE);
      db.exec(TRACE);
    })();
  } finally {
    db.exec('DETACH old');
  }
}
