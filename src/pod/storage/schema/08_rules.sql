-- Whose mail is taken.

-- `sender` is an address, a domain, `*.` and a domain, or `*`. A rule without an address is the whole pod's.
CREATE TABLE rule (
  seq        INTEGER PRIMARY KEY AUTOINCREMENT,
  id         TEXT NOT NULL UNIQUE,
  address    TEXT REFERENCES address (address),
  sender     TEXT NOT NULL,
  auth       TEXT,
  action     TEXT NOT NULL CHECK (action IN ('allow', 'refuse', 'file')),
  trusting   INTEGER NOT NULL,
  note       TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX rule_once ON rule (coalesce(address, ''), sender, coalesce(auth, ''));

ALTER TABLE address ADD COLUMN accept TEXT NOT NULL DEFAULT 'everyone' CHECK (accept IN ('everyone', 'allowed_only'));
ALTER TABLE address ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
ALTER TABLE message ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;

-- A flood that is filed away must not make the list of the rest slower: each has an order of its own.
DROP INDEX message_in_order;
DROP INDEX message_unread;
CREATE INDEX message_in_order ON message (address, seq) WHERE blocked = 0;
CREATE INDEX message_blocked ON message (address, seq) WHERE blocked = 1;
CREATE INDEX message_unread ON message (address, seq) WHERE read = 0 AND blocked = 0;

DROP TRIGGER message_added;
DROP TRIGGER message_removed;
DROP TRIGGER message_flagged;
CREATE TRIGGER message_added AFTER INSERT ON message WHEN NOT NEW.blocked BEGIN
  UPDATE address SET total = total + 1, unread = unread + 1 - NEW.read WHERE address = NEW.address;
END;
CREATE TRIGGER message_removed AFTER DELETE ON message WHEN NOT OLD.blocked BEGIN
  UPDATE address SET total = total - 1, unread = unread - 1 + OLD.read WHERE address = OLD.address;
END;
CREATE TRIGGER message_flagged AFTER UPDATE OF read ON message WHEN OLD.read <> NEW.read AND NOT NEW.blocked BEGIN
  UPDATE address SET unread = unread + OLD.read - NEW.read WHERE address = NEW.address;
END;
CREATE TRIGGER blocked_message_added AFTER INSERT ON message WHEN NEW.blocked BEGIN
  UPDATE address SET blocked = blocked + 1 WHERE address = NEW.address;
END;
CREATE TRIGGER blocked_message_removed AFTER DELETE ON message WHEN OLD.blocked BEGIN
  UPDATE address SET blocked = blocked - 1 WHERE address = OLD.address;
END;
