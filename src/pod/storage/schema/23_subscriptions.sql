-- When the feed's address was made; zero for one that is older than this step.
ALTER TABLE calendar ADD COLUMN token_since INTEGER NOT NULL DEFAULT 0;

-- In a home pod: when it asks the directory which of its account's pods have yet to end their subscriptions.
CREATE TABLE revocation_retry (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  due_at   INTEGER NOT NULL,
  attempts INTEGER NOT NULL
) STRICT;
