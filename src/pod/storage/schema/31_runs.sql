-- Runs of agents, and the runners that start them.

-- Programs that start agents on somebody's machine. A removed one stays as long as the pod has runs of it.
CREATE TABLE runner (
  number       INTEGER PRIMARY KEY AUTOINCREMENT,
  id           TEXT NOT NULL UNIQUE,
  name         TEXT NOT NULL,
  key_id       TEXT NOT NULL UNIQUE,
  version      TEXT,
  -- JSON, as the runner said when it last connected.
  capabilities TEXT,
  created_at   INTEGER NOT NULL,
  seen_at      INTEGER,
  removed_at   INTEGER
) STRICT;

CREATE TABLE run (
  seq            INTEGER PRIMARY KEY AUTOINCREMENT,
  id             TEXT NOT NULL UNIQUE,
  runner         INTEGER NOT NULL,
  status         TEXT NOT NULL,
  -- Sealed JSON: what was asked for, without secrets.
  details        BLOB NOT NULL,
  -- Sealed JSON: what the runner needs to start it, with the secrets. NULL after the runner has answered.
  spec           BLOB,
  -- The run's own key, and whether the directory has deleted it.
  key_id         TEXT NOT NULL UNIQUE,
  key_ended      INTEGER NOT NULL DEFAULT 0,
  -- The key that made it, with which it ends; NULL: the account, or a person.
  made_by        TEXT,
  -- Whether it was sent to the runner, and whether the runner has answered.
  start_sent     INTEGER NOT NULL DEFAULT 0,
  start_answered INTEGER NOT NULL DEFAULT 0,
  -- Why the runner has to stop it.
  stop_reason    TEXT,
  -- How many reports in a row did not have it, and when the last of them was counted.
  missed         INTEGER NOT NULL DEFAULT 0,
  missed_at      INTEGER,
  -- All bytes that the terminal showed, when they are known.
  output_end     INTEGER,
  -- Bytes of input that were taken, and that the runner has written to the terminal.
  input_bytes    INTEGER NOT NULL DEFAULT 0,
  input_written  INTEGER NOT NULL DEFAULT 0,
  columns        INTEGER NOT NULL DEFAULT 80,
  rows           INTEGER NOT NULL DEFAULT 24,
  -- JSON: how it ended, as the runner said. The status follows when the output is complete.
  ended          TEXT,
  exit_code      INTEGER,
  error_code     TEXT,
  error_message  TEXT,
  branch_name    TEXT,
  created_at     INTEGER NOT NULL,
  updated_at     INTEGER NOT NULL,
  started_at     INTEGER,
  finished_at    INTEGER,
  -- While a charge of it waits for approval: until when at most, and how many milliseconds were left until `due_at`.
  waits_until    INTEGER,
  time_left      INTEGER,
  -- When the alarm looks at it again.
  due_at         INTEGER
) STRICT;
CREATE INDEX run_by_status ON run (status, seq);
CREATE INDEX run_made_by ON run (made_by) WHERE finished_at IS NULL AND made_by IS NOT NULL;
CREATE INDEX run_of_runner ON run (runner) WHERE finished_at IS NULL;
CREATE INDEX run_waiting ON run (waits_until) WHERE waits_until IS NOT NULL;
CREATE INDEX run_due ON run (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX run_with_key ON run (seq) WHERE status NOT IN ('creating', 'running') AND NOT key_ended;

-- The bytes of a run: its terminal is stream 0, files that it left behind have the numbers above.
CREATE TABLE run_stream (
  seq       INTEGER PRIMARY KEY,
  run       INTEGER NOT NULL,
  stream    INTEGER NOT NULL,
  -- Bytes that are stored, and how many of them in the bucket. No more than `max_bytes` are taken, and none if it is full.
  bytes     INTEGER NOT NULL DEFAULT 0,
  moved     INTEGER NOT NULL DEFAULT 0,
  max_bytes INTEGER NOT NULL,
  is_full   INTEGER NOT NULL DEFAULT 0,
  -- Of a file: its sealed path, what the run did to it, and its size.
  path      BLOB,
  change    TEXT,
  size      INTEGER,
  UNIQUE (run, stream)
) STRICT;

-- The newest bytes of a stream, sealed, in pieces as they came.
CREATE TABLE run_chunk (
  seq    INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  start  INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  data   BLOB NOT NULL,
  UNIQUE (run, stream, start)
) STRICT;

-- Older bytes, in the bucket.
CREATE TABLE run_piece (
  seq    INTEGER PRIMARY KEY,
  run    INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  start  INTEGER NOT NULL,
  size   INTEGER NOT NULL,
  blob   TEXT NOT NULL,
  UNIQUE (run, stream, start)
) STRICT;

-- Input that the runner has not written to the terminal yet, sealed.
CREATE TABLE run_input (
  seq   INTEGER PRIMARY KEY,
  run   INTEGER NOT NULL,
  start INTEGER NOT NULL,
  size  INTEGER NOT NULL,
  data  BLOB NOT NULL,
  UNIQUE (run, start)
) STRICT;

-- Git repositories, by the names that they have in the configurations of runners. Credentials for them stay there.
CREATE TABLE repository (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  url            TEXT,
  default_branch TEXT,
  created_at     INTEGER NOT NULL
) STRICT;

-- How many runs have a status, and how many bytes of them are stored (`bytes`).
CREATE TABLE run_total (name TEXT PRIMARY KEY, count INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO run_total (name, count) VALUES ('bytes', 0);

CREATE TRIGGER run_added AFTER INSERT ON run BEGIN
  INSERT INTO run_total (name, count) VALUES (NEW.status, 1) ON CONFLICT (name) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER run_changed AFTER UPDATE OF status ON run WHEN NEW.status <> OLD.status BEGIN
  UPDATE run_total SET count = count - 1 WHERE name = OLD.status;
  INSERT INTO run_total (name, count) VALUES (NEW.status, 1) ON CONFLICT (name) DO UPDATE SET count = count + 1;
END;
CREATE TRIGGER run_deleted AFTER DELETE ON run BEGIN
  UPDATE run_total SET count = count - 1 WHERE name = OLD.status;
  DELETE FROM run_stream WHERE run = OLD.seq;
  DELETE FROM run_input WHERE run = OLD.seq;
END;
CREATE TRIGGER run_stream_deleted AFTER DELETE ON run_stream BEGIN
  DELETE FROM run_chunk WHERE run = OLD.run AND stream = OLD.stream;
  DELETE FROM run_piece WHERE run = OLD.run AND stream = OLD.stream;
END;
CREATE TRIGGER run_chunk_added AFTER INSERT ON run_chunk BEGIN
  UPDATE run_total SET count = count + NEW.size WHERE name = 'bytes';
END;
CREATE TRIGGER run_chunk_deleted AFTER DELETE ON run_chunk BEGIN
  UPDATE run_total SET count = count - OLD.size WHERE name = 'bytes';
END;
CREATE TRIGGER run_piece_added AFTER INSERT ON run_piece BEGIN
  UPDATE run_total SET count = count + NEW.size WHERE name = 'bytes';
END;
CREATE TRIGGER run_piece_deleted AFTER DELETE ON run_piece BEGIN
  UPDATE run_total SET count = count - OLD.size WHERE name = 'bytes';
  INSERT INTO loose_blob (name, since) VALUES (OLD.blob, 0);
END;
