-- Labels.

-- Which messages have which label; the labels of each stand in its `item` as well. `label` is the name in lower case.
CREATE TABLE message_label (
  label   TEXT NOT NULL,
  mailbox TEXT NOT NULL,
  seq     INTEGER NOT NULL REFERENCES message (seq),
  name    TEXT NOT NULL,
  PRIMARY KEY (label, mailbox, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_label_of ON message_label (seq);

-- The labels in use in a mailbox, and with an empty mailbox, in the pod.
CREATE TABLE label (
  mailbox TEXT NOT NULL,
  label   TEXT NOT NULL,
  name    TEXT NOT NULL,
  total   INTEGER NOT NULL,
  unread  INTEGER NOT NULL,
  PRIMARY KEY (mailbox, label)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER label_given AFTER INSERT ON message_label BEGIN
  INSERT INTO label (mailbox, label, name, total, unread)
    SELECT value, NEW.label, NEW.name, 1, 1 - message.read
    FROM json_each(json_array('', NEW.mailbox)), message WHERE message.seq = NEW.seq
    ON CONFLICT (mailbox, label) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
END;
CREATE TRIGGER label_taken AFTER DELETE ON message_label BEGIN
  UPDATE label SET total = total - 1, unread = unread - 1 + (SELECT read FROM message WHERE seq = OLD.seq)
    WHERE mailbox IN ('', OLD.mailbox) AND label = OLD.label;
  DELETE FROM label WHERE mailbox IN ('', OLD.mailbox) AND label = OLD.label AND total = 0;
END;
CREATE TRIGGER message_flagged_in_labels AFTER UPDATE OF read ON message WHEN OLD.read <> NEW.read BEGIN
  UPDATE label SET unread = unread + OLD.read - NEW.read WHERE mailbox IN ('', NEW.address)
    AND label IN (SELECT label FROM message_label WHERE seq = NEW.seq);
END;
-- Before, because the count of unread messages needs to see the message.
CREATE TRIGGER message_loses_labels BEFORE DELETE ON message BEGIN
  DELETE FROM message_label WHERE seq = OLD.seq;
END;
