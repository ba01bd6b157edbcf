-- What was paid by x402, in atomic USDC. The row is there before the facilitator is asked, so that a payment is settled once.
-- claimed: it is being checked. settling: it is to be settled, and may be. settled: it is. failed: it was not settled, for `reason`.
-- `id` names the payer's nonce on its chain. `bound` is what it is for: caller, operation and body. `price` was asked for, `amount` is what
-- it moves. Who works on it is its `holder`, until `lease`. `result` is what the payer got. A settled row without `tx_hash` is one that the facilitator
-- did not name, or of which it said later only that the nonce was used.
CREATE TABLE payment (
  id         TEXT PRIMARY KEY,
  bound      TEXT NOT NULL,
  route      TEXT NOT NULL,
  account_id TEXT,
  pod_id     TEXT,
  network    TEXT NOT NULL,
  payer      TEXT NOT NULL,
  price      INTEGER NOT NULL CHECK (price > 0),
  amount     INTEGER NOT NULL CHECK (amount >= price),
  state      TEXT NOT NULL CHECK (state IN ('claimed', 'settling', 'settled', 'failed')),
  holder     TEXT NOT NULL,
  lease      INTEGER NOT NULL,
  reason     TEXT,
  tx_hash    TEXT,
  result     TEXT,
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  CHECK ((state = 'settled') = (settled_at IS NOT NULL)),
  CHECK (result IS NULL OR state = 'settled')
) STRICT;

CREATE INDEX payment_of_account ON payment (account_id, settled_at) WHERE state = 'settled';
CREATE INDEX payment_in_order ON payment (settled_at) WHERE state = 'settled';
CREATE INDEX payment_left ON payment (lease) WHERE state = 'claimed';

-- What the deployment took, in the columns of `ledger`: both can be read as one.
CREATE VIEW income AS
SELECT id, 'deployment' AS book, pod_id, 'income' AS kind, NULL AS charge_id, NULL AS approval_id, amount, 'x402' AS category,
  route AS description, tx_hash AS reference_id, 'deployment' AS payee, settled_at AS at, settled_at AS counts_at
FROM payment WHERE state = 'settled';
