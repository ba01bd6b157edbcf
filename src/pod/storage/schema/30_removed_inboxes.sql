-- Inboxes that were removed within the last hour. A removal that comes late must not remove what was created at the same address since.
CREATE TABLE removed_inbox (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
