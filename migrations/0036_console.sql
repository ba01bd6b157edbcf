-- Links in emails to the operator, with which one approval can be decided, once. They stop working when the account has another operator
-- email, and are deleted some days after the approval's time.
CREATE TABLE decision_link (
  id          TEXT PRIMARY KEY,
  hash        TEXT NOT NULL UNIQUE,
  approval_id TEXT NOT NULL REFERENCES approval (id) ON DELETE CASCADE,
  account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  -- The operator email that it was sent to.
  email       TEXT NOT NULL
) STRICT;
CREATE INDEX decision_link_of_approval ON decision_link (approval_id);
CREATE INDEX decision_link_of_account ON decision_link (account_id);

-- Sessions of the operator of the deployment.
CREATE TABLE operator_session (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  -- Of the ADMIN_TOKEN that it was exchanged for: the session ends when the deployment gets another one.
  admin_hash TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX operator_session_by_expiry ON operator_session (expires_at);

-- The operator's list of accounts, the newest first.
CREATE INDEX account_by_age ON account (created_at, id);

-- Replies with errors, by hour and code: how many, and the newest one's id.
CREATE TABLE error_count (
  hour       INTEGER NOT NULL,
  code       TEXT NOT NULL,
  count      INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  request_id TEXT NOT NULL,
  PRIMARY KEY (hour, code)
) STRICT, WITHOUT ROWID;

-- Browsers that get notifications (Web Push, RFC 8030) when something waits for a person's decision.
CREATE TABLE push_subscription (
  id         TEXT PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  member_id  TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  -- The session that added it last.
  session_id TEXT NOT NULL,
  -- Where the push service takes messages. Whoever knows it can send nothing without the deployment's key, but it names a browser.
  endpoint   TEXT NOT NULL,
  -- The browser's public key (P-256, base64url) and its authentication secret (RFC 8291).
  p256dh     TEXT NOT NULL,
  auth       TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  CONSTRAINT push_endpoint UNIQUE (member_id, endpoint)
) STRICT;
CREATE INDEX push_subscription_of_account ON push_subscription (account_id);
CREATE INDEX push_subscription_of_session ON push_subscription (session_id);
-- It ends with the session, unless that has only expired: a person who comes back every day keeps the notifications.
CREATE TRIGGER session_ended AFTER DELETE ON session WHEN OLD.expires_at > unixepoch() * 1000 BEGIN
  DELETE FROM push_subscription WHERE session_id = OLD.id;
END;
