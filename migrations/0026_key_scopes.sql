-- What a key may do, for which addresses, and from where: JSON. NULL: everything.
ALTER TABLE api_key ADD COLUMN scope TEXT;
-- NULL: it does not expire.
ALTER TABLE api_key ADD COLUMN expires_at INTEGER;
-- The key that made it. It works only as long as that one.
ALTER TABLE api_key ADD COLUMN made_by TEXT;
CREATE INDEX key_by_maker ON api_key (made_by) WHERE made_by IS NOT NULL;
