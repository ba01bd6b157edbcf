-- Encrypted seeds that anybody left lie in the bucket; here is what finds them. Those of before stay where they are.

-- `object` is the name in the bucket. `size` is what a seed counts against the deployment's budget. Until somebody who reads the mail of
-- its address confirms it, it ends at `expires_at`; of the token that confirms it the SHA-256 is kept.
ALTER TABLE vault_seed ADD COLUMN object TEXT;
ALTER TABLE vault_seed ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE vault_seed ADD COLUMN expires_at INTEGER;
ALTER TABLE vault_seed ADD COLUMN confirm_hash TEXT;
CREATE INDEX vault_seed_by_end ON vault_seed (expires_at) WHERE expires_at IS NOT NULL;
CREATE UNIQUE INDEX vault_seed_to_confirm ON vault_seed (confirm_hash) WHERE confirm_hash IS NOT NULL;

-- Bytes of all seeds that are not confirmed.
CREATE TABLE unconfirmed_seeds (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  bytes INTEGER NOT NULL
) STRICT;
INSERT INTO unconfirmed_seeds (one, bytes) VALUES (1, 0);

CREATE TRIGGER unconfirmed_seed_added AFTER INSERT ON vault_seed WHEN NEW.expires_at IS NOT NULL BEGIN
  UPDATE unconfirmed_seeds SET bytes = bytes + NEW.size;
END;
CREATE TRIGGER unconfirmed_seed_confirmed AFTER UPDATE OF expires_at ON vault_seed
    WHEN OLD.expires_at IS NOT NULL AND NEW.expires_at IS NULL BEGIN
  UPDATE unconfirmed_seeds SET bytes = bytes - OLD.size;
END;
CREATE TRIGGER unconfirmed_seed_removed AFTER DELETE ON vault_seed WHEN OLD.expires_at IS NOT NULL BEGIN
  UPDATE unconfirmed_seeds SET bytes = bytes - OLD.size;
END;

-- Payments that were not settled are forgotten after a while.
CREATE INDEX payment_failed ON payment (created_at) WHERE state = 'failed';
