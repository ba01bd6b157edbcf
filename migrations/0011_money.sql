-- Money, in atomic USDC. Every statement that spends holds its own condition, and what belongs together is one batch.

-- What an account says of its spending. An account without a row has no caps.
CREATE TABLE budget (
  account_id          TEXT PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  cap_daily           INTEGER CHECK (cap_daily > 0),
  cap_weekly          INTEGER CHECK (cap_weekly > 0),
  cap_monthly         INTEGER CHECK (cap_monthly > 0),
  on_limit            TEXT NOT NULL DEFAULT 'reject' CHECK (on_limit IN ('reject', 'approve')),
  single_tx_limit     INTEGER CHECK (single_tx_limit > 0),
  allow_self_approval INTEGER NOT NULL DEFAULT 0 CHECK (allow_self_approval IN (0, 1)),
  approval_ttl        INTEGER NOT NULL DEFAULT 86400000 CHECK (approval_ttl > 0),
  CONSTRAINT caps_grow CHECK (
    coalesce(cap_daily, 0) <= coalesce(cap_weekly, cap_monthly, 9007199254740991)
    AND max(coalesce(cap_daily, 0), coalesce(cap_weekly, 0)) <= coalesce(cap_monthly, 9007199254740991))
) STRICT;

-- JSON arrays of what a pod may spend on, and whom it may pay; null: anything, anybody.
ALTER TABLE pod ADD COLUMN allowed_categories TEXT;
ALTER TABLE pod ADD COLUMN allowed_payees TEXT;

-- What was spent, and what is held for being spent. `requested` is what was asked for; `amount` what it came to. `booking` is the
-- entry of the ledger by which it was spent. A hold that is past `expires_at` has expired, whatever `status` says.
CREATE TABLE charge (
  id           TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES account (id),
  pod_id       TEXT NOT NULL,
  requested    INTEGER NOT NULL CHECK (requested > 0),
  amount       INTEGER NOT NULL CHECK (amount > 0 AND amount <= requested),
  refunded     INTEGER NOT NULL DEFAULT 0,
  status       TEXT NOT NULL CHECK (status IN ('completed', 'held', 'released')),
  category     TEXT NOT NULL,
  description  TEXT,
  reference_id TEXT,
  payee        TEXT,
  metadata     TEXT,
  approval_id  TEXT UNIQUE,
  booking      TEXT UNIQUE,
  booked_at    INTEGER,
  created_at   INTEGER NOT NULL,
  expires_at   INTEGER,
  CONSTRAINT refund_within CHECK (refunded BETWEEN 0 AND amount),
  CHECK ((status = 'completed') = (booking IS NOT NULL)),
  CHECK ((status = 'completed') = (booked_at IS NOT NULL)),
  CHECK (status = 'completed' OR expires_at IS NOT NULL)
) STRICT;

CREATE INDEX charge_held ON charge (account_id, expires_at) WHERE status = 'held';

CREATE TABLE refund (
  id          TEXT PRIMARY KEY,
  charge_id   TEXT NOT NULL REFERENCES charge (id),
  amount      INTEGER NOT NULL CHECK (amount > 0),
  reason      TEXT,
  refunded_by TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;

-- The account's book ('account:' and its id) and the pod's ('pod:' and its id) each have every movement once, so that they can be
-- held against each other. Rows are only ever added. A movement counts in the periods of `counts_at`.
CREATE TABLE ledger (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL,
  book         TEXT NOT NULL,
  pod_id       TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('charge', 'refund')),
  charge_id    TEXT NOT NULL,
  approval_id  TEXT,
  amount       INTEGER NOT NULL CHECK (amount <> 0),
  category     TEXT NOT NULL,
  description  TEXT,
  reference_id TEXT,
  payee        TEXT,
  at           INTEGER NOT NULL,
  counts_at    INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX ledger_entry ON ledger (id, book);
CREATE INDEX ledger_in_order ON ledger (book, at, seq);

-- What each book has come to in each period.
CREATE TABLE spent (
  book   TEXT NOT NULL,
  period TEXT NOT NULL CHECK (period IN ('daily', 'weekly', 'monthly')),
  start  INTEGER NOT NULL,
  amount INTEGER NOT NULL CONSTRAINT spent_range CHECK (amount BETWEEN 0 AND 9007199254740991),
  PRIMARY KEY (book, period, start)
) STRICT, WITHOUT ROWID;

-- Charges that wait for the account to decide. `hold_for` are the milliseconds for which to hold it; null: it is spent at once.
CREATE TABLE approval (
  id            TEXT PRIMARY KEY,
  account_id    TEXT NOT NULL REFERENCES account (id),
  pod_id        TEXT NOT NULL,
  amount        INTEGER NOT NULL CHECK (amount > 0),
  hold_for      INTEGER,
  category      TEXT NOT NULL,
  description   TEXT,
  reference_id  TEXT,
  payee         TEXT,
  metadata      TEXT,
  exceeded      TEXT NOT NULL,
  status        TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'approved', 'rejected', 'expired')),
  requested_by  TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  resolved_at   INTEGER,
  resolved_by   TEXT,
  reason        TEXT,
  charge_id     TEXT UNIQUE,
  CHECK ((status = 'approved') = (charge_id IS NOT NULL))
) STRICT;

CREATE INDEX approval_pending ON approval (account_id, expires_at) WHERE status = 'pending';
CREATE INDEX approval_of_account ON approval (account_id, created_at, id);
CREATE INDEX approval_of_account_as ON approval (account_id, status, created_at, id);
CREATE INDEX approval_of_pod ON approval (pod_id, created_at, id);
CREATE INDEX approval_of_pod_as ON approval (pod_id, status, created_at, id);

-- What was done under an `Idempotency-Key`: written in the batch that does it, so that it is done once however often it is sent.
CREATE TABLE money_key (
  pod_id      TEXT NOT NULL,
  key         TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  charge_id   TEXT,
  approval_id TEXT,
  refund_id   TEXT,
  at          INTEGER NOT NULL,
  PRIMARY KEY (pod_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX money_key_by_age ON money_key (pod_id, at);

-- What each pod has used in each day (UTC, as a number since the epoch). Of requests the shares that it took in advance, less what it
-- is known to have left over.
CREATE TABLE usage (
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  day        INTEGER NOT NULL,
  pod_id     TEXT NOT NULL,
  requests   INTEGER NOT NULL DEFAULT 0,
  emails     INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (account_id, day, pod_id)
) STRICT, WITHOUT ROWID;
