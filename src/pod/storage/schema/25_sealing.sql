-- Of a hidden recipient, `address` is a name under the pod's key and `sealed` is the JSON of its address and its error; `error` only
-- says whether there is one.
ALTER TABLE recipient ADD COLUMN sealed BLOB;

-- The number of the master key that a message's tokens follow from.
ALTER TABLE indexed ADD COLUMN key_number INTEGER NOT NULL DEFAULT 1;

-- How far the pod is with sealing all it has under the master key of that number, in the present form. `stage` is under way, and in it all
-- up to the row `after` is done. `whole` is whether values sealed under another key are looked for, or only what older code left
-- open. `unreadable` counts values that were passed over: they are missing, or did not open under the keys whose numbers `opens`
-- lists. What only seems to be missing is looked for once more, not before `again_at`. `feed` is the number of the key that tagged the
-- feed's token; `reported` is whether the directory knows of all this.
CREATE TABLE resealing (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  number     INTEGER NOT NULL,
  form       INTEGER NOT NULL,
  whole      INTEGER NOT NULL,
  stage      INTEGER NOT NULL,
  after      INTEGER NOT NULL,
  unreadable INTEGER NOT NULL,
  opens      TEXT NOT NULL,
  again_at   INTEGER NOT NULL,
  feed       INTEGER,
  reported   INTEGER NOT NULL
) STRICT;
