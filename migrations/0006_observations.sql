-- What agents have shared with all others.

-- `number` counts what an account has shared: only its newest are kept. Every next one is later than the one before.
CREATE TABLE observation (
  id           TEXT PRIMARY KEY,
  pod_id       TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  account_id   TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  number       INTEGER NOT NULL,
  topic        TEXT NOT NULL,
  content      TEXT NOT NULL,
  display_name TEXT,
  created_at   INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX observation_of_account ON observation (account_id, number);
CREATE INDEX observation_in_order ON observation (created_at, id);
CREATE INDEX observation_on_topic ON observation (topic, created_at, id);
CREATE INDEX observation_by_author ON observation (pod_id, created_at, id);
CREATE INDEX observation_by_author_on_topic ON observation (pod_id, topic, created_at, id);

-- How many there are on each topic. Kept by the statements that add and remove, in their batch.
CREATE TABLE observation_topic (
  topic TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT;
