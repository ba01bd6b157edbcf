-- SCIM: an identity provider manages the people of an account (users) and their assignments to its pods (groups).

-- The tokens of identity providers. Of a token only its SHA-256 is kept.
CREATE TABLE scim_token (
  id         TEXT PRIMARY KEY,
  hash       TEXT NOT NULL UNIQUE,
  prefix     TEXT NOT NULL,
  account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  label      TEXT,
  -- The key or session that made it.
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  key_number INTEGER NOT NULL
) STRICT;
CREATE INDEX scim_token_of_account ON scim_token (account_id, created_at, id);

-- NULL: the member was not provisioned, and is known by the email address.
ALTER TABLE member ADD COLUMN user_name TEXT;
ALTER TABLE member ADD COLUMN external_id TEXT;
-- The other attributes of the user: a JSON object.
ALTER TABLE member ADD COLUMN scim TEXT NOT NULL DEFAULT '{}';
ALTER TABLE member ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE member ADD COLUMN updated_at INTEGER;
CREATE UNIQUE INDEX member_user_name ON member (account_id, lower(user_name)) WHERE user_name IS NOT NULL;
CREATE INDEX member_external_id ON member (account_id, external_id) WHERE external_id IS NOT NULL;

ALTER TABLE pod ADD COLUMN scim_external_id TEXT;
-- 1: the group was deleted. The pod stays.
ALTER TABLE pod ADD COLUMN scim_hidden INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pod ADD COLUMN scim_version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE pod ADD COLUMN scim_updated_at INTEGER;
-- An id of the last change by SCIM that only its transaction knows: its other statements refer to it.
ALTER TABLE pod ADD COLUMN scim_change TEXT;

-- Every change of a user is a new version, whoever makes it. The addresses that were provisioned are not those of a member whose
-- address was changed elsewhere.
CREATE TRIGGER member_changed AFTER UPDATE OF email, name, role, active, user_name, external_id, scim ON member
WHEN NEW.version = OLD.version
  AND (NEW.email, NEW.name, NEW.role, NEW.active, NEW.user_name, NEW.external_id, NEW.scim)
    IS NOT (OLD.email, OLD.name, OLD.role, OLD.active, OLD.user_name, OLD.external_id, OLD.scim) BEGIN
  UPDATE member SET version = version + 1, updated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER),
    scim = iif(NEW.email <> OLD.email AND NEW.scim = OLD.scim, json_remove(scim, '$.emails'), scim)
  WHERE id = NEW.id;
END;

CREATE TRIGGER group_changed AFTER UPDATE OF name, scim_external_id, scim_hidden ON pod
WHEN NEW.scim_version = OLD.scim_version
  AND (NEW.name, NEW.scim_external_id, NEW.scim_hidden) IS NOT (OLD.name, OLD.scim_external_id, OLD.scim_hidden) BEGIN
  UPDATE pod SET scim_version = scim_version + 1, scim_updated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
  WHERE id = NEW.id;
END;

CREATE TRIGGER group_member_added AFTER INSERT ON pod_member BEGIN
  UPDATE pod SET scim_version = scim_version + 1, scim_updated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
  WHERE id = NEW.pod_id;
END;

CREATE TRIGGER group_member_removed AFTER DELETE ON pod_member BEGIN
  UPDATE pod SET scim_version = scim_version + 1, scim_updated_at = CAST(unixepoch('subsec') * 1000 AS INTEGER)
  WHERE id = OLD.pod_id;
END;
