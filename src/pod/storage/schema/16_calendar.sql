-- The calendar.

-- `content`, sealed, is what people wrote. `recurrence_at` is the occurrence whose place an event takes; a repeating one has
-- a rule, and after `last_at` it happens no more. A deleted event stays for a while, without its content, so that those who
-- follow the calendar learn of it.
CREATE TABLE calendar_event (
  seq           INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  uid           TEXT NOT NULL,
  recurrence_at INTEGER,
  start_at      INTEGER NOT NULL,
  end_at        INTEGER NOT NULL,
  all_day       INTEGER NOT NULL,
  timezone      TEXT,
  rrule         TEXT,
  last_at       INTEGER,
  status        TEXT NOT NULL CHECK (status IN ('confirmed', 'tentative', 'cancelled')),
  transparent   INTEGER NOT NULL,
  sequence      INTEGER NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  deleted_at    INTEGER,
  content       BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX calendar_event_once ON calendar_event (uid, coalesce(recurrence_at, ''));
CREATE INDEX calendar_event_in_order ON calendar_event (start_at, seq) WHERE deleted_at IS NULL;
-- What is under way at a time began at most a day before, but for the few that last longer.
CREATE INDEX calendar_event_short ON calendar_event (start_at, seq)
  WHERE deleted_at IS NULL AND rrule IS NULL AND end_at - start_at <= 86400000;
CREATE INDEX calendar_event_long ON calendar_event (end_at)
  WHERE deleted_at IS NULL AND rrule IS NULL AND end_at - start_at > 86400000;
CREATE INDEX calendar_event_repeating ON calendar_event (start_at)
  WHERE deleted_at IS NULL AND rrule IS NOT NULL;
CREATE INDEX calendar_event_deleted ON calendar_event (deleted_at) WHERE deleted_at IS NOT NULL;

-- What is known of the calendar as a whole. `version` grows with each change. `token`, sealed, opens the feed.
CREATE TABLE calendar (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  total      INTEGER NOT NULL,
  version    INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  token_hash TEXT,
  token      BLOB
) STRICT;
INSERT INTO calendar (one, total, version, changed_at) VALUES (1, 0, 0, 0);

CREATE TRIGGER calendar_event_added AFTER INSERT ON calendar_event BEGIN
  UPDATE calendar SET total = total + (NEW.deleted_at IS NULL), version = version + 1,
    changed_at = max(changed_at, NEW.updated_at);
END;
CREATE TRIGGER calendar_event_changed AFTER UPDATE ON calendar_event BEGIN
  UPDATE calendar SET total = total + (NEW.deleted_at IS NULL) - (OLD.deleted_at IS NULL), version = version + 1,
    changed_at = max(changed_at, NEW.updated_at);
END;
CREATE TRIGGER calendar_event_forgotten AFTER DELETE ON calendar_event BEGIN
  UPDATE calendar SET total = total - (OLD.deleted_at IS NULL), version = version + 1;
END;
