//! The search index: a blind index of keyed hashes of words. See docs/SEARCH.md.

pub mod entry;
pub mod opened_message;

use std::collections::BTreeMap;

use crate::error::{Code, Result};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::mail::timeline::{JOIN_MESSAGE, LIST_ITEM};
use crate::pod::storage::sealed_body;
use crate::time::Timestamp;
use crate::wire::to_json;
use opened_message::OpenedMessage;

/// Messages and bytes of the backlog that one run indexes.
const SLICE_MESSAGES: usize = 50;
const SLICE_BYTES: usize = 2 << 20;
/// Messages and words of one transaction, and transactions of one run.
const BATCH_MESSAGES: u32 = 100;
const BATCH_WORDS: usize = 20_000;
const MAX_BATCHES: usize = 10;

/// The place of a received message in the index.
pub const fn received(seq: i64) -> i64 {
    seq * 2
}

/// The place of a sent message in the index.
pub const fn sent(seq: i64) -> i64 {
    seq * 2 + 1
}

fn unpacked(tokens: &[u8]) -> impl Iterator<Item = i64> {
    tokens.as_chunks().0.iter().map(|bytes| i64::from_be_bytes(*bytes))
}

/// A message in the index.
pub struct IndexedMessage {
    mailbox: String,
    item: String,
    /// The message in a list.
    pub list_item: String,
    direction: sealed_body::Direction,
    content: sealed_body::Found,
}

impl IndexedMessage {
    /// Decrypts the message. `None` if it was deleted in the meantime.
    pub async fn open(self, pod: &Pod) -> Result<Option<OpenedMessage>> {
        match self.direction.open(pod, self.content).await {
            Err(error) if error.code == Code::NotFound => Ok(None),
            content => OpenedMessage::new(self.mailbox, &self.item, &content?).map(Some),
        }
    }
}

#[derive(FromRow)]
struct IndexedRow {
    place: i64,
    id: String,
    mailbox: String,
    item: String,
    detail: Vec<u8>,
    list_item: String,
    detail_blob: Option<String>,
    detail_size: i64,
}

impl From<IndexedRow> for IndexedMessage {
    fn from(row: IndexedRow) -> Self {
        let is_sent = row.place == sent(row.place / 2);
        Self {
            mailbox: row.mailbox,
            item: row.item,
            list_item: row.list_item,
            direction: if is_sent { sealed_body::Direction::Sent } else { sealed_body::Direction::Received },
            content: sealed_body::Found {
                seq: row.place / 2,
                id: row.id,
                row: row.detail,
                blob: row.detail_blob,
                blob_size: row.detail_size,
            },
        }
    }
}

/// A message whose tokens are stored, but not yet in the table `word`.
#[derive(FromRow)]
struct PendingTokens {
    place: i64,
    at: i64,
    tokens: Vec<u8>,
}

#[derive(FromRow)]
struct RemovedTokens {
    at: i64,
    tokens: Vec<u8>,
}

/// A message that is older than the index.
#[derive(FromRow)]
struct BacklogMessage {
    seq: i64,
    id: String,
    address: String,
    item: String,
    detail: Vec<u8>,
    received_at: Timestamp,
}

/// The search index of the pod's mail.
#[derive(Clone, Copy)]
pub struct SearchIndex<'a> {
    pod: &'a Pod,
}

impl Pod {
    /// The search index of the pod's mail.
    pub(in crate::pod) const fn search(&self) -> SearchIndex<'_> {
        SearchIndex { pod: self }
    }
}

impl SearchIndex<'_> {
    /// Stores the tokens of a message. Part of the transaction that stores the message.
    ///
    /// The words of one message are spread over the whole table `word`, so adding them alone would write hundreds of pages.
    /// [`catch_up`](Self::catch_up) adds the words of many messages together: before a search, or at an alarm.
    pub(in crate::pod) fn insert(self, place: i64, at: Timestamp, tokens: &[i64]) -> Result<()> {
        const UPSERT_INDEXED: &str = "
            INSERT INTO indexed (place, at, tokens, key_number) VALUES (?, ?, ?, ?) ON CONFLICT (place)
            DO UPDATE SET at = excluded.at, tokens = excluded.tokens, key_number = excluded.key_number";
        const INSERT_UNINDEXED: &str = "INSERT OR REPLACE INTO unindexed (place) VALUES (?)";
        let packed: Vec<u8> = tokens.iter().flat_map(|token| token.to_be_bytes()).collect();
        let key_number = i64::from(self.pod.key().number());
        self.pod.sql().run(UPSERT_INDEXED, &values![place, at, &packed[..], key_number])?;
        self.pod.sql().run(INSERT_UNINDEXED, &values![place]).map(drop)
    }

    /// Removes a message from the index. Part of the transaction that deletes the message.
    pub(in crate::pod) fn remove(self, place: i64) -> Result<()> {
        const DELETE_INDEXED: &str = "DELETE FROM indexed WHERE place = ? RETURNING at, tokens";
        const DELETE_WORDS: &str = "
            DELETE FROM word WHERE token IN (SELECT value FROM json_each(?1)) AND at = ?2 AND place = ?3";
        let sql = self.pod.sql();
        let Some(removed) = sql.row::<RemovedTokens>(DELETE_INDEXED, &values![place])? else { return Ok(()) };
        sql.run("DELETE FROM unindexed WHERE place = ?", &values![place])?;
        let tokens = to_json(&unpacked(&removed.tokens).collect::<Vec<_>>())?;
        sql.run(DELETE_WORDS, &values![&tokens, removed.at, place]).map(drop)
    }

    /// Messages by their places in the index. `None` for those that lists do not show.
    pub(in crate::pod::mail) fn messages(self, places: &[i64]) -> Result<Vec<Option<IndexedMessage>>> {
        const IS_LISTED: &str = "(o.seq IS NULL OR o.status IN ('pending', 'sent', 'failed'))";
        let select = format!(
            "SELECT place, coalesce(m.id, o.id) AS id, coalesce(m.address, o.address) AS mailbox,
               coalesce(m.item, o.item) AS item, coalesce(m.detail, o.detail) AS detail, {LIST_ITEM} AS list_item,
               coalesce(m.detail_blob, o.detail_blob) AS detail_blob, coalesce(m.detail_size, o.detail_size) AS detail_size
             FROM (SELECT CAST(value AS INTEGER) AS place FROM json_each(?1)) {JOIN_MESSAGE}
             WHERE (m.seq IS NOT NULL OR o.seq IS NOT NULL) AND {IS_LISTED}"
        );
        let rows: Vec<IndexedRow> = self.pod.sql().rows(&select, &values![&to_json(places)?])?;
        let mut messages: BTreeMap<_, _> = rows.into_iter().map(|row| (row.place, row.into())).collect();
        Ok(places.iter().map(|place| messages.remove(place)).collect())
    }

    /// Indexes a message again, under the current key. Returns the bytes that were decrypted.
    pub(in crate::pod) async fn renew(self, place: i64, at: Timestamp) -> Result<usize> {
        let pod = self.pod;
        if place == sent(place / 2) {
            let email = match pod.outbox().email(place / 2).await {
                Err(error) if error.code == Code::NotFound => return Ok(0),
                email => email?,
            };
            return pod.sql().atomically(|| {
                if self.remove_older(place)? {
                    pod.outbox().index(place / 2, at, &email)?;
                }
                Ok(email.readable().len())
            });
        }
        let Some(message) = self.messages(&[place])?.pop().flatten() else { return Ok(0) };
        let Some(message) = message.open(pod).await? else { return Ok(0) };
        let tokens = message.entry().tokens(pod.key());
        pod.sql().atomically(|| {
            if self.remove_older(place)? {
                self.insert(place, at, &tokens)?;
            }
            Ok(message.size)
        })
    }

    /// Removes a message that is indexed under an older key. Returns whether it was: it can have been changed or deleted in the
    /// meantime.
    fn remove_older(self, place: i64) -> Result<bool> {
        const SELECT_OLDER: &str = "SELECT 1 FROM indexed WHERE place = ? AND key_number <> ?";
        let key_number = i64::from(self.pod.key().number());
        if !self.pod.sql().exists(SELECT_OLDER, &values![place, key_number])? {
            return Ok(false);
        }
        self.remove(place).map(|()| true)
    }

    /// Indexes some of the messages that are not indexed yet. Returns when to continue, if some are left.
    pub(in crate::pod) fn catch_up(self) -> Result<Option<Timestamp>> {
        const SELECT_ANY: &str = "SELECT 1 FROM unindexed UNION ALL SELECT 1 FROM index_backlog LIMIT 1";
        if !self.pod.sql().exists(SELECT_ANY, &[])? {
            return Ok(None);
        }
        let is_backlog_done = self.index_backlog()?;
        let are_words_added = self.add_words()?;
        Ok((!is_backlog_done || !are_words_added).then(|| self.pod.now()))
    }

    /// Adds the words of messages whose tokens are stored, the newest first. Returns whether none are left.
    fn add_words(self) -> Result<bool> {
        const SELECT_UNINDEXED: &str = "
            SELECT place, at, tokens FROM unindexed JOIN indexed USING (place) ORDER BY place DESC LIMIT ?";
        const INSERT_WORDS: &str = "
            INSERT INTO word (token, at, place) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?) WHERE true
            ON CONFLICT (token, at, place) DO NOTHING";
        const DELETE_UNINDEXED: &str = "DELETE FROM unindexed WHERE place IN (SELECT value FROM json_each(?))";
        let sql = self.pod.sql();
        for _ in 0..MAX_BATCHES {
            let has_more = sql.atomically(|| {
                let (mut words, mut places) = (Vec::new(), Vec::new());
                for PendingTokens { place, at, tokens } in sql.rows(SELECT_UNINDEXED, &values![BATCH_MESSAGES])? {
                    words.extend(unpacked(&tokens).map(|token| (token, at, place)));
                    places.push(place);
                    if words.len() > BATCH_WORDS {
                        break;
                    }
                }
                // In the order of the table, so that neighbours are written together.
                words.sort_unstable();
                sql.run(INSERT_WORDS, &values![&to_json(&words)?])?;
                sql.run(DELETE_UNINDEXED, &values![&to_json(&places)?])?;
                sql.exists("SELECT 1 FROM unindexed LIMIT 1", &[])
            })?;
            if !has_more {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Stores the tokens of some messages that are older than the index, the newest first. Returns whether none are left.
    fn index_backlog(self) -> Result<bool> {
        const SELECT_BACKLOG: &str = "SELECT below FROM index_backlog";
        const SELECT_NEXT_MESSAGE: &str = "
            SELECT seq, id, address, item, detail, received_at FROM message WHERE seq < ? AND +blocked = 0
            ORDER BY seq DESC LIMIT 1";
        let (pod, sql) = (self.pod, self.pod.sql());
        sql.atomically(|| {
            let Some(mut below) = sql.value::<i64>(SELECT_BACKLOG, &[])? else { return Ok(true) };
            let mut bytes = 0;
            for _ in 0..SLICE_MESSAGES {
                let Some(row) = sql.row::<BacklogMessage>(SELECT_NEXT_MESSAGE, &values![below])? else {
                    sql.run("DELETE FROM index_backlog", &[])?;
                    return Ok(true);
                };
                below = row.seq;
                let detail = sealed_body::Direction::Received.open_here(pod, row.seq, &row.id, row.detail)?;
                let message = OpenedMessage::new(row.address, &row.item, &detail)?;
                let tokens = message.entry().tokens(pod.key());
                self.insert(received(row.seq), row.received_at, &tokens)?;
                bytes += message.size;
                if bytes > SLICE_BYTES {
                    break;
                }
            }
            sql.run("UPDATE index_backlog SET below = ?", &values![below])?;
            Ok(false)
        })
    }
}
