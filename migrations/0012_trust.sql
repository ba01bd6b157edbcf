-- What trust is reckoned from, beside what was used and who proved what.

-- What an account did in a day: beside the requests that were taken, emails sent, and addresses at which they were refused for good.
ALTER TABLE request_quota RENAME TO account_day;
ALTER TABLE account_day ADD COLUMN emails INTEGER NOT NULL DEFAULT 0;
ALTER TABLE account_day ADD COLUMN returned INTEGER NOT NULL DEFAULT 0;

-- How many doings accounts have told of, by how they ended. A doing counts on the day (UTC, as a number) on which it was told.
CREATE TABLE told (
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  day        INTEGER NOT NULL,
  succeeded  INTEGER NOT NULL,
  failed     INTEGER NOT NULL,
  denied     INTEGER NOT NULL,
  PRIMARY KEY (account_id, day)
) STRICT, WITHOUT ROWID;

-- Doings with an id: told twice, one counts once. Of the id a hash is kept, for as long as a doing may be told; `request_id` is the
-- request that told it first.
CREATE TABLE told_event (
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  event      TEXT NOT NULL,
  day        INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (account_id, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX told_event_by_age ON told_event (account_id, day);
