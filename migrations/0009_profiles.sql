-- What an agent says of itself in public. An address without a row is public and says nothing.
CREATE TABLE profile (
  address      TEXT PRIMARY KEY REFERENCES address (address) ON DELETE CASCADE,
  description  TEXT,
  capabilities TEXT NOT NULL,
  visibility   TEXT NOT NULL CHECK (visibility IN ('public', 'private')),
  updated_at   INTEGER NOT NULL
) STRICT;

-- When somebody first signed in with a link, and so proved to read the mail of the recovery email.
ALTER TABLE account ADD COLUMN verified_at INTEGER;
