/** Instances in packs. There are thirty million of them in a large archive, so a row holds nothing that its series knows. */
export const PACKS = `
DROP TABLE instances;

-- What the first instance of a series said of itself and most others repeat, see shared-header.ts.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  study_instance_uid TEXT NOT NULL REFERENCES studies,
  series_instance_uid TEXT NOT NULL,
  header TEXT NOT NULL,
  UNIQUE (study_instance_uid, series_instance_uid)
) STRICT;

-- A pack holds instances of one study. Without one: a pack that was sealed with nothing in it that is indexed.
CREATE TABLE packs (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  study_instance_uid TEXT REFERENCES studies,
  sealed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX packs_by_study ON packs (study_instance_uid);

-- Without AUTOINCREMENT, which writes a page more a commit: "up to this id" still names the instances of a revision for
-- good, since an id is given again only when no higher one is left, and a study is forgotten whole, its revisions too.
-- \`pack\` is no declared reference: SQLite would look for rows of a deleted pack in the whole table.
CREATE TABLE instances (
  id INTEGER PRIMARY KEY,
  sop_instance_uid TEXT NOT NULL UNIQUE,
  series INTEGER NOT NULL REFERENCES series,
  pack INTEGER NOT NULL,
  offset INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  crc32 INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  header TEXT NOT NULL              -- only where it differs from that of the series
) STRICT;
CREATE INDEX instances_by_series ON instances (series);

-- A receiving study changes with every instance, and there are few of them: its time is in no index, which spares two
-- pages a commit. Settled ones are found by their time, all or those of a state.
DROP INDEX studies_by_state;
DROP INDEX studies_by_time;
CREATE INDEX studies_receiving ON studies (state) WHERE state = 'receiving';
CREATE INDEX studies_settled ON studies (last_received_at) WHERE state <> 'receiving';
CREATE INDEX studies_settled_by_state ON studies (state, last_received_at) WHERE state <> 'receiving';
`;
