-- Domains are looked at again and again: whether their proof is still there, and whether their mail still comes here.

-- When the MX records were last found to lead here; NULL while they lead elsewhere, or nobody has looked.
ALTER TABLE stack ADD COLUMN mx_at INTEGER;
-- When to look next; NULL for a domain that nothing depends on.
ALTER TABLE stack ADD COLUMN next_check_at INTEGER;
-- On how many days in a row the proof was surely missing, and when that was last counted.
ALTER TABLE stack ADD COLUMN missing_days INTEGER NOT NULL DEFAULT 0;
ALTER TABLE stack ADD COLUMN missing_at INTEGER;
-- Since when this account proves a domain that another one has.
ALTER TABLE stack ADD COLUMN claimed_at INTEGER;

-- What was proved keeps its mail inside until somebody has looked.
UPDATE stack SET next_check_at = 0, mx_at = verified_at WHERE verified_at IS NOT NULL;
-- The worker of before may prove one while this migration has run and its successor does not: such a domain has no time yet.
CREATE INDEX stack_by_next_check ON stack (coalesce(next_check_at, 0))
  WHERE next_check_at IS NOT NULL OR verified_at IS NOT NULL;

-- Letters about domains, until they are handed to the outbox.
CREATE TABLE domain_letter (
  seq          INTEGER PRIMARY KEY,
  account_id   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  domain       TEXT NOT NULL,
  kind         TEXT NOT NULL CHECK (kind IN ('claimed', 'contested', 'won', 'lost', 'missing', 'lapsed')),
  created_at   INTEGER NOT NULL,
  -- Whoever is writing it has until then.
  leased_until INTEGER NOT NULL DEFAULT 0
) STRICT;
