-- Mail that a rule filed away stands in nobody's way: neither in lists by sender, nor in the counts of labels.

DROP INDEX message_from;
DROP INDEX message_from_domain;
CREATE INDEX message_from ON message (address, sender, seq) WHERE blocked = 0;
CREATE INDEX message_from_domain ON message (address, sender_domain, seq) WHERE blocked = 0;

DROP TRIGGER label_given;
DROP TRIGGER label_taken;
DROP TRIGGER message_flagged_in_labels;
CREATE TRIGGER label_given AFTER INSERT ON message_label BEGIN
  INSERT INTO label (mailbox, label, name, total, unread)
    SELECT value, NEW.label, NEW.name, 1, 1 - message.read
    FROM json_each(json_array('', NEW.mailbox)), message WHERE message.seq = NEW.seq AND NOT message.blocked
    ON CONFLICT (mailbox, label) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;
END;
CREATE TRIGGER label_taken AFTER DELETE ON message_label
    WHEN (SELECT NOT blocked FROM message WHERE seq = OLD.seq) BEGIN
  UPDATE label SET total = total - 1, unread = unread - 1 + (SELECT read FROM message WHERE seq = OLD.seq)
    WHERE mailbox IN ('', OLD.mailbox) AND label = OLD.label;
  DELETE FROM label WHERE mailbox IN ('', OLD.mailbox) AND label = OLD.label AND total = 0;
END;
CREATE TRIGGER message_flagged_in_labels AFTER UPDATE OF read ON message
    WHEN OLD.read <> NEW.read AND NOT NEW.blocked BEGIN
  UPDATE label SET unread = unread + OLD.read - NEW.read WHERE mailbox IN ('', NEW.address)
    AND label IN (SELECT label FROM message_label WHERE seq = NEW.seq);
END;

DELETE FROM label;
INSERT INTO label (mailbox, label, name, total, unread)
  SELECT iif(scope.value, mailbox, ''), label, max(name), count(*), sum(1 - read)
  FROM message_label JOIN message USING (seq), json_each('[0, 1]') AS scope
  WHERE NOT blocked GROUP BY 1, 2;
