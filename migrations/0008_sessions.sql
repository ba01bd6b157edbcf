-- People who signed in. Of a token only its SHA-256 is kept.
CREATE TABLE session (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX session_of_account ON session (account_id, created_at, id);
CREATE INDEX session_by_end ON session (expires_at);

-- Links that were asked for and not yet used. Those without an account went to nobody: asking takes as long for every
-- address.
CREATE TABLE sign_in_link (
  hash       TEXT PRIMARY KEY,
  account_id TEXT REFERENCES account (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_link_by_end ON sign_in_link (expires_at);

-- Links asked for in an hour, by the hash of the address.
CREATE TABLE sign_in_request (
  email_hash TEXT NOT NULL,
  hour       INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  PRIMARY KEY (email_hash, hour)
) STRICT;

CREATE INDEX account_by_recovery_email ON account (recovery_email) WHERE recovery_email IS NOT NULL;
