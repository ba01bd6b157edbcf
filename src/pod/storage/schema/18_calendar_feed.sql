-- The feed as it was last told, in pieces: `told`, sealed, is the text of the events from `first` to `last`, as code of that `form` writes
-- it. One that is not full ends where there were no more events, or before another piece. A piece is dropped when one of its events
-- changes, or when one follows that it could have taken; whoever next asks for the feed writes it anew.
CREATE TABLE calendar_feed (
  first INTEGER PRIMARY KEY,
  last  INTEGER NOT NULL,
  form  INTEGER NOT NULL,
  full  INTEGER NOT NULL,
  told  BLOB NOT NULL
) STRICT;

CREATE TRIGGER calendar_feed_event_added AFTER INSERT ON calendar_event BEGIN
  DELETE FROM calendar_feed WHERE full = 0 AND first = (SELECT max(first) FROM calendar_feed WHERE first <= NEW.seq);
END;
CREATE TRIGGER calendar_feed_event_changed AFTER UPDATE ON calendar_event BEGIN
  DELETE FROM calendar_feed
  WHERE first = (SELECT max(first) FROM calendar_feed WHERE first <= NEW.seq) AND (full = 0 OR last >= NEW.seq);
END;
CREATE TRIGGER calendar_feed_event_forgotten AFTER DELETE ON calendar_event BEGIN
  DELETE FROM calendar_feed
  WHERE first = (SELECT max(first) FROM calendar_feed WHERE first <= OLD.seq) AND (full = 0 OR last >= OLD.seq);
END;

-- What the head of the feed says of time zones.
CREATE INDEX calendar_event_zoned ON calendar_event (timezone, start_at)
  WHERE timezone IS NOT NULL AND (rrule IS NOT NULL OR recurrence_at IS NOT NULL);

-- An event's content used to be followed by its text in the feed, after a head of six bytes: 2, a form, the length of the content.
UPDATE calendar_event SET content = substr(content, 7,
    65536 * (16 * (instr('0123456789ABCDEF', substr(hex(content), 7, 1)) - 1) + instr('0123456789ABCDEF', substr(hex(content), 8, 1)) - 1)
    + 256 * (16 * (instr('0123456789ABCDEF', substr(hex(content), 9, 1)) - 1) + instr('0123456789ABCDEF', substr(hex(content), 10, 1)) - 1)
    + 16 * (instr('0123456789ABCDEF', substr(hex(content), 11, 1)) - 1) + instr('0123456789ABCDEF', substr(hex(content), 12, 1)) - 1)
WHERE substr(content, 1, 1) = x'02';
