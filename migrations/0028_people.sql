-- The people of an account. One of its owners has the account's recovery email: triggers keep both the same, also for workers of the
-- version before.
CREATE TABLE member (
  id          TEXT PRIMARY KEY,
  account_id  TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  email       TEXT NOT NULL,
  name        TEXT,
  role        TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  -- 0: the person cannot sign in.
  active      INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)),
  -- When somebody first used a link that was sent to the address.
  verified_at INTEGER,
  created_at  INTEGER NOT NULL,
  CONSTRAINT member_email UNIQUE (account_id, email)
) STRICT;
-- In the order in which an email names the accounts of an address.
CREATE INDEX member_by_email ON member (
  email, (verified_at IS NULL), (iif(verified_at IS NULL, -created_at, created_at)), id);
CREATE INDEX member_of_account ON member (account_id, created_at, id);

-- The pods that people are assigned to. Owners and admins reach all of them.
CREATE TABLE pod_member (
  pod_id     TEXT NOT NULL REFERENCES pod (id) ON DELETE CASCADE,
  member_id  TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (pod_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX pod_member_of ON pod_member (member_id);

-- Invitations that were mailed and not yet accepted. `pods` is a JSON array of ids; `invited_by` is a key or a member. Of a token only
-- its SHA-256 is kept.
CREATE TABLE invitation (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  email      TEXT NOT NULL,
  role       TEXT NOT NULL CHECK (role IN ('owner', 'admin', 'member', 'viewer')),
  pods       TEXT NOT NULL DEFAULT '[]',
  invited_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  CONSTRAINT invitation_email UNIQUE (account_id, email)
) STRICT;
CREATE INDEX invitation_of_account ON invitation (account_id, created_at, id);
CREATE INDEX invitation_by_inviter ON invitation (invited_by);
CREATE INDEX invitation_by_end ON invitation (expires_at);

-- What a mailed link can sign in to: a row for each membership of the address. A link to nobody has one row without a member: asking
-- takes as long for every address. It replaces `sign_in_link`, which stays for workers of the version before.
CREATE TABLE sign_in_choice (
  hash       TEXT NOT NULL,
  account_id TEXT REFERENCES account (id) ON DELETE CASCADE,
  member_id  TEXT REFERENCES member (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sign_in_choice_by_hash ON sign_in_choice (hash);
CREATE INDEX sign_in_choice_of_account ON sign_in_choice (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX sign_in_choice_of_member ON sign_in_choice (member_id) WHERE member_id IS NOT NULL;
CREATE INDEX sign_in_choice_by_end ON sign_in_choice (expires_at);

ALTER TABLE session ADD COLUMN member_id TEXT REFERENCES member (id) ON DELETE CASCADE;
-- The only pod that it reaches. NULL: the pods of the member.
ALTER TABLE session ADD COLUMN pod_id TEXT;
CREATE INDEX session_of_member ON session (member_id);
-- Pods, other than the home pod, that have let a session in: they are told when it ends.
CREATE TABLE session_pod (
  session_id TEXT NOT NULL REFERENCES session (id) ON DELETE CASCADE,
  pod_id     TEXT NOT NULL,
  PRIMARY KEY (session_id, pod_id)
) STRICT, WITHOUT ROWID;

-- The person who asked, for the pod's audit log.
ALTER TABLE pending_revocation ADD COLUMN member_id TEXT;

INSERT INTO member (id, account_id, email, role, verified_at, created_at)
SELECT 'mem_' || substr(id, 5), id, recovery_email, 'owner', verified_at, created_at
FROM account WHERE recovery_email IS NOT NULL;
UPDATE session SET member_id = (SELECT id FROM member WHERE member.account_id = session.account_id);

CREATE TRIGGER account_owner_added AFTER INSERT ON account WHEN NEW.recovery_email IS NOT NULL BEGIN
  INSERT INTO member (id, account_id, email, role, verified_at, created_at)
  VALUES ('mem_' || lower(hex(randomblob(8))), NEW.id, NEW.recovery_email, 'owner', NEW.verified_at, NEW.created_at);
END;

CREATE TRIGGER account_owner_renamed AFTER UPDATE OF recovery_email ON account
WHEN NEW.recovery_email IS NOT NULL AND NEW.recovery_email IS NOT OLD.recovery_email BEGIN
  -- All sessions but the caller's have ended. If one is left, the owner changes the own address; otherwise somebody else comes.
  DELETE FROM member WHERE account_id = NEW.id AND email = OLD.recovery_email
    AND NOT EXISTS (SELECT 1 FROM session WHERE session.member_id = member.id)
    AND NOT EXISTS (SELECT 1 FROM member AS other WHERE other.account_id = NEW.id AND other.email = NEW.recovery_email);
  UPDATE member SET email = NEW.recovery_email, verified_at = NULL
  WHERE account_id = NEW.id AND email = OLD.recovery_email
    AND NOT EXISTS (SELECT 1 FROM member AS other WHERE other.account_id = NEW.id AND other.email = NEW.recovery_email);
  INSERT INTO member (id, account_id, email, role, verified_at, created_at)
  SELECT 'mem_' || lower(hex(randomblob(8))), NEW.id, NEW.recovery_email, 'owner', NEW.verified_at, NEW.created_at
  WHERE NOT EXISTS (SELECT 1 FROM member AS other WHERE other.account_id = NEW.id AND other.email = NEW.recovery_email);
END;

CREATE TRIGGER account_verified AFTER UPDATE OF verified_at ON account
WHEN NEW.verified_at IS NOT OLD.verified_at AND NEW.recovery_email IS NOT NULL BEGIN
  UPDATE member SET verified_at = NEW.verified_at
  WHERE account_id = NEW.id AND email = NEW.recovery_email AND verified_at IS NOT NEW.verified_at;
END;

CREATE TRIGGER member_verified AFTER UPDATE OF verified_at ON member WHEN NEW.verified_at IS NOT OLD.verified_at BEGIN
  UPDATE account SET verified_at = NEW.verified_at
  WHERE id = NEW.account_id AND recovery_email = NEW.email AND verified_at IS NOT NEW.verified_at;
END;

-- Links to the old address end.
CREATE TRIGGER member_renamed AFTER UPDATE OF email ON member WHEN NEW.email IS NOT OLD.email BEGIN
  DELETE FROM sign_in_choice WHERE member_id = NEW.id;
END;

-- The recovery email is that of an owner as long as there is one.
CREATE TRIGGER owner_added AFTER INSERT ON member WHEN NEW.role = 'owner' AND NEW.active = 1 BEGIN
  UPDATE account SET recovery_email = NEW.email, verified_at = NEW.verified_at
  WHERE id = NEW.account_id AND recovery_email IS NULL;
END;

CREATE TRIGGER owner_promoted AFTER UPDATE OF role, active ON member WHEN NEW.role = 'owner' AND NEW.active = 1 BEGIN
  UPDATE account SET recovery_email = NEW.email, verified_at = NEW.verified_at
  WHERE id = NEW.account_id AND recovery_email IS NULL;
END;

CREATE TRIGGER owner_demoted AFTER UPDATE OF role, active ON member
WHEN (NEW.role <> 'owner' OR NEW.active = 0)
  AND EXISTS (SELECT 1 FROM account WHERE id = NEW.account_id AND recovery_email = NEW.email) BEGIN
  UPDATE account SET (recovery_email, verified_at) = (
    SELECT email, verified_at FROM member WHERE account_id = NEW.account_id AND role = 'owner' AND active = 1
    ORDER BY (verified_at IS NULL), created_at, id LIMIT 1)
  WHERE id = NEW.account_id;
END;

CREATE TRIGGER owner_removed AFTER DELETE ON member
WHEN EXISTS (SELECT 1 FROM account WHERE id = OLD.account_id AND recovery_email = OLD.email) BEGIN
  UPDATE account SET (recovery_email, verified_at) = (
    SELECT email, verified_at FROM member WHERE account_id = OLD.account_id AND role = 'owner' AND active = 1
    ORDER BY (verified_at IS NULL), created_at, id LIMIT 1)
  WHERE id = OLD.account_id;
END;

-- The worker of before does not know of members.
CREATE TRIGGER session_without_member AFTER INSERT ON session WHEN NEW.member_id IS NULL BEGIN
  UPDATE session SET member_id = (
    SELECT m.id FROM account a JOIN member m ON m.account_id = a.id AND m.email = a.recovery_email WHERE a.id = NEW.account_id)
  WHERE id = NEW.id;
END;
