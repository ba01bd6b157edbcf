-- What was paid to the deployment is in the ledger, in the book 'deployment': the entry is made as the payment is settled, and bears its
-- id. Nobody but the deployment has part in it, so it has no charge.
DROP VIEW income;
DROP INDEX payment_of_account;
DROP INDEX payment_in_order;

CREATE TABLE entry (
  seq          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL,
  book         TEXT NOT NULL,
  pod_id       TEXT,
  kind         TEXT NOT NULL CHECK (kind IN ('charge', 'refund', 'income')),
  charge_id    TEXT,
  approval_id  TEXT,
  amount       INTEGER NOT NULL CHECK (amount <> 0),
  category     TEXT NOT NULL,
  description  TEXT,
  reference_id TEXT,
  payee        TEXT,
  at           INTEGER NOT NULL,
  counts_at    INTEGER NOT NULL,
  CHECK ((kind = 'income') = (book = 'deployment')),
  CHECK (kind = 'income' OR pod_id IS NOT NULL AND charge_id IS NOT NULL)
) STRICT;
INSERT INTO entry SELECT * FROM ledger;
INSERT INTO entry (id, book, pod_id, kind, amount, category, description, reference_id, at, counts_at)
SELECT id, 'deployment', pod_id, 'income', amount, 'x402', route, tx_hash, settled_at, settled_at
FROM payment WHERE state = 'settled' ORDER BY settled_at;
DROP TABLE ledger;
ALTER TABLE entry RENAME TO ledger;
CREATE UNIQUE INDEX ledger_entry ON ledger (id, book);
CREATE INDEX ledger_in_order ON ledger (book, at, seq);

CREATE TRIGGER payment_settled AFTER UPDATE OF state ON payment WHEN NEW.state = 'settled' AND OLD.state <> 'settled' BEGIN
  INSERT INTO ledger (id, book, pod_id, kind, amount, category, description, reference_id, at, counts_at)
  VALUES (NEW.id, 'deployment', NEW.pod_id, 'income', NEW.amount, 'x402', NEW.route, NEW.tx_hash, NEW.settled_at, NEW.settled_at);
END;
