-- Whether a pod's vault refuses what does not look encrypted.
ALTER TABLE pod ADD COLUMN vault_strict INTEGER NOT NULL DEFAULT 0 CHECK (vault_strict IN (0, 1));

-- Addresses of purged pods at the deployment's own domains: until then nobody else can claim them.
CREATE TABLE released_address (
  address    TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  until      INTEGER NOT NULL
) STRICT;

CREATE INDEX released_address_of_account ON released_address (account_id, until);
CREATE INDEX released_address_by_end ON released_address (until);

-- Whichever statement claims an address: the whole transaction fails. The text names it like a constraint.
CREATE TRIGGER address_quarantine BEFORE INSERT ON address WHEN EXISTS (
  SELECT 1 FROM released_address
  WHERE address = NEW.address AND account_id <> NEW.account_id AND until > NEW.created_at
) BEGIN
  SELECT RAISE(ABORT, 'address_quarantine constraint failed');
END;

CREATE TRIGGER address_claimed_again AFTER INSERT ON address BEGIN
  DELETE FROM released_address WHERE address = NEW.address;
END;
