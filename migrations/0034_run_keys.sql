-- Runs of agents, on the runners of a pod.

-- Keys for runs: of programs that manage runs ('api'), of runners ('runner') and with which they register ('token'), of runs ('run').
-- Not in `api_key`: whoever has a key there of a home pod is the account. Of a key, only its SHA-256 is kept.
CREATE TABLE run_key (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  prefix     TEXT NOT NULL,
  pod_id     TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  purpose    TEXT NOT NULL CHECK (purpose IN ('api', 'token', 'runner', 'run')),
  label      TEXT,
  -- JSON, as in `api_key`.
  scope      TEXT NOT NULL,
  -- The key of `api_key` or of this table that made it, with which it ends; NULL: the account, or a person.
  made_by    TEXT,
  -- The person who made it, with whom it ends.
  member_id  TEXT REFERENCES member (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- When a token was used. It works for some minutes more, so that its request can be repeated.
  used_at    INTEGER,
  key_number INTEGER NOT NULL
) STRICT;
CREATE INDEX run_key_of_pod ON run_key (pod_id, purpose, created_at, id);

-- The account's name in paths, such as `/api/v1/ext/orgs/{org}/pods`. It is set once.
ALTER TABLE account ADD COLUMN slug TEXT;
CREATE UNIQUE INDEX account_slug ON account (slug);

-- What each run may spend, and what it and the runs below it have spent. It is made with the run's key and outlives it, because charges,
-- holds and refunds of the run count here afterwards, too. `tools` (JSON; the first is the type of agent) and `model` are what the agent
-- uses: each charge is checked against the ceilings as they are then.
CREATE TABLE run_budget (
  run_id     TEXT PRIMARY KEY,
  key_id     TEXT NOT NULL UNIQUE,
  pod_id     TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  cap        INTEGER CHECK (cap > 0),
  spent      INTEGER NOT NULL DEFAULT 0 CONSTRAINT spent_range CHECK (spent BETWEEN 0 AND 9007199254740991),
  tools      TEXT NOT NULL,
  model      TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX run_budget_of_pod ON run_budget (pod_id, created_at);

-- Against whose caps the charges of a run count: its own, that of the run that started it, and so on.
CREATE TABLE run_ancestor (
  run_id      TEXT NOT NULL REFERENCES run_budget (run_id) ON DELETE CASCADE,
  ancestor_id TEXT NOT NULL,
  PRIMARY KEY (run_id, ancestor_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_descendant ON run_ancestor (ancestor_id);

-- The run whose key made the charge or asked for it.
ALTER TABLE charge ADD COLUMN run_id TEXT;
ALTER TABLE approval ADD COLUMN run_id TEXT;
ALTER TABLE ledger ADD COLUMN run_id TEXT;
CREATE INDEX approval_of_run ON approval (pod_id, run_id) WHERE status = 'pending' AND run_id IS NOT NULL;
