//! Received mail that moves into another pod or from one.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::mailbox::Messages;
use crate::directory::MoveSource;
use crate::error::{Code, Error, Result};
use crate::id::JobId;
use crate::mail;
use crate::platform::{FromRow, values};
use crate::pod::mail::index::{self, opened_message::OpenedMessage};
use crate::pod::mail::labels::LabelChange;
use crate::pod::storage::blobs;
use crate::pod::storage::sealed_body::{Content, Direction, Found, Placed, no_message};
use crate::rpc::{ExportContent, MAX_INLINE_CONTENT, MovedMessage, MovedPart};
use crate::time::{Timestamp, from_column};

/// Messages of one reply, bytes of their contents in it, and bytes of what the other pod reads for them one by one. The last message may
/// exceed the limits.
const MAX_MESSAGES: usize = 100;
const MAX_INLINE_BYTES: usize = 1 << 20;
const MAX_BLOB_BYTES: i64 = 32 << 20;
/// A raw message up to this size is read into memory, so that a copy of it that arrives later is recognized.
const MAX_IDENTIFIED_BYTES: usize = 1 << 20;

/// A message that leaves.
#[derive(FromRow)]
struct LeavingRow {
    seq: i64,
    id: String,
    weight: i64,
    blob_bytes: i64,
    columns: String,
    parts: Option<Vec<u8>>,
    detail: Vec<u8>,
    detail_blob: Option<String>,
}

/// What the code needs to know of the columns.
#[derive(Deserialize)]
struct Columns {
    id: String,
    address: String,
    thread_id: String,
    #[serde(deserialize_with = "from_column")]
    received_at: Timestamp,
    blocked: u8,
    blob_size: usize,
    item: String,
    public_key: Option<String>,
}

#[derive(Deserialize)]
struct ItemLabels {
    #[serde(default)]
    labels: Vec<String>,
}

/// A message that has arrived from another pod. Its blobs are pending.
pub struct ArrivedMessage {
    pub seq: i64,
    row: Box<RawValue>,
    columns: Columns,
    blob: String,
    fingerprint: Option<String>,
    parts: Option<Vec<u8>>,
    content: Placed,
    tokens: Vec<i64>,
}

impl Messages<'_> {
    /// The next messages of the inboxes that a job moves away.
    pub(in crate::pod) fn leaving(self, job: &JobId, after: i64) -> Result<Vec<MovedMessage>> {
        const SELECT_NEXT: &str = "
            SELECT m.seq AS seq, m.id AS id,
              blob_size + detail_size + length(detail) + length(CAST(item AS BLOB)) + coalesce(length(parts), 0)
                + 2 * length(message_id) + 2048 + coalesce(length(tokens) * 5, 0) AS weight,
              blob_size + detail_size AS blob_bytes,
              json_object('id', m.id, 'address', m.address, 'message_id', message_id, 'thread_id', thread_id, 'sender', sender,
                'sender_domain', sender_domain, 'received_at', received_at, 'read', read, 'archived', archived,
                'blocked', m.blocked, 'blob_size', blob_size, 'item', item, 'public_key', k.public_key) AS columns,
              parts, detail, detail_blob
            FROM message m JOIN address a ON a.address = m.address
              LEFT JOIN e2e_key k ON k.seq = m.e2e_key LEFT JOIN indexed i ON i.place = m.seq * 2
            WHERE a.move_job = ?1 AND m.seq > ?2 ORDER BY m.seq LIMIT 1";
        let (mut messages, mut after, mut inline, mut outside) = (Vec::new(), after, 0, 0);
        while messages.len() < MAX_MESSAGES && inline < MAX_INLINE_BYTES && outside < MAX_BLOB_BYTES {
            let next = self.pod.sql().row(SELECT_NEXT, &values![job.as_str(), after])?;
            let Some(LeavingRow { seq, id, weight, blob_bytes, columns, parts, detail, detail_blob }) = next else {
                break;
            };
            let unreadable = |error: Error| if error.is_of_unreadable { cannot_decrypt(&id) } else { error };
            let parts = parts.map(|sealed| self.pod.key().open(&id, &sealed)).transpose().map_err(unreadable)?;
            let content = match detail_blob {
                Some(_) => None,
                None => Some(Direction::Received.open_here(self.pod, seq, &id, detail).map_err(unreadable)?),
            };
            let content = content.filter(|content| content.len() <= MAX_INLINE_CONTENT);
            inline += content.as_ref().map_or(0, Vec::len);
            (after, outside) = (seq, outside + blob_bytes);
            messages.push(MovedMessage {
                seq,
                weight,
                columns: RawValue::from_string(columns).map_err(Error::internal)?,
                parts: parts.map(String::from_utf8).transpose().map_err(Error::internal)?,
                content: content.map(String::from_utf8).transpose().map_err(Error::internal)?,
            });
        }
        Ok(messages)
    }

    /// The place of a raw message in the bucket, and its size.
    pub(in crate::pod) fn leaving_blob(self, job: &JobId, seq: i64) -> Result<(String, usize)> {
        #[derive(FromRow)]
        struct Blob {
            blob: String,
            blob_size: usize,
        }
        const SELECT_BLOB: &str = "
            SELECT blob, blob_size FROM message JOIN address USING (address) WHERE move_job = ?1 AND seq = ?2";
        let blob: Option<Blob> = self.pod.sql().row(SELECT_BLOB, &values![job.as_str(), seq])?;
        blob.map(|Blob { blob, blob_size }| (blob, blob_size)).ok_or_else(no_message)
    }

    /// The content of a message.
    pub(in crate::pod) async fn leaving_content(self, job: &JobId, seq: i64) -> Result<Vec<u8>> {
        #[derive(FromRow)]
        struct Body {
            id: String,
            detail: Vec<u8>,
            detail_blob: Option<String>,
            detail_size: i64,
        }
        const SELECT_BODY: &str = "
            SELECT id, detail, detail_blob, detail_size FROM message JOIN address USING (address)
            WHERE move_job = ?1 AND seq = ?2";
        let body: Option<Body> = self.pod.sql().row(SELECT_BODY, &values![job.as_str(), seq])?;
        let Body { id, detail, detail_blob, detail_size } = body.ok_or_else(no_message)?;
        let found = Found { seq, id: id.clone(), row: detail, blob: detail_blob, blob_size: detail_size };
        let opened = Direction::Received.open(self.pod, found).await;
        opened.map_err(|error| if error.is_of_unreadable { cannot_decrypt(&id) } else { error })
    }

    /// Stores the blobs of a message from another pod, sealed under this pod's key.
    pub(in crate::pod) async fn arrive(
        self,
        source: &MoveSource,
        job: &JobId,
        message: MovedMessage,
    ) -> Result<ArrivedMessage> {
        let (pod, seq) = (self.pod, message.seq);
        let columns: Columns = serde_json::from_str(message.columns.get()).map_err(Error::internal)?;
        let part = |part| ExportContent { job: job.clone(), part, seq };
        let content = match message.content {
            Some(content) => content.into_bytes(),
            None => source.whole(&part(MovedPart::Received)).await?,
        };
        let opened = OpenedMessage::new(columns.address.clone(), &columns.item, &content)?;
        let tokens = if columns.blocked == 0 { opened.entry().tokens(pod.key()) } else { Vec::new() };
        let parts = message.parts.map(|parts| pod.key().seal(&columns.id, parts.as_bytes())).transpose()?;
        let content = Content::new(pod, &columns.id, content)?.place(pod).await?;
        let (blob, fingerprint) = match columns.blob_size {
            ..=MAX_IDENTIFIED_BYTES => {
                let raw = source.whole(&part(MovedPart::Raw)).await?;
                // The raw form of an end-to-end encrypted message says nothing.
                let is_readable = columns.public_key.is_none();
                let fingerprint = is_readable.then(|| pod.key().name(&mail::identity(&raw)));
                (blobs::put(pod, raw).await?, fingerprint)
            }
            size => (blobs::put_stream(pod, source.content(&part(MovedPart::Raw)).await?, size).await?, None),
        };
        Ok(ArrivedMessage { seq, row: message.columns, columns, blob, fingerprint, parts, content, tokens })
    }

    /// Stores a message from another pod, without an event. Part of the caller's transaction.
    pub(in crate::pod) fn insert_arrived(self, message: &ArrivedMessage) -> Result<()> {
        const INSERT_MESSAGE: &str = "
            INSERT INTO message (id, address, message_id, thread_id, sender, sender_domain, received_at, read, archived, blocked,
              blob, blob_size, item, parts, detail, fingerprint, e2e_key, detail_blob, detail_size)
            SELECT it ->> '$.id', it ->> '$.address', it ->> '$.message_id', ?2, it ->> '$.sender', it ->> '$.sender_domain',
              it ->> '$.received_at', it ->> '$.read', it ->> '$.archived', it ->> '$.blocked', ?3, it ->> '$.blob_size',
              json_remove(json_set(it ->> '$.item', '$.thread_id', ?2), '$.labels'), ?4, ?5, ?6,
              (SELECT seq FROM e2e_key WHERE public_key = it ->> '$.public_key'), ?7, ?8
            FROM (SELECT ?1 AS it) RETURNING seq";
        let (pod, columns, content) = (self.pod, &message.columns, &message.content);
        if let Some(key) = &columns.public_key {
            pod.e2e_keys().remember(key)?;
        }
        let thread = pod.threads().adopted(&columns.thread_id)?;
        let values = values![
            message.row.get(),
            thread.as_str(),
            &message.blob,
            message.parts.as_deref(),
            &content.row[..],
            message.fingerprint.as_deref(),
            content.blob.as_deref(),
            content.blob_size,
        ];
        let seq = pod.sql().value(INSERT_MESSAGE, &values)?.ok_or_else(|| Error::internal("INSERT returned no row"))?;
        if columns.blocked == 0 {
            pod.search().insert(index::received(seq), columns.received_at, &message.tokens)?;
        }
        let ItemLabels { labels } = serde_json::from_str(&columns.item).map_err(Error::internal)?;
        if !labels.is_empty() {
            pod.labels().change(seq, &LabelChange { set: Some(labels), ..LabelChange::default() })?;
        }
        [&message.blob].into_iter().chain(&content.blob).try_for_each(|blob| blobs::commit(pod, blob))
    }

    /// Deletes some messages of the inboxes of a job, up to a number. Returns the names of their blobs, which the caller removes after
    /// the transaction; none if there are no more messages. Part of the caller's transaction.
    pub(in crate::pod) fn delete_moved(self, job: &JobId, until: i64) -> Result<Option<Vec<String>>> {
        const IS_MOVED: &str = "m.seq <= ? AND m.address IN (SELECT address FROM address WHERE move_job = ?)";
        let seqs = self.deletable(IS_MOVED, &values![until, job.as_str()])?;
        if seqs.is_empty() { Ok(None) } else { self.delete(&seqs).map(Some) }
    }
}

fn cannot_decrypt(id: &str) -> Error {
    Error::new(
        Code::CannotReassign,
        format!("The message {id} cannot be decrypted: its master key is missing, or it is damaged."),
    )
}
