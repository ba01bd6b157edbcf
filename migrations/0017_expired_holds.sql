-- A hold that is past its time has the status 'expired': whoever counts holds writes that down first, since the next one's clock may be
-- behind. A check is changed with its table, and refunds point to it.
CREATE TABLE charge_with_expired (
  id           TEXT PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES account (id),
  pod_id       TEXT NOT NULL,
  requested    INTEGER NOT NULL CHECK (requested > 0),
  amount       INTEGER NOT NULL CHECK (amount > 0 AND amount <= requested),
  refunded     INTEGER NOT NULL DEFAULT 0,
  status       TEXT NOT NULL CHECK (status IN ('completed', 'held', 'released', 'expired')),
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
INSERT INTO charge_with_expired SELECT * FROM charge;
CREATE TABLE refund_kept AS SELECT * FROM refund;
DROP TABLE refund;
DROP TABLE charge;
ALTER TABLE charge_with_expired RENAME TO charge;
CREATE INDEX charge_held ON charge (account_id, expires_at) WHERE status = 'held';
CREATE TABLE refund (
  id          TEXT PRIMARY KEY,
  charge_id   TEXT NOT NULL REFERENCES charge (id),
  amount      INTEGER NOT NULL CHECK (amount > 0),
  reason      TEXT,
  refunded_by TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT;
INSERT INTO refund SELECT * FROM refund_kept;
DROP TABLE refund_kept;
