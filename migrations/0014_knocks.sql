-- Requests without a key, counted in spans of time: by the network that they come from, and by the email address that they name. Of both
-- only hashes are kept. The checks make the limits part of the transaction that does what is asked for.
CREATE TABLE knock (
  who        TEXT NOT NULL,
  by_network INTEGER NOT NULL,
  door       TEXT NOT NULL,
  span       INTEGER NOT NULL,
  ends_at    INTEGER NOT NULL,
  count      INTEGER NOT NULL,
  allowed    INTEGER NOT NULL,
  PRIMARY KEY (who, door, span),
  CONSTRAINT knock_limit_of_network CHECK (NOT by_network OR count <= allowed),
  CONSTRAINT knock_limit_of_email CHECK (by_network OR count <= allowed)
) STRICT;

CREATE INDEX knock_by_end ON knock (ends_at);

DROP TABLE account_creation;
DROP TABLE recovery_attempt;
DROP TABLE sign_in_request;
