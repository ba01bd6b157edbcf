-- Every address is an inbox of its pod. An account manages the inboxes of all its environments.

ALTER TABLE address ADD COLUMN inbox_id TEXT;
ALTER TABLE address ADD COLUMN display_name TEXT;
-- The id that its creator chose, and the SHA-256 of the request that created it: a repeated request is told from another one.
ALTER TABLE address ADD COLUMN client_id TEXT;
ALTER TABLE address ADD COLUMN client_request TEXT;
-- When its deletion began. From then on it receives no mail; the row stays until its mail is deleted in the pod.
ALTER TABLE address ADD COLUMN deleting_at INTEGER;

CREATE UNIQUE INDEX address_inbox ON address (inbox_id);
CREATE UNIQUE INDEX address_client_id ON address (pod_id, client_id) WHERE client_id IS NOT NULL;

-- Claims insert addresses without it, as does the worker of before.
CREATE TRIGGER address_without_inbox_id AFTER INSERT ON address WHEN NEW.inbox_id IS NULL BEGIN
  UPDATE address SET inbox_id = 'inb_' || lower(hex(randomblob(8))) WHERE address = NEW.address;
END;
UPDATE address SET inbox_id = 'inb_' || lower(hex(randomblob(8))) WHERE inbox_id IS NULL;

-- The only pod that the domain serves; none: all pods of the account. It is deleted with the pod.
ALTER TABLE stack ADD COLUMN pod_id TEXT;
