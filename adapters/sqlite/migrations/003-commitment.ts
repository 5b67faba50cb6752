/** Storage Commitment in both directions, and what shows that a destination keeps a document. */
export const COMMITMENT = `
-- 'commit' or 'find'; null for as long as a C-STORE response is all there is.
ALTER TABLE deliveries ADD COLUMN proof TEXT;
ALTER TABLE deliveries ADD COLUMN proven_at INTEGER;

-- Peers asked us, and have no report yet.
CREATE TABLE commitment_requests (
  peer TEXT NOT NULL,
  transaction_uid TEXT NOT NULL,
  sop_references TEXT NOT NULL,     -- JSON: SopReference[]
  requested_at INTEGER NOT NULL,
  due_at INTEGER,                   -- null: given up
  attempts INTEGER NOT NULL,
  error_code TEXT,
  error_message TEXT,
  PRIMARY KEY (peer, transaction_uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX commitment_requests_by_time ON commitment_requests (due_at);

-- We asked an archive. They end with their study.
CREATE TABLE commitment_questions (
  transaction_uid TEXT PRIMARY KEY NOT NULL,
  destination TEXT NOT NULL,
  study_instance_uid TEXT NOT NULL,
  revision INTEGER NOT NULL,
  asked_at INTEGER NOT NULL,
  answered_at INTEGER,
  FOREIGN KEY (study_instance_uid, revision) REFERENCES revisions ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX commitment_questions_by_revision ON commitment_questions (study_instance_uid, revision, destination);
`;
