-- Domains of accounts' own. Several accounts may have begun with one domain; one has proved that it is its.
CREATE TABLE stack (
  id          TEXT PRIMARY KEY,
  account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  domain      TEXT NOT NULL,
  verified_at INTEGER,
  -- What the last look at the DNS found, as JSON, and when that was.
  seen        TEXT,
  checked_at  INTEGER,
  -- The zone at the DNS provider, its name servers as JSON, and when its mail was routed to this deployment.
  zone_id     TEXT,
  nameservers TEXT,
  routed_at   INTEGER,
  created_at  INTEGER NOT NULL,
  CONSTRAINT stack_of_account UNIQUE (account_id, domain)
) STRICT;

CREATE UNIQUE INDEX one_owner_of_domain ON stack (domain) WHERE verified_at IS NOT NULL;

-- The stack whose domain an address stands at; none for those of the deployment's own.
ALTER TABLE address ADD COLUMN stack_id TEXT REFERENCES stack (id);

CREATE INDEX address_of_stack ON address (stack_id) WHERE stack_id IS NOT NULL;
