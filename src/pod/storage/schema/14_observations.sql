-- What the pod's agent has noted for itself. What it shares lies in the directory.

CREATE TABLE observation (
  seq          INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  topic        TEXT NOT NULL,
  display_name TEXT,
  content      BLOB NOT NULL,
  created_at   INTEGER NOT NULL
) STRICT;
CREATE INDEX observation_in_order ON observation (created_at, id);
CREATE INDEX observation_on_topic ON observation (topic, created_at, id);

CREATE TABLE observation_topic (
  topic TEXT PRIMARY KEY,
  count INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER observation_added AFTER INSERT ON observation BEGIN
  INSERT INTO observation_topic (topic, count) VALUES (NEW.topic, 1) ON CONFLICT (topic) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER observation_removed AFTER DELETE ON observation BEGIN
  UPDATE observation_topic SET count = count - 1 WHERE topic = OLD.topic;
  DELETE FROM observation_topic WHERE topic = OLD.topic AND count = 0;
END;
