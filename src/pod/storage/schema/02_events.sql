-- What happened, for those who listen.

CREATE TABLE event (
  cursor INTEGER PRIMARY KEY AUTOINCREMENT,
  about  TEXT NOT NULL,
  body   TEXT NOT NULL
) STRICT;
CREATE INDEX event_about ON event (about);
