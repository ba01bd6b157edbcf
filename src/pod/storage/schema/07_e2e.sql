-- Mail sealed to the agent's keys.

-- Every key the pod was ever told of. `since` is when it first became the pod's own, rather than an address's.
-- `sealed` counts the messages that are stored and sealed to it.
CREATE TABLE e2e_key (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  public_key TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL,
  since      INTEGER,
  sealed     INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX e2e_key_of_pod ON e2e_key (since) WHERE since IS NOT NULL;

-- Who may change the pod's key, and which one it is.
CREATE TABLE e2e_owner (
  one           INTEGER PRIMARY KEY CHECK (one = 1),
  seed_hash     BLOB NOT NULL,
  active        INTEGER NOT NULL REFERENCES e2e_key (seq),
  updated_at    INTEGER NOT NULL,
  failing_since INTEGER NOT NULL DEFAULT 0,
  failures      INTEGER NOT NULL DEFAULT 0
) STRICT;

-- `public_key` is the one an address was claimed with; the pod's next key takes its place. `own_key` stays.
ALTER TABLE address ADD COLUMN own_key TEXT;
ALTER TABLE address ADD COLUMN e2e_enabled INTEGER NOT NULL DEFAULT 0;
UPDATE address SET e2e_enabled = 1 WHERE public_key IS NOT NULL;
INSERT INTO e2e_key (public_key, created_at)
  SELECT DISTINCT public_key, unixepoch() * 1000 FROM address WHERE public_key IS NOT NULL;

-- The key that sealed a message; NULL too where that was before keys were remembered.
ALTER TABLE message ADD COLUMN e2e_key INTEGER REFERENCES e2e_key (seq);
CREATE TRIGGER message_sealed AFTER INSERT ON message WHEN NEW.e2e_key IS NOT NULL BEGIN
  UPDATE e2e_key SET sealed = sealed + 1 WHERE seq = NEW.e2e_key;
END;
CREATE TRIGGER sealed_message_removed AFTER DELETE ON message WHEN OLD.e2e_key IS NOT NULL BEGIN
  UPDATE e2e_key SET sealed = sealed - 1 WHERE seq = OLD.e2e_key;
END;
