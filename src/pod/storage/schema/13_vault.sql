-- The vault. What is kept there is encrypted by its owner and lies outside, each version under a name of its own.

-- `given` is the number that was given to a version last. A deleted key can be undeleted for a day, even if there is
-- a new one of the same name by then.
CREATE TABLE vault_key (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL,
  given          INTEGER NOT NULL,
  latest_version INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  last_read_at   INTEGER,
  deleted_at     INTEGER
) STRICT;
CREATE UNIQUE INDEX vault_key_by_name ON vault_key (name) WHERE deleted_at IS NULL;
CREATE INDEX vault_key_deleted ON vault_key (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE vault_version (
  key        INTEGER NOT NULL REFERENCES vault_key (id) ON DELETE CASCADE,
  version    INTEGER NOT NULL,
  value      TEXT NOT NULL,
  metadata   TEXT,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (key, version)
) STRICT, WITHOUT ROWID;

-- Names of values that no version holds: about to be stored, or to be removed.
CREATE TABLE loose_value (
  name  TEXT PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER vault_version_removed AFTER DELETE ON vault_version BEGIN
  INSERT INTO loose_value (name, since) VALUES (OLD.value, 0);
END;
