-- When the keys and sessions of the pod were last used, to the minute.
CREATE TABLE key_use (
  key_id  TEXT PRIMARY KEY,
  used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
