-- Which pod a mail address leads to.

CREATE TABLE address (
  address    TEXT PRIMARY KEY,
  pod_id     TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  account_id TEXT NOT NULL REFERENCES account (id),
  public_key TEXT,
  created_at INTEGER NOT NULL
) STRICT;

CREATE INDEX address_of_pod ON address (pod_id, created_at, address);
CREATE INDEX address_of_account ON address (account_id);
