-- What a key may do, for which addresses, and from where: JSON. NULL: everything.
ALTER TABLE api_key ADD COLUMN scope TEXT;
-- The largest integer of JSON: it does not expire.
ALTER TABLE api_key ADD COLUMN expires_at INTEGER NOT NULL DEFAULT 9007199254740991;
-- The key that made it. It works only as long as that one.
ALTER TABLE api_key ADD COLUMN made_by TEXT;
-- The key that a rotation made from it.
ALTER TABLE api_key ADD COLUMN replaced_by TEXT;
CREATE INDEX key_by_maker ON api_key (made_by) WHERE made_by IS NOT NULL;
