-- Search.

-- What mail is found by. A token is a keyed hash of a word; `place` is that of conversations, `at` is when it came.
CREATE TABLE word (
  token INTEGER NOT NULL,
  at    INTEGER NOT NULL,
  place INTEGER NOT NULL,
  PRIMARY KEY (token, at, place)
) STRICT, WITHOUT ROWID;

-- The tokens of each message, 8 bytes each: what to add for it, and what to remove with it.
CREATE TABLE indexed (
  place  INTEGER PRIMARY KEY,
  at     INTEGER NOT NULL,
  tokens BLOB NOT NULL
) STRICT;

-- Messages whose tokens are still to be added: many at once take a fraction of the time.
CREATE TABLE unindexed (
  place INTEGER PRIMARY KEY
) STRICT;

-- Messages from before there was an index: those below this one are not in it yet.
CREATE TABLE index_backlog (
  one   INTEGER PRIMARY KEY CHECK (one = 1),
  below INTEGER NOT NULL
) STRICT;
INSERT INTO index_backlog (one, below) SELECT 1, max(seq) + 1 FROM message HAVING count(*) > 0;
