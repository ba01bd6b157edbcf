-- Conversations.

-- Each message of a conversation, received or sent. `place` is `seq * 2` of a received message and one more than that of
-- a sent one. `people` is a JSON array of addresses: who wrote it and to whom, as far as lists tell.
CREATE TABLE thread_message (
  thread_id TEXT NOT NULL,
  address   TEXT NOT NULL,
  at        INTEGER NOT NULL,
  place     INTEGER NOT NULL,
  unread    INTEGER NOT NULL,
  people    TEXT NOT NULL,
  PRIMARY KEY (thread_id, address, at, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_message_in_order ON thread_message (thread_id, at, place);

-- What lists tell of a conversation: as a mailbox has it, and with an empty address, as the pod has it.
CREATE TABLE thread (
  address   TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  messages  INTEGER NOT NULL,
  unread    INTEGER NOT NULL,
  last_at   INTEGER NOT NULL,
  PRIMARY KEY (address, thread_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX thread_by_time ON thread (address, last_at, thread_id);

-- Mail that goes out shows once it is under way, at the time it went.
CREATE VIEW sent_in_thread AS
  SELECT seq, thread_id, address, coalesce(sent_at, queued_at) AS at, seq * 2 + 1 AS place, (
    SELECT json_group_array(lower(value)) FROM (
      SELECT outgoing.address AS value
      UNION SELECT value FROM json_each(outgoing.item, '$.to')
      UNION SELECT value FROM json_each(outgoing.item, '$.cc'))
  ) AS people
  FROM outgoing WHERE status IN ('pending', 'sent', 'failed');

INSERT INTO thread_message (thread_id, address, at, place, unread, people)
  SELECT thread_id, address, received_at, seq * 2, 1 - read, json_array(sender, address) FROM message
  WHERE NOT blocked;
INSERT INTO thread_message (thread_id, address, at, place, unread, people)
  SELECT thread_id, address, at, place, 0, people FROM sent_in_thread;
INSERT INTO thread (address, thread_id, messages, unread, last_at)
  SELECT '', thread_id, count(*), sum(unread), max(at) FROM thread_message GROUP BY thread_id;
INSERT INTO thread (address, thread_id, messages, unread, last_at)
  SELECT address, thread_id, count(*), sum(unread), max(at) FROM thread_message GROUP BY thread_id, address;

-- What a rule filed away is in no conversation.
CREATE TRIGGER message_joins AFTER INSERT ON message WHEN NOT NEW.blocked BEGIN
  INSERT INTO thread_message (thread_id, address, at, place, unread, people) VALUES
    (NEW.thread_id, NEW.address, NEW.received_at, NEW.seq * 2, 1 - NEW.read, json_array(NEW.sender, NEW.address));
END;
CREATE TRIGGER message_leaves AFTER DELETE ON message BEGIN
  DELETE FROM thread_message WHERE thread_id = OLD.thread_id AND address = OLD.address
    AND at = OLD.received_at AND place = OLD.seq * 2;
END;
CREATE TRIGGER message_moves AFTER UPDATE OF thread_id ON message
    WHEN OLD.thread_id <> NEW.thread_id AND NOT NEW.blocked BEGIN
  DELETE FROM thread_message WHERE thread_id = OLD.thread_id AND address = OLD.address
    AND at = OLD.received_at AND place = OLD.seq * 2;
  INSERT INTO thread_message (thread_id, address, at, place, unread, people) VALUES
    (NEW.thread_id, NEW.address, NEW.received_at, NEW.seq * 2, 1 - NEW.read, json_array(NEW.sender, NEW.address));
END;
CREATE TRIGGER message_flagged_in_thread AFTER UPDATE OF read ON message WHEN OLD.read <> NEW.read BEGIN
  UPDATE thread_message SET unread = 1 - NEW.read WHERE thread_id = NEW.thread_id AND address = NEW.address
    AND at = NEW.received_at AND place = NEW.seq * 2;
END;

CREATE TRIGGER outgoing_joins AFTER INSERT ON outgoing BEGIN
  INSERT INTO thread_message (thread_id, address, at, place, unread, people)
    SELECT thread_id, address, at, place, 0, people FROM sent_in_thread WHERE seq = NEW.seq;
END;
CREATE TRIGGER outgoing_leaves AFTER DELETE ON outgoing BEGIN
  DELETE FROM thread_message WHERE thread_id = OLD.thread_id AND address = OLD.address
    AND at = coalesce(OLD.sent_at, OLD.queued_at) AND place = OLD.seq * 2 + 1;
END;
CREATE TRIGGER outgoing_moves AFTER UPDATE OF thread_id, status, queued_at, sent_at ON outgoing BEGIN
  DELETE FROM thread_message WHERE thread_id = OLD.thread_id AND address = OLD.address
    AND at = coalesce(OLD.sent_at, OLD.queued_at) AND place = OLD.seq * 2 + 1;
  INSERT INTO thread_message (thread_id, address, at, place, unread, people)
    SELECT thread_id, address, at, place, 0, people FROM sent_in_thread WHERE seq = NEW.seq;
END;

CREATE TRIGGER thread_grows AFTER INSERT ON thread_message BEGIN
  INSERT INTO thread (address, thread_id, messages, unread, last_at)
    VALUES ('', NEW.thread_id, 1, NEW.unread, NEW.at), (NEW.address, NEW.thread_id, 1, NEW.unread, NEW.at)
    ON CONFLICT (address, thread_id) DO UPDATE SET
      messages = messages + 1, unread = unread + excluded.unread, last_at = max(last_at, excluded.last_at);
END;
CREATE TRIGGER thread_shrinks AFTER DELETE ON thread_message BEGIN
  UPDATE thread SET messages = messages - 1, unread = unread - OLD.unread,
      last_at = coalesce((SELECT max(at) FROM thread_message WHERE thread_id = OLD.thread_id), 0)
    WHERE address = '' AND thread_id = OLD.thread_id;
  UPDATE thread SET messages = messages - 1, unread = unread - OLD.unread, last_at = coalesce(
      (SELECT max(at) FROM thread_message WHERE thread_id = OLD.thread_id AND address = OLD.address), 0)
    WHERE address = OLD.address AND thread_id = OLD.thread_id;
  DELETE FROM thread WHERE address IN ('', OLD.address) AND thread_id = OLD.thread_id AND messages = 0;
END;
CREATE TRIGGER thread_flagged AFTER UPDATE OF unread ON thread_message BEGIN
  UPDATE thread SET unread = unread - OLD.unread + NEW.unread
    WHERE address IN ('', NEW.address) AND thread_id = NEW.thread_id;
END;

-- A conversation's messages in one mailbox, without a look at those in others.
DROP INDEX message_of_thread;
CREATE INDEX message_of_thread ON message (thread_id, address, seq);
