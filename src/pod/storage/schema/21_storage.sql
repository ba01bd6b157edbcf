-- What the pod stores, and mail that comes in.

-- Content that does not lie in the message's row but in the bucket, sealed as a blob: its name and its bytes.
ALTER TABLE message ADD COLUMN detail_blob TEXT;
ALTER TABLE message ADD COLUMN detail_size INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outgoing ADD COLUMN detail_blob TEXT;
ALTER TABLE outgoing ADD COLUMN detail_size INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER message_leaves_content AFTER DELETE ON message WHEN OLD.detail_blob IS NOT NULL BEGIN
  INSERT INTO loose_blob (name, since) VALUES (OLD.detail_blob, 0);
END;
CREATE TRIGGER outgoing_leaves_content AFTER DELETE ON outgoing WHEN OLD.detail_blob IS NOT NULL BEGIN
  INSERT INTO loose_blob (name, since) VALUES (OLD.detail_blob, 0);
END;

-- Older code left behind which messages belong to conversations that are gone.
DELETE FROM thread_member
  WHERE NOT EXISTS (SELECT 1 FROM thread WHERE address = '' AND thread.thread_id = thread_member.thread_id)
    AND NOT EXISTS (SELECT 1 FROM message WHERE message.thread_id = thread_member.thread_id)
    AND NOT EXISTS (SELECT 1 FROM outgoing WHERE outgoing.thread_id = thread_member.thread_id);

-- Bytes stored, counted by the triggers below. A message is its raw form, its content, what its row has beside that (`item`, `parts`, its
-- Message-ID with its entry in the index), and 2,048 bytes for its places in lists; a word
-- that it is found by is 40 bytes, with its place in the index. `reported` is what the directory was told last. `refused` counts the
-- mail that was refused for want of room since the last event about that, and `refused_for` names the mailbox of the last.
CREATE TABLE storage (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  received    INTEGER NOT NULL,
  sent        INTEGER NOT NULL,
  reported    INTEGER NOT NULL DEFAULT 0,
  reported_at INTEGER NOT NULL DEFAULT 0,
  refused     INTEGER NOT NULL DEFAULT 0,
  refused_for TEXT,
  refused_at  INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO storage (one, received, sent) SELECT 1,
  coalesce((SELECT sum(blob_size + detail_size + length(detail) + length(CAST(item AS BLOB)) + coalesce(length(parts), 0)
      + 2 * length(message_id) + 2048) FROM message), 0)
    + coalesce((SELECT sum(length(data)) FROM detail_rest), 0)
    + coalesce((SELECT sum(length(tokens) * 5) FROM indexed WHERE place % 2 = 0), 0)
    + coalesce((SELECT sum(2 * (length(message_id) + length(thread_id))) FROM thread_member), 0),
  coalesce((SELECT sum(detail_size + length(detail) + 2048) FROM outgoing), 0)
    + coalesce((SELECT sum(length(data)) FROM outgoing_rest), 0)
    + coalesce((SELECT sum(length(tokens) * 5) FROM indexed WHERE place % 2 = 1), 0);

CREATE TRIGGER message_stored AFTER INSERT ON message BEGIN
  UPDATE storage SET received = received + NEW.blob_size + NEW.detail_size + length(NEW.detail)
    + length(CAST(NEW.item AS BLOB)) + coalesce(length(NEW.parts), 0) + 2 * length(NEW.message_id) + 2048;
END;
CREATE TRIGGER message_resized AFTER UPDATE OF blob_size, detail_size, detail, item, parts, message_id ON message BEGIN
  UPDATE storage SET received = received + NEW.blob_size + NEW.detail_size + length(NEW.detail)
    + length(CAST(NEW.item AS BLOB)) + coalesce(length(NEW.parts), 0) + 2 * length(NEW.message_id)
    - OLD.blob_size - OLD.detail_size - length(OLD.detail)
    - length(CAST(OLD.item AS BLOB)) - coalesce(length(OLD.parts), 0) - 2 * length(OLD.message_id);
END;
CREATE TRIGGER message_freed AFTER DELETE ON message BEGIN
  UPDATE storage SET received = received - OLD.blob_size - OLD.detail_size - length(OLD.detail)
    - length(CAST(OLD.item AS BLOB)) - coalesce(length(OLD.parts), 0) - 2 * length(OLD.message_id) - 2048;
END;
CREATE TRIGGER detail_rest_stored AFTER INSERT ON detail_rest BEGIN
  UPDATE storage SET received = received + length(NEW.data);
END;
CREATE TRIGGER detail_rest_freed AFTER DELETE ON detail_rest BEGIN
  UPDATE storage SET received = received - length(OLD.data);
END;
CREATE TRIGGER outgoing_stored AFTER INSERT ON outgoing BEGIN
  UPDATE storage SET sent = sent + NEW.detail_size + length(NEW.detail) + 2048;
END;
CREATE TRIGGER outgoing_resized AFTER UPDATE OF detail_size, detail ON outgoing BEGIN
  UPDATE storage SET sent = sent + NEW.detail_size + length(NEW.detail) - OLD.detail_size - length(OLD.detail);
END;
CREATE TRIGGER outgoing_freed AFTER DELETE ON outgoing BEGIN
  UPDATE storage SET sent = sent - OLD.detail_size - length(OLD.detail) - 2048;
END;
CREATE TRIGGER outgoing_rest_stored AFTER INSERT ON outgoing_rest BEGIN
  UPDATE storage SET sent = sent + length(NEW.data);
END;
CREATE TRIGGER outgoing_rest_freed AFTER DELETE ON outgoing_rest BEGIN
  UPDATE storage SET sent = sent - length(OLD.data);
END;
CREATE TRIGGER words_stored AFTER INSERT ON indexed BEGIN
  UPDATE storage SET received = received + iif(NEW.place % 2 = 0, length(NEW.tokens) * 5, 0),
    sent = sent + iif(NEW.place % 2 = 1, length(NEW.tokens) * 5, 0);
END;
CREATE TRIGGER words_resized AFTER UPDATE OF tokens ON indexed BEGIN
  UPDATE storage SET received = received + iif(NEW.place % 2 = 0, (length(NEW.tokens) - length(OLD.tokens)) * 5, 0),
    sent = sent + iif(NEW.place % 2 = 1, (length(NEW.tokens) - length(OLD.tokens)) * 5, 0);
END;
CREATE TRIGGER words_freed AFTER DELETE ON indexed BEGIN
  UPDATE storage SET received = received - iif(OLD.place % 2 = 0, length(OLD.tokens) * 5, 0),
    sent = sent - iif(OLD.place % 2 = 1, length(OLD.tokens) * 5, 0);
END;
CREATE TRIGGER thread_member_stored AFTER INSERT ON thread_member BEGIN
  UPDATE storage SET received = received + 2 * (length(NEW.message_id) + length(NEW.thread_id));
END;
CREATE TRIGGER thread_member_freed AFTER DELETE ON thread_member BEGIN
  UPDATE storage SET received = received - 2 * (length(OLD.message_id) + length(OLD.thread_id));
END;

-- With its last message, a conversation forgets which messages belong to it.
CREATE TRIGGER thread_ended AFTER DELETE ON thread
    WHEN OLD.address = ''
      AND NOT EXISTS (SELECT 1 FROM message WHERE thread_id = OLD.thread_id)
      AND NOT EXISTS (SELECT 1 FROM outgoing WHERE thread_id = OLD.thread_id) BEGIN
  DELETE FROM thread_member WHERE thread_id = OLD.thread_id;
END;
-- Nor does it remember them for what is in no list of conversations: filed mail, and mail that was never sent.
CREATE TRIGGER filed_mail_leaves_conversation AFTER DELETE ON message
    WHEN OLD.blocked
      AND NOT EXISTS (SELECT 1 FROM thread WHERE address = '' AND thread_id = OLD.thread_id)
      AND NOT EXISTS (SELECT 1 FROM message WHERE thread_id = OLD.thread_id)
      AND NOT EXISTS (SELECT 1 FROM outgoing WHERE thread_id = OLD.thread_id) BEGIN
  DELETE FROM thread_member WHERE thread_id = OLD.thread_id;
END;
CREATE TRIGGER outgoing_leaves_conversation AFTER DELETE ON outgoing
    WHEN NOT EXISTS (SELECT 1 FROM thread WHERE address = '' AND thread_id = OLD.thread_id)
      AND NOT EXISTS (SELECT 1 FROM message WHERE thread_id = OLD.thread_id)
      AND NOT EXISTS (SELECT 1 FROM outgoing WHERE thread_id = OLD.thread_id) BEGIN
  DELETE FROM thread_member WHERE thread_id = OLD.thread_id;
END;

-- The pod's share of the mail that its account may take in on a day (UTC): what it has stored, and what it was given. `tier` is the
-- account's, as the directory said last; none is asked for.
CREATE TABLE inbound_share (
  one              INTEGER PRIMARY KEY CHECK (one = 1),
  day              INTEGER NOT NULL,
  messages         INTEGER NOT NULL,
  bytes            INTEGER NOT NULL,
  granted_messages INTEGER NOT NULL,
  granted_bytes    INTEGER NOT NULL,
  tier             TEXT
) STRICT;
INSERT INTO inbound_share (one, day, messages, bytes, granted_messages, granted_bytes) VALUES (1, 0, 0, 0, 0, 0);

-- Content that is too long for its row: of sent mail until it is moved into the bucket, and what older code stored.
CREATE INDEX message_long ON message (seq) WHERE length(detail) > 66000;
CREATE INDEX outgoing_long ON outgoing (seq) WHERE length(detail) > 66000;
