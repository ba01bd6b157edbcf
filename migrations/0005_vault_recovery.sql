-- Seeds that their owners encrypted, to be had again by whoever reads the mail of an address. Of addresses only a keyed hash
-- is kept: whom the mail goes to, the request says.

-- Left by anybody, without an account.
CREATE TABLE vault_seed (
  id             TEXT PRIMARY KEY,
  email_hash     TEXT NOT NULL,
  encrypted_seed TEXT NOT NULL,
  created_at     INTEGER NOT NULL
) STRICT;

CREATE INDEX vault_seed_of_email ON vault_seed (email_hash, created_at);

-- An account's own.
CREATE TABLE vault_recovery (
  account_id     TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  email_hash     TEXT NOT NULL,
  encrypted_seed TEXT NOT NULL,
  version        INTEGER NOT NULL,
  stored_at      INTEGER NOT NULL
) STRICT;

CREATE INDEX vault_recovery_of_email ON vault_recovery (email_hash);

-- Links that were mailed and not yet followed.
CREATE TABLE recovery_link (
  hash       TEXT PRIMARY KEY,
  email_hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX recovery_link_by_end ON recovery_link (expires_at);

-- How often something was asked for an address in one span of time. The check makes the limit part of the transaction.
CREATE TABLE recovery_attempt (
  email_hash TEXT NOT NULL,
  what       TEXT NOT NULL,
  span       INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  allowed    INTEGER NOT NULL,
  PRIMARY KEY (email_hash, what, span),
  CONSTRAINT recovery_attempt_limit CHECK (count <= allowed)
) STRICT;

CREATE INDEX recovery_attempt_by_end ON recovery_attempt (ends_at);
