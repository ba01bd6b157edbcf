-- Who exists. Times are milliseconds since the epoch, in UTC.

CREATE TABLE account (
  id             TEXT PRIMARY KEY,
  name           TEXT NOT NULL,
  tier           TEXT NOT NULL CHECK (tier IN ('free', 'paid')),
  recovery_email TEXT,
  operator_email TEXT,
  created_at     INTEGER NOT NULL
) STRICT;

-- Every account has one home pod, made with it: the one whose id is the account's.
CREATE TABLE pod (
  id                  TEXT PRIMARY KEY,
  account_id          TEXT NOT NULL REFERENCES account (id),
  name                TEXT,
  slug                TEXT CONSTRAINT pod_slug UNIQUE,
  status              TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
  -- Its data are being removed: for everybody it does not exist any more.
  condemned           INTEGER NOT NULL DEFAULT 0 CHECK (condemned IN (0, 1)),
  requests_per_minute INTEGER CHECK (requests_per_minute > 0),
  requests_per_hour   INTEGER CHECK (requests_per_hour > 0),
  requests_per_day    INTEGER CHECK (requests_per_day > 0),
  cap_daily           INTEGER CHECK (cap_daily > 0),
  cap_weekly          INTEGER CHECK (cap_weekly > 0),
  cap_monthly         INTEGER CHECK (cap_monthly > 0),
  created_at          INTEGER NOT NULL
) STRICT;

CREATE INDEX pod_of_account ON pod (account_id, created_at, id);

-- An account's keys are those of its home pod. Of a key only its SHA-256 is kept.
CREATE TABLE api_key (
  id           TEXT PRIMARY KEY,
  hash         TEXT NOT NULL UNIQUE,
  prefix       TEXT NOT NULL,
  pod_id       TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  status       TEXT NOT NULL CHECK (status IN ('active', 'backup', 'revoked')),
  label        TEXT,
  created_at   INTEGER NOT NULL,
  activated_at INTEGER,
  last_used_at INTEGER
) STRICT;

CREATE INDEX key_of_pod ON api_key (pod_id, created_at, id);
CREATE UNIQUE INDEX one_backup_key ON api_key (pod_id) WHERE status = 'backup';
