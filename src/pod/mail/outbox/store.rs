//! Stored outgoing messages: encrypted, with their recipients and their search index.

use super::{OUTGOING_COLUMNS, OutgoingContent, OutgoingItem, OutgoingRow, SentFile, Status, no_outgoing, recipients};
use crate::error::{Error, Result};
use crate::id::{OutgoingId, ThreadId};
use crate::mail::outgoing_email::OutgoingEmail;
use crate::mail::{self, Address, Mailbox};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::mail::index::{self, entry::Entry};
use crate::pod::runtime::fingerprint;
use crate::pod::storage::sealed_body;
use crate::time::Timestamp;
use crate::wire::{RawJson, extended, members, to_json};

/// The first state of a message.
pub struct Plan<'a> {
    pub status: Status,
    /// When the first attempt is due, if it needs no release.
    pub due_at: Option<Timestamp>,
    /// The caller's id of the message.
    pub client_id: Option<&'a str>,
    /// Hash of the request.
    pub fingerprint: Option<&'a str>,
}

#[derive(FromRow)]
struct StoredEmail {
    id: String,
    detail: Vec<u8>,
    detail_blob: Option<String>,
    detail_size: i64,
}

/// The messages that the pod sends.
#[derive(Clone, Copy)]
pub struct Outbox<'a> {
    pub(super) pod: &'a Pod,
}

impl Pod {
    /// The messages that the pod sends.
    pub(in crate::pod) const fn outbox(&self) -> Outbox<'_> {
        Outbox { pod: self }
    }
}

impl Outbox<'_> {
    /// Stores a message that will be sent. Part of the caller's transaction.
    pub(super) fn insert(self, id: &OutgoingId, email: &OutgoingEmail, plan: &Plan<'_>) -> Result<i64> {
        const INSERT_OUTGOING: &str = "
            INSERT INTO outgoing (id, address, message_id, thread_id, client_id, fingerprint, status, queued_at, due_at,
              item, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, x'') RETURNING seq";
        let (pod, now) = (self.pod, self.pod.now());
        let thread = pod.threads().join(&email.message_id, &email.references)?;
        let item = to_json(&self.item(id.clone(), thread.clone(), now, email))?;
        let mailbox = mailbox(email);
        let fingerprint = plan.fingerprint.map(|plain| fingerprint::seal(pod, id.as_str(), plain)).transpose()?;
        let values = values![
            id.as_str(),
            &mailbox,
            &email.message_id,
            thread.as_str(),
            plan.client_id,
            fingerprint.as_deref(),
            <&str>::from(plan.status),
            now,
            plan.due_at,
            &item,
        ];
        let seq =
            pod.sql().value(INSERT_OUTGOING, &values)?.ok_or_else(|| Error::internal("INSERT returned no row"))?;
        recipients::write(pod, seq, email)?;
        self.write(seq, email)?;
        self.index(seq, now, email)?;
        Ok(seq)
    }

    /// Replaces a held message. Part of the caller's transaction.
    pub(super) fn rewrite(self, seq: i64, email: &OutgoingEmail) -> Result<()> {
        let (pod, sql) = (self.pod, self.pod.sql());
        let old: Option<String> = sql.value("SELECT item FROM outgoing WHERE seq = ?", &values![seq])?;
        let old: OutgoingItem = serde_json::from_str(&old.ok_or_else(no_outgoing)?).map_err(Error::internal)?;
        let item = to_json(&self.item(old.id, old.thread_id, old.queued_at, email))?;
        sql.run("UPDATE outgoing SET item = ?2 WHERE seq = ?1", &values![seq, &item])?;
        pod.search().remove(index::sent(seq))?;
        self.index(seq, old.queued_at, email)?;
        recipients::write(pod, seq, email)?;
        self.write(seq, email)
    }

    fn item(self, id: OutgoingId, thread_id: ThreadId, queued_at: Timestamp, email: &OutgoingEmail) -> OutgoingItem {
        OutgoingItem {
            id,
            message_id: format!("<{}>", email.message_id),
            from: email.from.address.clone(),
            to: addresses(&email.to),
            cc: addresses(&email.cc),
            subject: email.subject.clone(),
            snippet: if email.is_confidential { String::new() } else { mail::snippet(&email.readable()) },
            queued_at,
            thread_id,
            attachment_count: email.files.len(),
            provider: self.pod.carrier(email).to_owned(),
        }
    }

    /// Encrypts and stores the content. Part of the caller's transaction.
    pub(super) fn write(self, seq: i64, email: &OutgoingEmail) -> Result<()> {
        let (pod, sql) = (self.pod, self.pod.sql());
        let id: Option<String> = sql.value("SELECT id FROM outgoing WHERE seq = ?", &values![seq])?;
        let json = serde_json::to_vec(email).map_err(Error::internal)?;
        let sealed = pod.key().seal(&id.ok_or_else(no_outgoing)?, &json)?;
        let (row, rest) = sealed_body::split(&sealed);
        sql.run("UPDATE outgoing SET detail = ?2 WHERE seq = ?1", &values![seq, row])?;
        sql.run("DELETE FROM outgoing_rest WHERE seq = ?", &values![seq])?;
        sealed_body::Direction::Sent.keep_rest(pod, seq, rest)
    }

    /// Adds a message to the search index. Part of the caller's transaction.
    pub(in crate::pod) fn index(self, seq: i64, at: Timestamp, email: &OutgoingEmail) -> Result<()> {
        let to = email.to.iter().chain(&email.cc);
        let readable = email.readable();
        let entry = Entry {
            mailbox: &mailbox(email),
            from: vec![pair(&email.from)],
            to: to.map(pair).collect(),
            subject: &email.subject,
            text: if email.is_confidential { "" } else { &readable },
            has_attachment: !email.files.is_empty(),
        };
        self.pod.search().insert(index::sent(seq), at, &entry.tokens(self.pod.key()))
    }

    /// Deletes messages, also those that were not sent yet. Part of the caller's transaction.
    pub(in crate::pod::mail) fn delete(self, seqs: &[i64]) -> Result<()> {
        const DELETE_OUTGOING: &str = "DELETE FROM outgoing WHERE seq IN (SELECT value FROM json_each(?)) RETURNING id";
        let ids: Vec<String> = self.pod.sql().values(DELETE_OUTGOING, &values![&to_json(seqs)?])?;
        seqs.iter().try_for_each(|seq| self.pod.search().remove(index::sent(*seq)))?;
        ids.iter().try_for_each(|id| self.pod.events().forget(id))
    }

    /// A message. One that is not sent any more may be in the bucket.
    pub(in crate::pod) async fn email(self, seq: i64) -> Result<OutgoingEmail> {
        let StoredEmail { id, detail, detail_blob, detail_size } = self.stored(seq)?;
        let found = sealed_body::Found { seq, id, row: detail, blob: detail_blob, blob_size: detail_size };
        serde_json::from_slice(&sealed_body::Direction::Sent.open(self.pod, found).await?).map_err(Error::internal)
    }

    /// A message that was not sent yet: it is in the database.
    pub(super) fn unsent_email(self, seq: i64) -> Result<OutgoingEmail> {
        let StoredEmail { id, detail, .. } = self.stored(seq)?;
        let json = sealed_body::Direction::Sent.open_here(self.pod, seq, &id, detail)?;
        serde_json::from_slice(&json).map_err(Error::internal)
    }

    fn stored(self, seq: i64) -> Result<StoredEmail> {
        const SELECT_EMAIL: &str = "SELECT id, detail, detail_blob, detail_size FROM outgoing WHERE seq = ?";
        self.pod.sql().row(SELECT_EMAIL, &values![seq])?.ok_or_else(no_outgoing)
    }

    /// A message in full, as JSON.
    pub(super) async fn message(self, id: &str) -> Result<RawJson> {
        let select = format!("SELECT {OUTGOING_COLUMNS} FROM outgoing WHERE id = ?");
        let row: OutgoingRow = self.pod.sql().row(&select, &values![id])?.ok_or_else(no_outgoing)?;
        let email = self.email(row.seq).await?;
        let content = OutgoingContent {
            bcc: addresses(&email.bcc),
            reply_to: addresses(&email.reply_to),
            in_reply_to: email.references.last().filter(|_| email.is_reply).map(|id| format!("<{id}>")),
            references: email.references.iter().map(|id| format!("<{id}>")).collect(),
            attachments: email.files.into_iter().map(SentFile::from).collect(),
            headers: email.headers.into_iter().collect(),
            text: email.text,
            html: email.html,
            recipients: recipients::states(self.pod, row.seq)?,
        };
        Ok(RawJson(extended(&row.json()?, members(&to_json(&content)?))))
    }
}

/// The mailbox that a message is sent from: the sender's address without its tag.
fn mailbox(email: &OutgoingEmail) -> String {
    let address = &email.from.address;
    address.parse::<Address>().map_or_else(|_| address.clone(), |address| address.without_tag().to_string())
}

fn pair(person: &Mailbox) -> (&str, &str) {
    (&person.address, person.name.as_deref().unwrap_or_default())
}

fn addresses(people: &[Mailbox]) -> Vec<String> {
    people.iter().map(|person| person.address.clone()).collect()
}
