-- What is counted across pods.

-- Accounts made from one network address in one hour. The check makes the limit part of the transaction
-- that makes the account.
CREATE TABLE account_creation (
  ip_hash TEXT NOT NULL,
  hour    INTEGER NOT NULL,
  count   INTEGER NOT NULL,
  allowed INTEGER NOT NULL,
  PRIMARY KEY (ip_hash, hour),
  CONSTRAINT account_creation_limit CHECK (count <= allowed)
) STRICT;

-- Requests of an account's daily allowance that its pods have taken, some in advance.
CREATE TABLE request_quota (
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  day        INTEGER NOT NULL,
  taken      INTEGER NOT NULL,
  PRIMARY KEY (account_id, day)
) STRICT;
