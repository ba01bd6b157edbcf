//! The schema of a pod's own database, and how an older one becomes the present one.

use crate::error::{Error, Result};
use crate::platform::{Sql, values};

/// Forward only: a step that has run anywhere is never changed, a change is a new step at the end.
const STEPS: &[&str] = &[
    // 1: mail.
    "
    CREATE TABLE address (
      address    TEXT PRIMARY KEY,
      public_key TEXT,
      total      INTEGER NOT NULL DEFAULT 0,
      unread     INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    -- `item` is the JSON of the message in lists, but for its flags. `detail`, sealed, is the JSON of what reading it
    -- adds; what does not fit into a row continues in `detail_rest`. `parts`, sealed, says where in the raw message
    -- its attachments lie.
    CREATE TABLE message (
      seq           INTEGER PRIMARY KEY AUTOINCREMENT,
      id            TEXT NOT NULL UNIQUE,
      address       TEXT NOT NULL REFERENCES address (address),
      message_id    TEXT NOT NULL,
      thread_id     TEXT NOT NULL,
      sender        TEXT NOT NULL,
      sender_domain TEXT NOT NULL,
      received_at   INTEGER NOT NULL,
      read          INTEGER NOT NULL DEFAULT 0,
      archived      INTEGER NOT NULL DEFAULT 0,
      blob          TEXT NOT NULL,
      blob_size     INTEGER NOT NULL,
      item          TEXT NOT NULL,
      parts         BLOB,
      detail        BLOB NOT NULL,
      UNIQUE (address, message_id)
    ) STRICT;

    CREATE INDEX message_in_order ON message (address, seq);
    CREATE INDEX message_by_time ON message (address, received_at, seq);
    CREATE INDEX message_unread ON message (address, seq) WHERE read = 0;
    CREATE INDEX message_of_thread ON message (thread_id, seq);
    CREATE INDEX message_from ON message (address, sender, seq);
    CREATE INDEX message_from_domain ON message (address, sender_domain, seq);

    CREATE TABLE detail_rest (
      seq   INTEGER NOT NULL REFERENCES message (seq) ON DELETE CASCADE,
      piece INTEGER NOT NULL,
      data  BLOB NOT NULL,
      PRIMARY KEY (seq, piece)
    ) STRICT, WITHOUT ROWID;

    -- Which conversation each message belongs to, those included that are only known from references to them.
    CREATE TABLE thread_member (
      message_id TEXT PRIMARY KEY,
      thread_id  TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX thread_member_of ON thread_member (thread_id);

    -- Counted where rows change, so that no list has to count.
    CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
      UPDATE address SET total = total + 1, unread = unread + 1 - NEW.read WHERE address = NEW.address;
    END;
    CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
      UPDATE address SET total = total - 1, unread = unread - 1 + OLD.read WHERE address = OLD.address;
    END;
    CREATE TRIGGER message_flagged AFTER UPDATE OF read ON message WHEN OLD.read <> NEW.read BEGIN
      UPDATE address SET unread = unread + OLD.read - NEW.read WHERE address = NEW.address;
    END;

    -- Names of blobs that no message holds: about to be stored, or to be removed.
    CREATE TABLE loose_blob (
      name  TEXT PRIMARY KEY,
      since INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    ",
    // 2: what happened, for those who listen.
    "
    CREATE TABLE event (
      cursor INTEGER PRIMARY KEY AUTOINCREMENT,
      about  TEXT NOT NULL,
      body   TEXT NOT NULL
    ) STRICT;
    CREATE INDEX event_about ON event (about);
    ",
    // 3: the gate.
    "
    CREATE TABLE request_window (
      period   TEXT PRIMARY KEY,
      start    INTEGER NOT NULL,
      reserved INTEGER NOT NULL,
      granted  INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE shut (
      one   INTEGER PRIMARY KEY CHECK (one = 1),
      since INTEGER NOT NULL
    ) STRICT;
    ",
    // 4: replies to be given again.
    "
    CREATE TABLE given_reply (
      key         TEXT PRIMARY KEY,
      fingerprint TEXT NOT NULL,
      since       INTEGER NOT NULL,
      reply       BLOB
    ) STRICT;
    CREATE INDEX given_reply_by_time ON given_reply (since);
    CREATE INDEX given_reply_under_way ON given_reply (key) WHERE reply IS NULL;
    ",
    // 5: mail that goes out.
    "
    -- `item` is the JSON of the message in lists, but for what changes. `detail`, sealed, is the JSON of the whole
    -- message, continued in `outgoing_rest`. `due_at` is when it is to be attempted next, if at all.
    CREATE TABLE outgoing (
      seq         INTEGER PRIMARY KEY AUTOINCREMENT,
      id          TEXT NOT NULL UNIQUE,
      address     TEXT NOT NULL REFERENCES address (address),
      message_id  TEXT NOT NULL UNIQUE,
      thread_id   TEXT NOT NULL,
      client_id   TEXT UNIQUE,
      fingerprint TEXT,
      status      TEXT NOT NULL
        CHECK (status IN ('pending_review', 'scheduled', 'pending', 'sent', 'failed', 'cancelled', 'rejected')),
      queued_at   INTEGER NOT NULL,
      due_at      INTEGER,
      attempts    INTEGER NOT NULL DEFAULT 0,
      sent_at     INTEGER,
      error       TEXT,
      item        TEXT NOT NULL,
      detail      BLOB NOT NULL
    ) STRICT;

    CREATE INDEX outgoing_by_status ON outgoing (status, seq);
    CREATE INDEX outgoing_due ON outgoing (due_at) WHERE due_at IS NOT NULL;
    CREATE INDEX outgoing_of_thread ON outgoing (thread_id, seq);

    CREATE TABLE outgoing_rest (
      seq   INTEGER NOT NULL REFERENCES outgoing (seq) ON DELETE CASCADE,
      piece INTEGER NOT NULL,
      data  BLOB NOT NULL,
      PRIMARY KEY (seq, piece)
    ) STRICT, WITHOUT ROWID;

    -- Everybody a message goes to, hidden recipients included, and how far it has come.
    CREATE TABLE recipient (
      seq     INTEGER NOT NULL REFERENCES outgoing (seq) ON DELETE CASCADE,
      address TEXT NOT NULL,
      status  TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
      error   TEXT,
      PRIMARY KEY (seq, address)
    ) STRICT, WITHOUT ROWID;
    ",
    // 6: conversations.
    "
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
      SELECT thread_id, address, received_at, seq * 2, 1 - read, json_array(sender, address) FROM message;
    INSERT INTO thread_message (thread_id, address, at, place, unread, people)
      SELECT thread_id, address, at, place, 0, people FROM sent_in_thread;
    INSERT INTO thread (address, thread_id, messages, unread, last_at)
      SELECT '', thread_id, count(*), sum(unread), max(at) FROM thread_message GROUP BY thread_id;
    INSERT INTO thread (address, thread_id, messages, unread, last_at)
      SELECT address, thread_id, count(*), sum(unread), max(at) FROM thread_message GROUP BY thread_id, address;

    CREATE TRIGGER message_joins AFTER INSERT ON message BEGIN
      INSERT INTO thread_message (thread_id, address, at, place, unread, people) VALUES
        (NEW.thread_id, NEW.address, NEW.received_at, NEW.seq * 2, 1 - NEW.read, json_array(NEW.sender, NEW.address));
    END;
    CREATE TRIGGER message_leaves AFTER DELETE ON message BEGIN
      DELETE FROM thread_message WHERE thread_id = OLD.thread_id AND address = OLD.address
        AND at = OLD.received_at AND place = OLD.seq * 2;
    END;
    CREATE TRIGGER message_moves AFTER UPDATE OF thread_id ON message WHEN OLD.thread_id <> NEW.thread_id BEGIN
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
    ",
    // 7: labels.
    "
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
    ",
    // 8: search.
    "
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
    ",
];

/// Brings the database to the present schema.
pub fn migrate(sql: &Sql) -> Result<()> {
    sql.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT", &[])?;
    let version = sql.first("SELECT max(version) FROM schema_version", &[])?.map_or(0, |row| row.integer(0));
    let done = usize::try_from(version).map_err(Error::internal)?;
    let Some(steps) = STEPS.get(done..) else {
        return Err(Error::internal(format!("the pod is at schema {done}, newer than this code's {}", STEPS.len())));
    };
    for (step, number) in steps.iter().zip(done + 1..) {
        sql.atomically(|| {
            sql.run(step, &[])?;
            let number = i64::try_from(number).map_err(Error::internal)?;
            sql.run("INSERT INTO schema_version (version) VALUES (?)", &values![number])
        })?;
    }
    Ok(())
}
