-- Credentials that agents ask their operator for.

-- Of the device code, which the agent holds, only its SHA-256 and a public key that follows from it are kept. `hurried` is whether
-- the last poll came before its time; `resolved_by` is the request that decided.
CREATE TABLE credential_request (
  id              TEXT PRIMARY KEY,
  device_hash     TEXT NOT NULL UNIQUE,
  device_prefix   TEXT NOT NULL,
  public_key      TEXT NOT NULL,
  user_code       TEXT NOT NULL,
  account_id      TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  pod_id          TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  credential_type TEXT NOT NULL,
  service_name    TEXT NOT NULL,
  description     TEXT,
  status          TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied')),
  vault_key       TEXT,
  attempts        INTEGER NOT NULL DEFAULT 0,
  resolved_by     TEXT,
  interval        INTEGER NOT NULL,
  polled_at       INTEGER,
  hurried         INTEGER NOT NULL DEFAULT 0,
  created_at      INTEGER NOT NULL,
  expires_at      INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX credential_request_code ON credential_request (account_id, user_code);
CREATE INDEX credential_request_pending ON credential_request (account_id, expires_at) WHERE status = 'pending';
CREATE INDEX credential_request_of_pod ON credential_request (pod_id);
CREATE INDEX credential_request_end ON credential_request (expires_at);

-- Sealed to the request's public key. Whoever takes it deletes it.
CREATE TABLE credential_value (
  request_id TEXT PRIMARY KEY REFERENCES credential_request (id) ON DELETE CASCADE,
  ephemeral  TEXT NOT NULL,
  sealed     TEXT NOT NULL,
  until      INTEGER NOT NULL
) STRICT;

CREATE INDEX credential_value_end ON credential_value (until);
