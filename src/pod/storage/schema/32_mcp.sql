-- Resources that sessions of MCP clients follow, and approvals that they wait for.
CREATE TABLE followed_resource (
  session TEXT NOT NULL,
  uri     TEXT NOT NULL,
  -- When the session is over.
  until   INTEGER NOT NULL,
  PRIMARY KEY (session, uri)
) STRICT, WITHOUT ROWID;
CREATE INDEX followed_until ON followed_resource (until);
