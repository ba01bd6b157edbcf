//! A message that goes out, as it is kept: sealed, with its recipients, findable.

use super::{OutgoingContent, OutgoingItem, SEQ, SHOWN, SentFile, Status, no_outgoing, recipients, shown_row};
use crate::error::{Error, Result};
use crate::id::{OutgoingId, ThreadId};
use crate::mail::outgoing_email::OutgoingEmail;
use crate::mail::{self, Address, Mailbox};
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::mail::fingerprint;
use crate::pod::mail::search::index;
use crate::pod::storage::sealed_body;
use crate::time::Timestamp;
use crate::wire::{RawJson, extended, members, to_json};

/// What a message begins its way with.
pub struct Plan<'a> {
    pub status: Status,
    /// When it is to be attempted first, if by itself.
    pub due_at: Option<Timestamp>,
    /// The caller's own name for it, and what tells its request from others.
    pub client_id: Option<&'a str>,
    pub fingerprint: Option<&'a str>,
}

impl Pod {
    /// Keeps a message that is to be sent. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn keep_outgoing(
        &self,
        id: &OutgoingId,
        letter: &OutgoingEmail,
        plan: &Plan<'_>,
    ) -> Result<i64> {
        const INSERT_OUTGOING: &str = "
            INSERT INTO outgoing (id, address, message_id, thread_id, client_id, fingerprint, status, queued_at, due_at,
              item, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, x'') RETURNING seq";
        let thread = self.threads().join(&letter.message_id, &letter.references)?;
        let now = self.now();
        let item = self.outgoing_item(id.clone(), thread.clone(), now, letter);
        let item = to_json(&item)?;
        let mailbox = mailbox(letter);
        let fingerprint = plan.fingerprint.map(|plain| fingerprint::seal(self, id.as_str(), plain)).transpose()?;
        let values = values![
            id.as_str(),
            &mailbox,
            &letter.message_id,
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
        recipients::write(self, seq, letter)?;
        self.write_letter(seq, letter)?;
        self.index_letter(seq, now, letter)?;
        Ok(seq)
    }

    /// Replaces a message that waits. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn rewrite_outgoing(&self, seq: i64, letter: &OutgoingEmail) -> Result<()> {
        let row =
            self.sql().first("SELECT item FROM outgoing WHERE seq = ?", &values![seq])?.ok_or_else(no_outgoing)?;
        let old: OutgoingItem = serde_json::from_str(&row.text(0)).map_err(Error::internal)?;
        let item = self.outgoing_item(old.id, old.thread_id, old.queued_at, letter);
        let item = to_json(&item)?;
        self.sql().run("UPDATE outgoing SET item = ?2 WHERE seq = ?1", &values![seq, &item])?;
        self.search().remove(index::sent(seq))?;
        self.index_letter(seq, old.queued_at, letter)?;
        recipients::write(self, seq, letter)?;
        self.write_letter(seq, letter)
    }

    fn outgoing_item(
        &self,
        id: OutgoingId,
        thread_id: ThreadId,
        queued_at: Timestamp,
        letter: &OutgoingEmail,
    ) -> OutgoingItem {
        OutgoingItem {
            id,
            message_id: format!("<{}>", letter.message_id),
            from: letter.from.address.clone(),
            to: addresses(&letter.to),
            cc: addresses(&letter.cc),
            subject: letter.subject.clone(),
            snippet: if letter.is_confidential { String::new() } else { mail::snippet(&letter.readable()) },
            queued_at,
            thread_id,
            attachment_count: letter.files.len(),
            provider: self.carrier(letter).to_owned(),
        }
    }

    /// Seals what is to be sent. Part of the caller's transaction.
    pub(in crate::pod::mail::outbox) fn write_letter(&self, seq: i64, letter: &OutgoingEmail) -> Result<()> {
        let id = self.sql().first("SELECT id FROM outgoing WHERE seq = ?", &values![seq])?.ok_or_else(no_outgoing)?;
        let letter = serde_json::to_vec(letter).map_err(Error::internal)?;
        let sealed = self.key().seal(&id.text(0), &letter)?;
        let (row, rest) = sealed_body::split(&sealed);
        self.sql().run("UPDATE outgoing SET detail = ?2 WHERE seq = ?1", &values![seq, row])?;
        self.sql().run("DELETE FROM outgoing_rest WHERE seq = ?", &values![seq])?;
        sealed_body::Direction::Sent.keep_rest(self, seq, rest)
    }

    fn index_letter(&self, seq: i64, at: Timestamp, letter: &OutgoingEmail) -> Result<()> {
        self.outbox().index(seq, at, letter)
    }

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
    pub(in crate::pod) fn index(self, seq: i64, at: Timestamp, letter: &OutgoingEmail) -> Result<()> {
        let to = letter.to.iter().chain(&letter.cc);
        let readable = letter.readable();
        let entry = index::Entry {
            mailbox: &mailbox(letter),
            from: vec![pair(&letter.from)],
            to: to.map(pair).collect(),
            subject: &letter.subject,
            text: if letter.is_confidential { "" } else { &readable },
            has_attachment: !letter.files.is_empty(),
        };
        self.pod.search().insert(index::sent(seq), at, &index::tokens(self.pod.key(), &entry))
    }

    /// A message. One that is not sent any more may be in the bucket.
    pub(in crate::pod) async fn email(self, seq: i64) -> Result<OutgoingEmail> {
        const SELECT_LETTER: &str = "SELECT id, detail, detail_blob, detail_size FROM outgoing WHERE seq = ?";
        let found = {
            let row = self.pod.sql().first(SELECT_LETTER, &values![seq])?.ok_or_else(no_outgoing)?;
            let (blob, blob_size) = (row.optional_text(2), row.integer(3));
            sealed_body::Found { seq, id: row.text(0), row: row.bytes(1), blob, blob_size }
        };
        serde_json::from_slice(&sealed_body::Direction::Sent.open(self.pod, found).await?).map_err(Error::internal)
    }
}

impl Pod {
    /// A message that lies in the database: one that is still to be sent does.
    pub(in crate::pod::mail::outbox) fn read_letter(&self, seq: i64) -> Result<OutgoingEmail> {
        let row = self.sql().first("SELECT id, detail FROM outgoing WHERE seq = ?", &values![seq])?;
        let row = row.ok_or_else(no_outgoing)?;
        let letter = sealed_body::Direction::Sent.open_here(self, seq, &row.text(0), row.bytes(1))?;
        serde_json::from_slice(&letter).map_err(Error::internal)
    }

    /// A sent message in full, as JSON.
    pub(in crate::pod::mail::outbox) async fn outgoing(&self, id: &str) -> Result<RawJson> {
        let (seq, shown) = {
            let find = format!("SELECT {SHOWN} FROM outgoing WHERE id = ?");
            let row = self.sql().first(&find, &values![id])?.ok_or_else(no_outgoing)?;
            (row.integer(SEQ), shown_row(&row)?)
        };
        let letter = self.outbox().email(seq).await?;
        let content = OutgoingContent {
            bcc: addresses(&letter.bcc),
            reply_to: addresses(&letter.reply_to),
            in_reply_to: letter.references.last().filter(|_| letter.is_reply).map(|id| format!("<{id}>")),
            references: letter.references.iter().map(|id| format!("<{id}>")).collect(),
            attachments: letter.files.into_iter().map(SentFile::from).collect(),
            headers: letter.headers.into_iter().collect(),
            text: letter.text,
            html: letter.html,
            recipients: recipients::states(self, seq)?,
        };
        Ok(RawJson(extended(&shown, members(&to_json(&content)?))))
    }
}

/// The mailbox that a message is sent from: the sender's address without its tag.
fn mailbox(letter: &OutgoingEmail) -> String {
    let address = &letter.from.address;
    address.parse::<Address>().map_or_else(|_| address.clone(), |address| address.without_tag().to_string())
}

fn pair(person: &Mailbox) -> (&str, &str) {
    (&person.address, person.name.as_deref().unwrap_or_default())
}

fn addresses(people: &[Mailbox]) -> Vec<String> {
    people.iter().map(|person| person.address.clone()).collect()
}
