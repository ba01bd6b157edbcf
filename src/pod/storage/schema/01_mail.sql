-- Mail.

CREATE TABLE address (
  address    TEXT PRIMARY KEY,
  public_key TEXT,
  total      INTEGER NOT NULL DEFAULT 0,
  unread     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- `item` is the JSON of the message in lists, but for its flags. `detail`, sealed, is the JSON of what reading it
-- adds; what does not fit into a row continues in `detail_rest`. `parts`, sealed, says where in the raw message
-- its attachments lie.
CREATE TABLE message (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  address       TEXT NOT NULL REFERENCES address (address),
  message_id    TEXT NOT NULL,
  thread_id     TEXT NOT NULL,
  sender        TEXT NOT NULL,
  sender_domain TEXT NOT NULL,
  received_at   INTEGER NOT NULL,
  read          INTEGER NOT NULL DEFAULT 0,
  archived      INTEGER NOT NULL DEFAULT 0,
  blob          TEXT NOT NULL,
  blob_size     INTEGER NOT NULL,
  item          TEXT NOT NULL,
  parts         BLOB,
  detail        BLOB NOT NULL,
  UNIQUE (address, message_id)
) STRICT;

CREATE INDEX message_in_order ON message (address, seq);
CREATE INDEX message_by_time ON message (address, received_at, seq);
CREATE INDEX message_unread ON message (address, seq) WHERE read = 0;
CREATE INDEX message_of_thread ON message (thread_id, seq);
CREATE INDEX message_from ON message (address, sender, seq);
CREATE INDEX message_from_domain ON message (address, sender_domain, seq);

CREATE TABLE detail_rest (
  seq   INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
  piece INTEGER NOT NULL,
  data  BLOB NOT NULL,
  PRIMARY KEY (seq, piece)
) STRICT, WITHOUT ROWID;

-- Which conversation each message belongs to, those included that are only known from references to them.
CREATE TABLE thread_member (
  message_id TEXT PRIMARY KEY,
  thread_id  TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_member_of ON thread_member (thread_id);

-- Counted where rows change, so that no list has to count.
CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
  UPDATE address SET total = total + 1, unread = unread + 1 - NEW.read WHERE address = NEW.address;
END;
CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
  UPDATE address SET total = total - 1, unread = unread - 1 + OLD.read WHERE address = OLD.address;
END;
CREATE TRIGGER message_flagged AFTER UPDATE OF read ON message WHEN OLD.read <> NEW.read BEGIN
  UPDATE address SET unread = unread + OLD.read - NEW.read WHERE address = NEW.address;
END;

-- Names of blobs that no message holds: about to be stored, or to be removed.
CREATE TABLE loose_blob (
  name  TEXT PRIMARY KEY,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
