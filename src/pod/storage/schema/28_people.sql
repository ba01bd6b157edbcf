-- The person who acted, if it was one with a session. The hash of such an entry covers it.
ALTER TABLE audit ADD COLUMN member_id TEXT;
