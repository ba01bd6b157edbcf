-- Replies to be given again.

CREATE TABLE given_reply (
  key         TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  since       INTEGER NOT NULL,
  reply       BLOB
) STRICT;
CREATE INDEX given_reply_by_time ON given_reply (since);
CREATE INDEX given_reply_under_way ON given_reply (key) WHERE reply IS NULL;
