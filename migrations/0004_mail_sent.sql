-- Mail that an account's pods have sent in the present day and hour (UTC, as numbers since the epoch).

CREATE TABLE mail_sent (
  account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  day        INTEGER NOT NULL,
  in_day     INTEGER NOT NULL,
  hour       INTEGER NOT NULL,
  in_hour    INTEGER NOT NULL
) STRICT;
