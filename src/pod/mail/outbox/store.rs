//! Stored outgoing messages: encrypted, with their recipients and their search index.

use super::{OUTGOING_COLUMNS, OutgoingContent, OutgoingItem, OutgoingRow, SentFile, Status, no_outgoing, recipients};
use crate::error::{Error, Result};
use crate::id::{OutgoingId, ThreadId};
use crate::mail::outgoing_email::OutgoingEmail;
use crate::mail::{self, Address, Mailbox};
use crate::platform::{FromRow, values};
use crate::pod::Pod;
use crate::pod::mail::search::index;
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

impl Pod {
    /// Stores a message that will be sent. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn insert_outgoing(
        &self,
        id: &OutgoingId,
        email: &OutgoingEmail,
        plan: &Plan<'_>,
    ) -> Result<i64> {
        const INSERT_OUTGOING: &str = "
            INSERT INTO outgoing (id, address, message_id, thread_id, client_id, fingerprint, status, queued_at, due_at,
              item, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, x'') RETURNING seq";
        let thread = self.threads().join(&email.message_id, &email.references)?;
        let now = self.now();
        let item = self.outgoing_item(id.clone(), thread.clone(), now, email);
        let item = to_json(&item)?;
        let mailbox = mailbox(email);
        let fingerprint = plan.fingerprint.map(|plain| fingerprint::seal(self, id.as_str(), plain)).transpose()?;
        let values = values![
            id.as_str(),
            &mailbox,
            &email.message_id,
            thread.as_str(),
            plan.client_id,
            fingerprint.as_deref(),
            plan.status.as_str(),
            now,
            plan.due_at,
            &item,
        ];
        let seq = self
            .sql()
            .first(INSERT_OUTGOING, &values)?
            .ok_or_else(|| Error::internal("nothing was inserted"))?
            .integer(0);
        recipients::write(self, seq, email)?;
        self.write_email(seq, email)?;
        self.outbox().index(seq, now, email)?;
        Ok(seq)
    }

    /// Replaces a held message. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn rewrite_outgoing(&self, seq: i64, email: &OutgoingEmail) -> Result<()> {
        let old: Option<String> = self.sql().value("SELECT item FROM outgoing WHERE seq = ?", &values![seq])?;
        let old: OutgoingItem = serde_json::from_str(&old.ok_or_else(no_outgoing)?).map_err(Error::internal)?;
        let item = self.outgoing_item(old.id, old.thread_id, old.queued_at, email);
        let item = to_json(&item)?;
        self.sql().run("UPDATE outgoing SET item = ?2 WHERE seq = ?1", &values![seq, &item])?;
        self.search().remove(index::sent(seq))?;
        self.outbox().index(seq, old.queued_at, email)?;
        recipients::write(self, seq, email)?;
        self.write_email(seq, email)
    }

    fn outgoing_item(
        &self,
        id: OutgoingId,
        thread_id: ThreadId,
        queued_at: Timestamp,
        email: &OutgoingEmail,
    ) -> OutgoingItem {
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
            provider: self.carrier(email).to_owned(),
        }
    }

    /// Encrypts and stores the content. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn write_email(&self, seq: i64, email: &OutgoingEmail) -> Result<()> {
        let id: Option<String> = self.sql().value("SELECT id FROM outgoing WHERE seq = ?", &values![seq])?;
        let json = serde_json::to_vec(email).map_err(Error::internal)?;
        let sealed = self.key().seal(&id.ok_or_else(no_outgoing)?, &json)?;
        let (row, rest) = sealed_body::split(&sealed);
        self.sql().run("UPDATE outgoing SET detail = ?2 WHERE seq = ?1", &values![seq, row])?;
        self.sql().run("DELETE FROM outgoing_rest WHERE seq = ?", &values![seq])?;
        sealed_body::Direction::Sent.keep_rest(self, seq, rest)
    }

    /// The messages that the pod sends.
    pub(in crate::pod) const fn outbox(&self) -> Outbox<'_> {
        Outbox { pod: self }
    }
}

/// The messages that the pod sends.
#[derive(Clone, Copy)]
pub struct Outbox<'a> {
    pub(super) pod: &'a Pod,
}

impl Outbox<'_> {
    /// Adds a message to the search index. Part of the caller's transaction.
    pub(in crate::pod) fn index(self, seq: i64, at: Timestamp, email: &OutgoingEmail) -> Result<()> {
        let to = email.to.iter().chain(&email.cc);
        let readable = email.readable();
        let entry = index::Entry {
            mailbox: &mailbox(email),
            from: vec![pair(&email.from)],
            to: to.map(pair).collect(),
            subject: &email.subject,
            text: if email.is_confidential { "" } else { &readable },
            has_attachment: !email.files.is_empty(),
        };
        self.pod.search().insert(index::sent(seq), at, &index::tokens(self.pod.key(), &entry))
    }

    /// A message. One that is not sent any more may be in the bucket.
    pub(in crate::pod) async fn email(self, seq: i64) -> Result<OutgoingEmail> {
        const SELECT_EMAIL: &str = "SELECT id, detail, detail_blob, detail_size FROM outgoing WHERE seq = ?";
        let row: Option<StoredEmail> = self.pod.sql().row(SELECT_EMAIL, &values![seq])?;
        let StoredEmail { id, detail, detail_blob, detail_size } = row.ok_or_else(no_outgoing)?;
        let found = sealed_body::Found { seq, id, row: detail, blob: detail_blob, blob_size: detail_size };
        serde_json::from_slice(&sealed_body::Direction::Sent.open(self.pod, found).await?).map_err(Error::internal)
    }
}

impl Pod {
    /// The content of a message that was not sent yet: it is in the database.
    pub(in crate::pod::mail::outbox) fn read_email(&self, seq: i64) -> Result<OutgoingEmail> {
        const SELECT_EMAIL: &str = "SELECT id, detail, detail_blob, detail_size FROM outgoing WHERE seq = ?";
        let row: StoredEmail = self.sql().row(SELECT_EMAIL, &values![seq])?.ok_or_else(no_outgoing)?;
        let json = sealed_body::Direction::Sent.open_here(self, seq, &row.id, row.detail)?;
        serde_json::from_slice(&json).map_err(Error::internal)
    }

    /// A sent message in full, as JSON.
    pub(in crate::pod::mail::outbox) async fn outgoing(&self, id: &str) -> Result<RawJson> {
        let select = format!("SELECT {OUTGOING_COLUMNS} FROM outgoing WHERE id = ?");
        let row: OutgoingRow = self.sql().row(&select, &values![id])?.ok_or_else(no_outgoing)?;
        let email = self.outbox().email(row.seq).await?;
        let content = OutgoingContent {
            bcc: addresses(&email.bcc),
            reply_to: addresses(&email.reply_to),
            in_reply_to: email.references.last().filter(|_| email.is_reply).map(|id| format!("<{id}>")),
            references: email.references.iter().map(|id| format!("<{id}>")).collect(),
            attachments: email.files.into_iter().map(SentFile::from).collect(),
            headers: email.headers.into_iter().collect(),
            text: email.text,
            html: email.html,
            recipients: recipients::states(self, row.seq)?,
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
