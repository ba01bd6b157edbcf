-- OAuth 2.1: what people have given clients. Of codes, tokens and device codes only the SHA-256 is kept.

-- What a person has given a client in one pod. It begins when the person agrees; `refresh_hash` is NULL until the client has used its code.
CREATE TABLE oauth_grant (
  id             TEXT PRIMARY KEY,
  account_id     TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  pod_id         TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  member_id      TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  -- The SHA-256 of the client's id, and what the person was shown of the client: JSON.
  client_hash    TEXT NOT NULL,
  client         TEXT NOT NULL,
  -- For which of the deployment's resources its tokens are.
  resource       TEXT NOT NULL CHECK (resource IN ('api', 'mcp')),
  -- JSON, as in `api_key`.
  scope          TEXT NOT NULL,
  -- NULL for a device.
  redirect_uri   TEXT,
  code_challenge TEXT,
  -- It stays when the code was used, so that a second use is seen.
  code_hash      TEXT,
  refresh_hash   TEXT,
  -- The refresh token before, and when it was replaced.
  previous_hash  TEXT,
  rotated_at     INTEGER,
  -- The number of the master key that tagged the refresh token.
  key_number     INTEGER NOT NULL,
  created_at     INTEGER NOT NULL,
  -- The end of the code, and later that of the refresh token.
  expires_at     INTEGER NOT NULL
) STRICT;
CREATE INDEX oauth_grant_of_member ON oauth_grant (member_id, created_at, id);
CREATE INDEX oauth_grant_of_account ON oauth_grant (account_id, created_at, id);
CREATE INDEX oauth_grant_of_pod ON oauth_grant (pod_id);
CREATE INDEX oauth_grant_by_end ON oauth_grant (expires_at);

-- Access tokens.
CREATE TABLE oauth_token (
  hash       TEXT PRIMARY KEY,
  grant_id   TEXT NOT NULL REFERENCES oauth_grant (id) ON DELETE CASCADE,
  -- As in `oauth_grant`, or less.
  scope      TEXT NOT NULL,
  key_number INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_token_of_grant ON oauth_token (grant_id, created_at, hash);
CREATE INDEX oauth_token_by_end ON oauth_token (expires_at);

-- The authorization requests for which people were sent a link to sign in: sealed, by the hash of the link's token.
CREATE TABLE oauth_request (
  link_hash  TEXT PRIMARY KEY,
  sealed     TEXT NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX oauth_request_by_end ON oauth_request (expires_at);

-- Requests of devices (RFC 8628).
CREATE TABLE oauth_device (
  id          TEXT PRIMARY KEY,
  hash        TEXT NOT NULL,
  user_code   TEXT NOT NULL UNIQUE,
  client_hash TEXT NOT NULL,
  -- The authorization request, sealed.
  sealed      TEXT NOT NULL,
  status      TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'denied')),
  grant_id    TEXT REFERENCES oauth_grant (id) ON DELETE CASCADE,
  -- Seconds between two polls.
  interval    INTEGER NOT NULL,
  polled_at   INTEGER,
  hurried     INTEGER NOT NULL DEFAULT 0,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL
) STRICT;
CREATE INDEX oauth_device_by_end ON oauth_device (expires_at);
CREATE INDEX oauth_device_of_grant ON oauth_device (grant_id) WHERE grant_id IS NOT NULL;

-- A pod that is deleted has no clients any more, also if it comes back.
CREATE TRIGGER oauth_grant_pod_deleted AFTER UPDATE OF deleted_at, condemned ON pod
WHEN NEW.deleted_at IS NOT NULL OR NEW.condemned = 1 BEGIN
  DELETE FROM oauth_grant WHERE pod_id = NEW.id;
END;
