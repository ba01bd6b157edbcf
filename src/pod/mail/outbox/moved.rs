//! Outgoing mail that moves into another pod or from one.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::attempt::attempts_end;
use super::recipients;
use super::store::Outbox;
use crate::directory::MoveSource;
use crate::error::{Error, Result};
use crate::id::JobId;
use crate::mail::outgoing_email::OutgoingEmail;
use crate::platform::{FromRow, log, values};
use crate::pod::runtime::fingerprint;
use crate::pod::storage::sealed_body::no_message;
use crate::rpc::{ExportContent, ExportedSent, MAX_INLINE_CONTENT, MovedOutgoing, MovedPart};
use crate::time::{Timestamp, from_column};
use crate::wire::to_json;

/// Messages of one reply, and bytes of their contents in it. The last message may exceed the limit.
const MAX_MESSAGES: u32 = 50;
const MAX_INLINE_BYTES: usize = 1 << 20;

#[derive(FromRow)]
struct LeavingRow {
    seq: i64,
    id: String,
    fingerprint: Option<String>,
    columns: String,
}

/// What the code needs to know of the columns.
#[derive(Deserialize)]
struct Columns {
    id: String,
    thread_id: String,
    #[serde(deserialize_with = "from_column")]
    queued_at: Timestamp,
}

/// An outgoing message that has arrived from another pod.
pub struct ArrivedOutgoing {
    message: MovedOutgoing,
    columns: Columns,
    email: OutgoingEmail,
}

impl ArrivedOutgoing {
    /// Its number in the pod that it comes from.
    pub fn seq(&self) -> i64 {
        self.message.seq
    }
}

impl Outbox<'_> {
    /// The next messages of the inboxes that a job has moved away.
    pub(in crate::pod) async fn leaving(self, job: &JobId, after: i64) -> Result<ExportedSent> {
        const SELECT_NEXT: &str = "
            SELECT seq, id, fingerprint,
              json_object('id', id, 'address', address, 'message_id', message_id, 'thread_id', thread_id,
                'client_id', iif(substr(client_id, 1, 1) = char(1), NULL, client_id), 'status', status, 'queued_at', queued_at,
                'due_at', due_at, 'attempts', attempts, 'sent_at', sent_at, 'error', error, 'item', item) AS columns
            FROM outgoing JOIN address USING (address) WHERE move_job = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3";
        // What is being sent would be sent twice.
        if let Some(at) = attempts_end(self.pod)? {
            return Ok(ExportedSent::NotBefore(at));
        }
        let rows: Vec<LeavingRow> = self.pod.sql().rows(SELECT_NEXT, &values![job.as_str(), after, MAX_MESSAGES])?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(ExportedSent::End) };
        let (mut messages, mut inline) = (Vec::new(), 0);
        for row in rows {
            match self.leaving_message(row).await {
                Err(error) if error.is_of_unreadable => log::error(&error.to_string()),
                message => {
                    let message = message?;
                    inline += message.content.as_ref().map_or(0, String::len);
                    messages.push(message);
                }
            }
            if inline >= MAX_INLINE_BYTES {
                break;
            }
        }
        Ok(if messages.is_empty() { ExportedSent::Unreadable(last) } else { ExportedSent::Messages(messages) })
    }

    async fn leaving_message(self, row: LeavingRow) -> Result<MovedOutgoing> {
        let LeavingRow { seq, id, fingerprint, columns } = row;
        let fingerprint = fingerprint.map(|sealed| fingerprint::opened(self.pod, &id, &sealed)).transpose()?;
        let content = to_json(&self.email(seq).await?)?;
        Ok(MovedOutgoing {
            seq,
            columns: RawValue::from_string(columns).map_err(Error::internal)?,
            fingerprint: fingerprint.flatten(),
            recipients: recipients::export(self.pod, seq)?,
            content: Some(content).filter(|content| content.len() <= MAX_INLINE_CONTENT),
        })
    }

    /// The content of a message.
    pub(in crate::pod) async fn leaving_content(self, job: &JobId, seq: i64) -> Result<Vec<u8>> {
        const SELECT_LEAVING: &str =
            "SELECT 1 FROM outgoing JOIN address USING (address) WHERE move_job = ?1 AND seq = ?2";
        if !self.pod.sql().exists(SELECT_LEAVING, &values![job.as_str(), seq])? {
            return Err(no_message());
        }
        serde_json::to_vec(&self.email(seq).await?).map_err(Error::internal)
    }

    /// Reads a message from another pod.
    pub(in crate::pod) async fn arrive(
        self,
        source: &MoveSource,
        job: &JobId,
        message: MovedOutgoing,
    ) -> Result<ArrivedOutgoing> {
        let part = ExportContent { job: job.clone(), part: MovedPart::Sent, seq: message.seq };
        let email = match &message.content {
            Some(content) => serde_json::from_str(content),
            None => serde_json::from_slice(&source.whole(&part).await?),
        };
        let columns = serde_json::from_str(message.columns.get()).map_err(Error::internal)?;
        Ok(ArrivedOutgoing { columns, email: email.map_err(Error::internal)?, message })
    }

    /// Stores a message from another pod, if it is not stored. Part of the caller's transaction.
    pub(in crate::pod) fn insert_arrived(self, arrived: &ArrivedOutgoing) -> Result<()> {
        // A message whose client_id another one has here loses it.
        const INSERT_OUTGOING: &str = "
            INSERT INTO outgoing (id, address, message_id, thread_id, client_id, fingerprint, status, queued_at, due_at, attempts,
              sent_at, error, item, detail)
            SELECT it ->> '$.id', it ->> '$.address', it ->> '$.message_id', ?2,
              iif(?3 IS NULL OR EXISTS (SELECT 1 FROM outgoing WHERE client_id = it ->> '$.client_id'), NULL,
                it ->> '$.client_id'), ?3,
              it ->> '$.status', it ->> '$.queued_at', it ->> '$.due_at', it ->> '$.attempts', it ->> '$.sent_at',
              it ->> '$.error', json_set(it ->> '$.item', '$.thread_id', ?2), x''
            FROM (SELECT ?1 AS it) WHERE true ON CONFLICT (id) DO NOTHING RETURNING seq";
        let pod = self.pod;
        let ArrivedOutgoing { message, columns, email } = arrived;
        let fingerprint = message.fingerprint.as_deref();
        let fingerprint = fingerprint.map(|plain| fingerprint::seal(pod, &columns.id, plain)).transpose()?;
        let thread = pod.threads().adopted(&columns.thread_id)?;
        let values = values![message.columns.get(), thread.as_str(), fingerprint.as_deref()];
        let Some(seq) = pod.sql().value(INSERT_OUTGOING, &values)? else { return Ok(()) };
        recipients::write(pod, seq, email)?;
        recipients::import(pod, seq, &message.recipients)?;
        self.write(seq, email)?;
        self.index(seq, columns.queued_at, email)
    }

    /// Deletes messages of the inboxes that a job has moved away. Part of the caller's transaction.
    pub(in crate::pod) fn delete_moved(self, job: &JobId, seqs: &str) -> Result<()> {
        const SELECT_MOVED: &str = "
            SELECT seq FROM outgoing JOIN address USING (address)
            WHERE move_job = ?1 AND seq IN (SELECT value FROM json_each(?2))";
        let seqs: Vec<i64> = self.pod.sql().values(SELECT_MOVED, &values![job.as_str(), seqs])?;
        self.delete(&seqs)
    }
}
