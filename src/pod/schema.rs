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
    CREATE INDEX outgoing_due ON outgoing (due_at) WHERE due_at IS NOT NULL AND status IN ('scheduled', 'pending');
    CREATE INDEX outgoing_of_thread ON outgoing (thread_id, seq);

    CREATE TABLE outgoing_rest (
      seq   INTEGER NOT NULL REFERENCES outgoing (seq) ON DELETE CASCADE,
      piece INTEGER NOT NULL,
      data  BLOB NOT NULL,
      PRIMARY KEY (seq, piece)
    ) STRICT, WITHOUT ROWID;

    -- Everybody a message goes to, hidden recipients included, and how far it has come.
    CREATE TABLE recipient (
      seq         INTEGER NOT NULL REFERENCES outgoing (seq) ON DELETE CASCADE,
      address     TEXT NOT NULL,
      status      TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
      error       TEXT,
      provider_id TEXT,
      PRIMARY KEY (seq, address)
    ) STRICT, WITHOUT ROWID;

    -- What recipients' servers refused for good, to stop those who send to lists that nobody asked for.
    CREATE TABLE bounce (
      at      INTEGER NOT NULL,
      address TEXT NOT NULL,
      PRIMARY KEY (at, address)
    ) STRICT, WITHOUT ROWID;
    ",
    // 6: webhooks.
    "
    -- When it happened; zero for what is older than this step.
    ALTER TABLE event ADD COLUMN at INTEGER NOT NULL DEFAULT 0;

    -- Without an `address` it is told of all mailboxes. `sealed` is the JSON of its URL and secrets. Nothing is
    -- attempted before `not_before`, and nothing at all where there is a `disabled_reason`.
    CREATE TABLE webhook (
      seq             INTEGER PRIMARY KEY AUTOINCREMENT,
      id              TEXT NOT NULL UNIQUE,
      address         TEXT,
      events          TEXT NOT NULL,
      sealed          BLOB NOT NULL,
      created_at      INTEGER NOT NULL,
      disabled_reason TEXT,
      failing_since   INTEGER,
      not_before      INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    -- An event that is to be posted, named as the event is. `due_at` is when it is to be attempted next; while an
    -- attempt is under way, when it is to be repeated should nobody hear how it ended.
    CREATE TABLE delivery (
      webhook      INTEGER NOT NULL REFERENCES webhook (seq) ON DELETE CASCADE,
      event        INTEGER NOT NULL,
      id           TEXT NOT NULL,
      type         TEXT NOT NULL,
      status       TEXT NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'delivered', 'failed')),
      created_at   INTEGER NOT NULL,
      due_at       INTEGER,
      attempts     INTEGER NOT NULL DEFAULT 0,
      attempted_at INTEGER,
      last_status  INTEGER,
      last_body    TEXT,
      last_error   TEXT,
      PRIMARY KEY (webhook, event),
      CHECK ((status = 'pending') = (due_at IS NOT NULL))
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX delivery_due ON delivery (webhook, due_at, event) WHERE due_at IS NOT NULL;
    CREATE INDEX delivery_by_time ON delivery (created_at);
    ",
    // 7: mail sealed to the agent's keys.
    "
    -- Every key the pod was ever told of. `since` is when it first became the pod's own, rather than an address's.
    -- `sealed` counts the messages that are stored and sealed to it.
    CREATE TABLE e2e_key (
      seq        INTEGER PRIMARY KEY AUTOINCREMENT,
      public_key TEXT NOT NULL UNIQUE,
      created_at INTEGER NOT NULL,
      since      INTEGER,
      sealed     INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE INDEX e2e_key_of_pod ON e2e_key (since) WHERE since IS NOT NULL;

    -- Who may change the pod's key, and which one it is.
    CREATE TABLE e2e_owner (
      one           INTEGER PRIMARY KEY CHECK (one = 1),
      seed_hash     BLOB NOT NULL,
      active        INTEGER NOT NULL REFERENCES e2e_key (seq),
      updated_at    INTEGER NOT NULL,
      failing_since INTEGER NOT NULL DEFAULT 0,
      failures      INTEGER NOT NULL DEFAULT 0
    ) STRICT;

    -- `public_key` is the one an address was claimed with; the pod's next key takes its place. `own_key` stays.
    ALTER TABLE address ADD COLUMN own_key TEXT;
    ALTER TABLE address ADD COLUMN e2e_enabled INTEGER NOT NULL DEFAULT 0;
    UPDATE address SET e2e_enabled = 1 WHERE public_key IS NOT NULL;
    INSERT INTO e2e_key (public_key, created_at)
      SELECT DISTINCT public_key, unixepoch() * 1000 FROM address WHERE public_key IS NOT NULL;

    -- The key that sealed a message; NULL too where that was before keys were remembered.
    ALTER TABLE message ADD COLUMN e2e_key INTEGER REFERENCES e2e_key (seq);
    CREATE TRIGGER message_sealed AFTER INSERT ON message WHEN NEW.e2e_key IS NOT NULL BEGIN
      UPDATE e2e_key SET sealed = sealed + 1 WHERE seq = NEW.e2e_key;
    END;
    CREATE TRIGGER sealed_message_removed AFTER DELETE ON message WHEN OLD.e2e_key IS NOT NULL BEGIN
      UPDATE e2e_key SET sealed = sealed - 1 WHERE seq = OLD.e2e_key;
    END;
    ",
    // 8: whose mail is taken.
    "
    -- `sender` is an address, a domain, `*.` and a domain, or `*`. A rule without an address is the whole pod's.
    CREATE TABLE rule (
      seq        INTEGER PRIMARY KEY AUTOINCREMENT,
      id         TEXT NOT NULL UNIQUE,
      address    TEXT REFERENCES address (address),
      sender     TEXT NOT NULL,
      auth       TEXT,
      action     TEXT NOT NULL CHECK (action IN ('allow', 'refuse', 'file')),
      trusting   INTEGER NOT NULL,
      note       TEXT,
      created_at INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX rule_once ON rule (coalesce(address, ''), sender, coalesce(auth, ''));

    ALTER TABLE address ADD COLUMN accept TEXT NOT NULL DEFAULT 'everyone' CHECK (accept IN ('everyone', 'allowed_only'));
    ALTER TABLE address ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE message ADD COLUMN blocked INTEGER NOT NULL DEFAULT 0;

    -- A flood that is filed away must not make the list of the rest slower: each has an order of its own.
    DROP INDEX message_in_order;
    DROP INDEX message_unread;
    CREATE INDEX message_in_order ON message (address, seq) WHERE blocked = 0;
    CREATE INDEX message_blocked ON message (address, seq) WHERE blocked = 1;
    CREATE INDEX message_unread ON message (address, seq) WHERE read = 0 AND blocked = 0;

    DROP TRIGGER message_added;
    DROP TRIGGER message_removed;
    DROP TRIGGER message_flagged;
    CREATE TRIGGER message_added AFTER INSERT ON message WHEN NOT NEW.blocked BEGIN
      UPDATE address SET total = total + 1, unread = unread + 1 - NEW.read WHERE address = NEW.address;
    END;
    CREATE TRIGGER message_removed AFTER DELETE ON message WHEN NOT OLD.blocked BEGIN
      UPDATE address SET total = total - 1, unread = unread - 1 + OLD.read WHERE address = OLD.address;
    END;
    CREATE TRIGGER message_flagged AFTER UPDATE OF read ON message WHEN OLD.read <> NEW.read AND NOT NEW.blocked BEGIN
      UPDATE address SET unread = unread + OLD.read - NEW.read WHERE address = NEW.address;
    END;
    CREATE TRIGGER blocked_message_added AFTER INSERT ON message WHEN NEW.blocked BEGIN
      UPDATE address SET blocked = blocked + 1 WHERE address = NEW.address;
    END;
    CREATE TRIGGER blocked_message_removed AFTER DELETE ON message WHEN OLD.blocked BEGIN
      UPDATE address SET blocked = blocked - 1 WHERE address = OLD.address;
    END;
    ",
    // 9: conversations.
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
    ",
    // 10: labels.
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
    // 11: search.
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
