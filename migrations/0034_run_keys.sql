-- Runs of agents, on the runners of a pod.

-- Keys for runs: of programs that manage runs ('api'), of runners ('runner') and with which they register ('token'), of runs ('run').
-- Not in `api_key`: whoever has a key there of a home pod is the account. Of a key, only its SHA-256 is kept.
CREATE TABLE run_key (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  prefix     TEXT NOT NULL,
  pod_id     TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('api', 'token', 'runner', 'run')),
  label      TEXT,
  -- JSON, as in `api_key`.
  scope      TEXT NOT NULL,
  -- The key of `api_key` or of this table that made it, with which it ends; NULL: the account, or a person.
  made_by    TEXT,
  -- The person who made it, with whom it ends.
  member_id  TEXT REFERENCES member (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- When a token was used. It works for some minutes more, so that its request can be repeated.
  used_at    INTEGER,
  key_number INTEGER NOT NULL
) STRICT;
CREATE INDEX run_key_of_pod ON run_key (pod_id, purpose, created_at, id);

-- The account's name in paths, such as `/api/v1/ext/orgs/{org}/pods`. It is set once.
ALTER TABLE account ADD COLUMN slug TEXT;
CREATE UNIQUE INDEX account_slug ON account (slug);
