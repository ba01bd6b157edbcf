-- When somebody proved to read the mail of the operator's address: no letter goes there before. The recovery email of an account is
-- proved by signing in with it.
ALTER TABLE account ADD COLUMN operator_confirmed_at INTEGER;

UPDATE account SET operator_confirmed_at = verified_at WHERE verified_at IS NOT NULL AND operator_email = recovery_email;

CREATE TRIGGER operator_signed_in AFTER UPDATE OF verified_at ON account
WHEN NEW.verified_at IS NOT NULL AND NEW.operator_confirmed_at IS NULL AND NEW.operator_email = NEW.recovery_email BEGIN
  UPDATE account SET operator_confirmed_at = NEW.verified_at WHERE id = NEW.id;
END;

-- Links to confirm it that were mailed. Of a token only its SHA-256 is kept.
CREATE TABLE operator_link (
  hash       TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  email      TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX operator_link_of_account ON operator_link (account_id);
CREATE INDEX operator_link_by_end ON operator_link (expires_at);
