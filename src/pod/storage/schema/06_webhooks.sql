-- Webhooks.

-- When it happened; zero for what is older than this step.
ALTER TABLE event ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

-- Without an `address` it is told of all mailboxes. `sealed` is the JSON of its URL and secrets. Nothing is
-- attempted before `not_before`, and nothing at all where there is a `disabled_reason`.
CREATE TABLE webhook (
  seq             INTEGER PRIMARY KEY AUTOINCREMENT,
  id              TEXT NOT NULL UNIQUE,
  address         TEXT,
  events          TEXT NOT NULL,
  sealed          BLOB NOT NULL,
  created_at      INTEGER NOT NULL,
  disabled_reason TEXT,
  failing_since   INTEGER,
  not_before      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- An event that is to be posted, named as the event is. `due_at` is when it is to be attempted next; while an
-- attempt is under way, when it is to be repeated should nobody hear how it ended.
CREATE TABLE delivery (
  webhook      INTEGER NOT NULL REFERENCES webhook (seq) ON DELETE CASCADE,
  event        INTEGER NOT NULL,
  id           TEXT NOT NULL,
  type         TEXT NOT NULL,
  status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
  created_at   INTEGER NOT NULL,
  due_at       INTEGER,
  attempts     INTEGER NOT NULL DEFAULT 0,
  attempted_at INTEGER,
  last_status  INTEGER,
  last_body    TEXT,
  last_error   TEXT,
  PRIMARY KEY (webhook, event),
  CHECK ((status = 'pending') = (due_at IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_due ON delivery (webhook, due_at, event) WHERE due_at IS NOT NULL;
CREATE INDEX delivery_by_time ON delivery (created_at);
