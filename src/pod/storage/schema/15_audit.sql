-- What was done in the pod. Nothing here is ever changed or removed; each hash covers the one before.

CREATE TABLE audit (
  seq        INTEGER PRIMARY KEY,
  at         INTEGER NOT NULL,
  action     TEXT NOT NULL,
  subject    TEXT NOT NULL,
  key_prefix TEXT,
  request_id TEXT,
  hash       BLOB NOT NULL
) STRICT;
CREATE INDEX audit_of_action ON audit (action, seq);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
CREATE TRIGGER audit_is_not_shortened BEFORE DELETE ON audit BEGIN
  SELECT RAISE(ABORT, 'the audit log is append-only');
END;
