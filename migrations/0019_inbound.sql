-- Mail that comes in, and what pods store.

-- What an account's pods have taken of the mail that it may take in on a day (UTC, as a number), some of it in advance.
CREATE TABLE inbound_day (
  account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  day        INTEGER NOT NULL,
  messages   INTEGER NOT NULL,
  bytes      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Bytes that a pod stores, as it reported last, and those of an account's pods together.
CREATE TABLE pod_storage (
  pod_id     TEXT PRIMARY KEY REFERENCES pod (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  bytes      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account_storage (
  account_id TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  bytes      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER pod_storage_added AFTER INSERT ON pod_storage BEGIN
  INSERT INTO account_storage (account_id, bytes) VALUES (NEW.account_id, NEW.bytes)
    ON CONFLICT (account_id) DO UPDATE SET bytes = bytes + excluded.bytes;
END;
CREATE TRIGGER pod_storage_changed AFTER UPDATE OF bytes ON pod_storage BEGIN
  UPDATE account_storage SET bytes = bytes + NEW.bytes - OLD.bytes WHERE account_id = NEW.account_id;
END;
CREATE TRIGGER pod_storage_removed AFTER DELETE ON pod_storage BEGIN
  UPDATE account_storage SET bytes = bytes - OLD.bytes WHERE account_id = OLD.account_id;
END;
