/** The tables of the registry and the queue. Headers, decisions and findings are JSON: written once, read whole. */
export const REGISTRY = `
-- One row a study: the worklist and the quiet time, without reading its instances.
CREATE TABLE studies (
  study_instance_uid TEXT PRIMARY KEY NOT NULL,
  state TEXT NOT NULL,              -- 'receiving', or that of the newest revision
  revision INTEGER NOT NULL,        -- newest revision, 0 before the first
  instances INTEGER NOT NULL,
  series INTEGER NOT NULL,
  first_received_at INTEGER NOT NULL,
  last_received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX studies_by_state ON studies (state, last_received_at);
CREATE INDEX studies_by_time ON studies (last_received_at);

-- AUTOINCREMENT: ids rise and are never used again, so "up to this id" names the instances of a revision for good.
CREATE TABLE instances (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  sop_instance_uid TEXT NOT NULL UNIQUE,
  study_instance_uid TEXT NOT NULL REFERENCES studies,
  series_instance_uid TEXT NOT NULL,
  object_key TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  calling_ae_title TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  header TEXT NOT NULL              -- InstanceHeader: no patient attribute
) STRICT;
CREATE INDEX instances_by_series ON instances (study_instance_uid, series_instance_uid);

CREATE TABLE revisions (
  study_instance_uid TEXT NOT NULL REFERENCES studies,
  revision INTEGER NOT NULL,
  closed_at INTEGER NOT NULL,
  last_instance_id INTEGER NOT NULL,
  state TEXT NOT NULL,
  input_digest TEXT NOT NULL,
  assembly TEXT NOT NULL,
  findings TEXT,
  PRIMARY KEY (study_instance_uid, revision)
) STRICT;

CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  study_instance_uid TEXT NOT NULL,
  revision INTEGER NOT NULL,
  destination TEXT,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  crashes INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  lease_token TEXT,
  lease_ends_at INTEGER,
  error_code TEXT,
  error_message TEXT,
  FOREIGN KEY (study_instance_uid, revision) REFERENCES revisions
) STRICT;
-- A revision is analysed and reported once, and delivered once to a destination.
CREATE UNIQUE INDEX jobs_once ON jobs (study_instance_uid, revision, kind, ifnull(destination, ''));
CREATE INDEX jobs_by_turn ON jobs (kind, state, priority, id);
CREATE INDEX jobs_by_state ON jobs (state);

CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  sop_instance_uid TEXT NOT NULL UNIQUE,
  study_instance_uid TEXT NOT NULL,
  revision INTEGER NOT NULL,
  kind TEXT NOT NULL,
  sop_class_uid TEXT NOT NULL,
  series_instance_uid TEXT NOT NULL,
  transfer_syntax_uid TEXT NOT NULL,
  object_key TEXT NOT NULL,
  FOREIGN KEY (study_instance_uid, revision) REFERENCES revisions
) STRICT;
CREATE INDEX documents_by_revision ON documents (study_instance_uid, revision);

-- The last outcome of a document at a destination; earlier ones stand in the trace.
CREATE TABLE deliveries (
  sop_instance_uid TEXT NOT NULL REFERENCES documents (sop_instance_uid),
  destination TEXT NOT NULL,
  status INTEGER,
  error_code TEXT,
  error_message TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (sop_instance_uid, destination)
) STRICT, WITHOUT ROWID;

CREATE TABLE trace (
  id INTEGER PRIMARY KEY,
  study_instance_uid TEXT NOT NULL REFERENCES studies,
  at INTEGER NOT NULL,
  stage TEXT NOT NULL,
  event TEXT NOT NULL,
  reason TEXT,
  message TEXT
) STRICT;
CREATE INDEX trace_by_study ON trace (study_instance_uid);
`;
