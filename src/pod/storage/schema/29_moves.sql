-- Inboxes that move into another pod or from one.

-- The job that moves the address here or away. While there is one, only the directory says which pod has the address.
ALTER TABLE address ADD COLUMN move_job TEXT;
CREATE INDEX address_moving ON address (move_job) WHERE move_job IS NOT NULL;

-- Jobs that move inboxes into this pod. `stage` is under way, and in it all up to `after` is done; `after_id` is the same for what has no
-- number. `stored` is JSON: the numbers of outgoing messages that are stored here and that the other pod can delete. `failures` counts those
-- since the last progress. `error` is why the job is being undone.
CREATE TABLE move_in (
  job      TEXT PRIMARY KEY,
  stage    INTEGER NOT NULL DEFAULT 0,
  after    INTEGER NOT NULL DEFAULT 0,
  after_id TEXT NOT NULL DEFAULT '',
  received INTEGER NOT NULL DEFAULT 0,
  moved    INTEGER NOT NULL DEFAULT 0,
  stored   TEXT NOT NULL DEFAULT '[]',
  failures INTEGER NOT NULL DEFAULT 0,
  error    TEXT
) STRICT, WITHOUT ROWID;
