-- Mail that goes out.

-- `item` is the JSON of the message in lists, but for what changes. `detail`, sealed, is the JSON of the whole
-- message, continued in `outgoing_rest`. `due_at` is when it is to be attempted next, if at all.
CREATE TABLE outgoing (
  seq         INTEGER PRIMARY KEY AUTOINCREMENT,
  id          TEXT NOT NULL UNIQUE,
  address     TEXT NOT NULL REFERENCES address (address),
  message_id  TEXT NOT NULL UNIQUE,
  thread_id   TEXT NOT NULL,
  client_id   TEXT UNIQUE,
  fingerprint TEXT,
  status      TEXT NOT NULL
    CHECK (status IN ('pending_review', 'scheduled', 'pending', 'sent', 'failed', 'cancelled', 'rejected')),
  queued_at   INTEGER NOT NULL,
  due_at      INTEGER,
  attempts    INTEGER NOT NULL DEFAULT 0,
  sent_at     INTEGER,
  error       TEXT,
  item        TEXT NOT NULL,
  detail      BLOB NOT NULL
) STRICT;

CREATE INDEX outgoing_by_status ON outgoing (status, seq);
CREATE INDEX outgoing_due ON outgoing (due_at) WHERE due_at IS NOT NULL AND status IN ('scheduled', 'pending');
CREATE INDEX outgoing_of_thread ON outgoing (thread_id, seq);

CREATE TABLE outgoing_rest (
  seq   INTEGER NOT NULL REFERENCES outgoing (seq) ON DELETE CASCADE,
  piece INTEGER NOT NULL,
  data  BLOB NOT NULL,
  PRIMARY KEY (seq, piece)
) STRICT, WITHOUT ROWID;

-- Everybody a message goes to, hidden recipients included, and how far it has come.
CREATE TABLE recipient (
  seq         INTEGER NOT NULL REFERENCES outgoing (seq) ON DELETE CASCADE,
  address     TEXT NOT NULL,
  status      TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  error       TEXT,
  provider_id TEXT,
  PRIMARY KEY (seq, address)
) STRICT, WITHOUT ROWID;

-- What recipients' servers refused for good, to stop those who send to lists that nobody asked for.
CREATE TABLE bounce (
  at      INTEGER NOT NULL,
  address TEXT NOT NULL,
  PRIMARY KEY (at, address)
) STRICT, WITHOUT ROWID;
