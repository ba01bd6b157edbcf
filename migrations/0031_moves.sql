-- Jobs that move the inboxes of a deleted environment into another one of its account. `actor` is JSON: who asked for it, for the audit
-- logs of both. A job outlives its pods; the latest finished ones of an account stay.
CREATE TABLE move_job (
  id         TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  from_pod   TEXT NOT NULL,
  to_pod     TEXT NOT NULL,
  status     TEXT NOT NULL CHECK (status IN ('running', 'done', 'failed')),
  moved      INTEGER NOT NULL DEFAULT 0,
  total      INTEGER,
  error      TEXT,
  actor      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX move_job_from ON move_job (from_pod) WHERE status = 'running';
CREATE INDEX move_job_to ON move_job (to_pod) WHERE status = 'running';
CREATE INDEX move_job_of_account ON move_job (account_id, created_at);
