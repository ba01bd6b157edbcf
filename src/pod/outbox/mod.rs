//! Mail that goes out: kept before it is attempted, shown while it is under way and afterwards.

mod answer;
mod attempt;
mod bounce;
mod compose;
pub mod drafts;
mod provider;
mod resend;
mod send;

pub use answer::*;
use attempt::attempt;
pub use attempt::{retry, wake};
pub use bounce::reported;
pub use provider::printed;
pub use send::*;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::mailbox::Ready;
use super::receive::ROW;
use super::{Pod, events, index, threads};
use crate::error::{Code, Error, Result};
use crate::id::{OutgoingId, ThreadId};
use crate::mail::letter::{File, Letter};
use crate::mail::{self, Address, Mailbox};
use crate::platform::{Row, Value, values};
use crate::time::Timestamp;
use crate::wire::{Fault, Json, Path, Query};

const USUAL: u32 = 20;
const MOST: u32 = 100;

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Held until the account releases or rejects it.
    PendingReview,
    /// To be sent at its time.
    Scheduled,
    /// Being sent; tried again for 24 hours.
    Pending,
    /// Taken by the server of at least one recipient.
    Sent,
    /// Taken by nobody.
    Failed,
    /// Withdrawn before it was sent.
    Cancelled,
    /// Not released.
    Rejected,
}

impl Status {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::PendingReview => "pending_review",
            Self::Scheduled => "scheduled",
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
            Self::Rejected => "rejected",
        }
    }
}

/// A sent message in a list, but for how far it has come: what never changes.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct OutgoingItem {
    pub id: OutgoingId,
    /// Its Message-ID (RFC 5322), in angle brackets.
    #[schema(example = "<0a1b2c@warren.example>")]
    pub message_id: String,
    #[schema(example = "ada@warren.example")]
    pub from: String,
    pub to: Vec<String>,
    #[serde(default)]
    pub cc: Vec<String>,
    pub subject: String,
    /// First 120 characters of the text.
    pub snippet: String,
    #[schema(value_type = String, format = DateTime)]
    pub queued_at: Timestamp,
    /// The conversation it belongs to.
    pub thread_id: ThreadId,
    pub attachment_count: usize,
    /// Who carries it: `internal` when all recipients are of this deployment, else the deployment's provider.
    #[schema(example = "internal")]
    pub provider: String,
}

/// How far a message has come.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Progress {
    status: Status,
    /// When the last recipient's server took it.
    #[schema(value_type = Option<String>, format = DateTime)]
    sent_at: Option<Timestamp>,
    /// What went wrong last.
    error: Option<String>,
    attempts: u32,
    /// When it is tried again, or sent for the first time.
    #[schema(value_type = Option<String>, format = DateTime)]
    next_attempt_at: Option<Timestamp>,
}

/// A sent message in a list.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct OutgoingMessage {
    #[serde(flatten)]
    item: OutgoingItem,
    #[serde(flatten)]
    progress: Progress,
}

/// How far a message has come to one recipient.
#[derive(Serialize, ToSchema)]
pub struct RecipientState {
    pub address: String,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    pub status: String,
    /// Why it failed, or has not arrived yet.
    pub error: Option<String>,
    /// What the provider calls it.
    pub provider_id: Option<String>,
}

/// A sent message with all its content.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct FullOutgoing {
    #[serde(flatten)]
    message: OutgoingMessage,
    #[serde(flatten)]
    content: OutgoingContent,
}

/// What reading a sent message adds to its list item.
#[derive(Serialize, ToSchema)]
pub struct OutgoingContent {
    text: Option<String>,
    html: Option<String>,
    #[schema(value_type = Vec<String>)]
    bcc: Vec<String>,
    #[schema(value_type = Vec<String>)]
    reply_to: Vec<String>,
    /// Message-IDs of the conversation before it.
    references: Vec<String>,
    headers: std::collections::BTreeMap<String, String>,
    attachments: Vec<SentFile>,
    recipients: Vec<RecipientState>,
}

/// A file that was sent.
#[derive(Serialize, ToSchema)]
pub struct SentFile {
    filename: String,
    content_type: String,
    /// Bytes.
    size: usize,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListOutbox {
    /// Messages to list, 1 to 100.
    #[param(default = 20, minimum = 1, maximum = 100)]
    limit: Option<u32>,
    /// Only messages before this one: `next_cursor` of the page before.
    cursor: Option<i64>,
    /// Only messages that have come so far.
    status: Option<Status>,
}

/// A page of sent messages.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Outbox {
    /// Newest first.
    messages: Vec<OutgoingMessage>,
    /// Messages on this page.
    count: usize,
    has_more: bool,
    /// The `cursor` of the next page, if there is one.
    next_cursor: Option<i64>,
}

/// List sent messages.
///
/// The newest first: what is being sent, was sent, failed, waits for its time or for the account.
#[utoipa::path(get, path = "/v1/email/outbox", tag = "email", params(ListOutbox), responses(
    (status = 200, description = "A page.", body = Outbox),
    (status = 400, description = "`invalid_request`.", body = Fault),
))]
pub async fn list_outbox(pod: Pod, Query(list): Query<ListOutbox>) -> Result<Ready> {
    page(&pod, list.limit, list.cursor, list.status)
}

fn page(pod: &Pod, limit: Option<u32>, cursor: Option<i64>, status: Option<Status>) -> Result<Ready> {
    let limit = limit.unwrap_or(USUAL);
    if !(1..=MOST).contains(&limit) {
        return Err(Error::invalid(format!("limit lies between 1 and {MOST}.")));
    }
    let page = format!(
        "SELECT {SHOWN} FROM outgoing WHERE {} seq < ?1 ORDER BY seq DESC LIMIT ?2 + 1",
        if status.is_some() { "status = ?3 AND" } else { "" }
    );
    let mut values = values![cursor.unwrap_or(i64::MAX), limit].to_vec();
    values.extend(status.map(|status| Value::from(status.as_str())));
    let rows = pod.sql().all(&page, &values)?;
    let limit = limit as usize;
    let (shown, more) = (rows.iter().take(limit), rows.len() > limit);
    let next = shown.clone().next_back().filter(|_| more).map_or("null".to_owned(), |row| row.integer(SEQ).to_string());
    let (count, items) = (shown.len(), shown.map(shown_row).collect::<Result<Vec<_>>>()?.join(","));
    Ok(Ready(format!(r#"{{"messages":[{items}],"count":{count},"has_more":{more},"next_cursor":{next}}}"#)))
}

/// Read a sent message.
///
/// With its content and how far it has come to each recipient.
#[utoipa::path(get, path = "/v1/email/outbox/{id}", tag = "email", params(
    ("id" = String, Path, description = "Its `id`."),
), responses(
    (status = 200, description = "The message.", body = FullOutgoing),
    (status = 404, description = "`not_found`.", body = Fault),
))]
pub async fn get_outgoing(pod: Pod, Path(id): Path<String>) -> Result<Ready> {
    pod.outgoing(&id)
}

/// A withdrawn message.
#[derive(Serialize, ToSchema)]
pub struct Cancelled {
    /// Always true.
    cancelled: bool,
    id: String,
}

/// Withdraw a message.
///
/// One that is scheduled, or held for the account. What is being sent cannot be called back.
#[utoipa::path(post, path = "/v1/email/outbox/{id}/cancel", tag = "email", params(
    ("id" = String, Path, description = "Its `id`."),
), responses(
    (status = 200, description = "It will not be sent.", body = Cancelled),
    (status = 404, description = "`not_found`.", body = Fault),
    (status = 409, description = "`already_resolved`: it was sent, or is being sent.", body = Fault),
))]
pub async fn cancel_outgoing(pod: Pod, Path(id): Path<String>) -> Result<Json<Cancelled>> {
    const CANCEL: &str = "
        UPDATE outgoing SET status = 'cancelled', due_at = NULL
        WHERE id = ? AND status IN ('scheduled', 'pending_review') RETURNING 1";
    if pod.sql().first(CANCEL, &values![&id])?.is_none() {
        let there = pod.sql().first("SELECT 1 FROM outgoing WHERE id = ?", &values![&id])?;
        return Err(there.map_or_else(no_outgoing, |_| {
            Error::new(Code::AlreadyResolved, "Only a message that is scheduled or held can be withdrawn.")
        }));
    }
    Ok(Json(Cancelled { cancelled: true, id }))
}

/// A deleted message.
#[derive(Serialize, ToSchema)]
pub struct DeletedOutgoing {
    /// Always true.
    deleted: bool,
    id: String,
}

/// Delete a sent message.
///
/// For good: its text, its files, its recipients. One that waits for its time or for the account is withdrawn with that; one
/// that is being sent cannot be deleted yet.
#[utoipa::path(delete, path = "/v1/email/outbox/{id}", tag = "email", params(
    ("id" = String, Path, description = "Its `id`."),
), responses(
    (status = 200, description = "The message is gone.", body = DeletedOutgoing),
    (status = 404, description = "`not_found`.", body = Fault),
    (status = 409, description = "`in_progress`: it is being sent.", body = Fault),
))]
pub async fn delete_outgoing(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedOutgoing>> {
    const DELETE: &str = "DELETE FROM outgoing WHERE id = ? AND status <> 'pending' RETURNING seq";
    pod.sql().atomically(|| {
        let Some(row) = pod.sql().first(DELETE, &values![&id])? else {
            let there = pod.sql().first("SELECT 1 FROM outgoing WHERE id = ?", &values![&id])?;
            return Err(there.map_or_else(no_outgoing, |_| {
                Error::new(Code::InProgress, "The message is being sent.")
                    .fix("Delete it when it is sent or has failed.")
            }));
        };
        index::forget(&pod, index::sent(row.integer(0)))?;
        events::forget(&pod, &id)
    })?;
    Ok(Json(DeletedOutgoing { deleted: true, id }))
}

/// The columns that [`shown_row`] takes.
const SHOWN: &str = "item, status, sent_at, error, attempts, due_at, seq";
const SEQ: u32 = 6;

/// A row as an [`OutgoingMessage`].
fn shown_row(row: &Row) -> Result<String> {
    let time = |column| (!row.is_null(column)).then(|| Timestamp::from_millis(row.integer(column)).to_string());
    let json = |text: Option<String>| serde_json::to_string(&text).map_err(Error::internal);
    let item = row.text(0);
    Ok(format!(
        r#"{},"status":"{}","sent_at":{},"error":{},"attempts":{},"next_attempt_at":{}}}"#,
        item.strip_suffix('}').unwrap_or(&item),
        row.text(1),
        json(time(2))?,
        json(row.optional_text(3))?,
        row.integer(4),
        json(time(5))?,
    ))
}

pub(super) fn no_outgoing() -> Error {
    Error::not_found("message in the outbox")
}

/// What a message begins its way with.
struct Plan<'a> {
    status: Status,
    /// When it is to be attempted first, if by itself.
    due_at: Option<Timestamp>,
    /// The caller's own name for it, and what tells its request from others.
    client_id: Option<&'a str>,
    fingerprint: &'a str,
}

impl Pod {
    /// Keeps a message that is to be sent. Part of the caller's transaction.
    fn keep_outgoing(&self, id: &OutgoingId, letter: &Letter, plan: &Plan<'_>) -> Result<i64> {
        const INSERT: &str = "
            INSERT INTO outgoing (id, address, message_id, thread_id, client_id, fingerprint, status, queued_at, due_at,
              item, detail)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, x'') RETURNING seq";
        let thread = threads::join(self, &letter.message_id, &letter.references)?;
        let now = self.now();
        let item = self.outgoing_item(id.clone(), ThreadId::known(thread.clone()), now, letter);
        let item = serde_json::to_string(&item).map_err(Error::internal)?;
        let mailbox = mailbox(letter);
        let values = values![
            id.as_str(),
            &mailbox,
            &letter.message_id,
            &thread,
            plan.client_id,
            plan.fingerprint,
            plan.status.as_str(),
            now,
            plan.due_at,
            &item,
        ];
        let seq = self.sql().first(INSERT, &values)?.ok_or_else(|| Error::internal("nothing was inserted"))?.integer(0);
        self.write_recipients(seq, letter)?;
        self.write_letter(seq, letter)?;
        self.index_letter(seq, now, letter)?;
        Ok(seq)
    }

    /// Replaces a message that waits. Part of the caller's transaction.
    fn rewrite_outgoing(&self, seq: i64, letter: &Letter) -> Result<()> {
        let row =
            self.sql().first("SELECT item FROM outgoing WHERE seq = ?", &values![seq])?.ok_or_else(no_outgoing)?;
        let old: OutgoingItem = serde_json::from_str(&row.text(0)).map_err(Error::internal)?;
        let item = self.outgoing_item(old.id, old.thread_id, old.queued_at, letter);
        let item = serde_json::to_string(&item).map_err(Error::internal)?;
        self.sql().run("UPDATE outgoing SET item = ?2 WHERE seq = ?1", &values![seq, &item])?;
        index::forget(self, index::sent(seq))?;
        self.index_letter(seq, old.queued_at, letter)?;
        self.write_recipients(seq, letter)?;
        self.write_letter(seq, letter)
    }

    fn outgoing_item(
        &self,
        id: OutgoingId,
        thread_id: ThreadId,
        queued_at: Timestamp,
        letter: &Letter,
    ) -> OutgoingItem {
        OutgoingItem {
            id,
            message_id: format!("<{}>", letter.message_id),
            from: letter.from.address.clone(),
            to: addresses(&letter.to),
            cc: addresses(&letter.cc),
            subject: letter.subject.clone(),
            snippet: mail::snippet(&letter.readable()),
            queued_at,
            thread_id,
            attachment_count: letter.files.len(),
            provider: self.carrier(letter).to_owned(),
        }
    }

    /// Notes to whom a message goes that nobody has got yet. Part of the caller's transaction.
    fn write_recipients(&self, seq: i64, letter: &Letter) -> Result<()> {
        const RECIPIENTS: &str = "INSERT INTO recipient (seq, address) SELECT ?1, value FROM json_each(?2)";
        let recipients = serde_json::to_string(&letter.recipients()).map_err(Error::internal)?;
        self.sql().run("DELETE FROM recipient WHERE seq = ?", &values![seq])?;
        self.sql().run(RECIPIENTS, &values![seq, &recipients]).map(drop)
    }

    /// Seals what is to be sent. Part of the caller's transaction.
    fn write_letter(&self, seq: i64, letter: &Letter) -> Result<()> {
        const CONTINUE: &str = "INSERT INTO outgoing_rest (seq, piece, data) VALUES (?, ?, ?)";
        let id = self.sql().first("SELECT id FROM outgoing WHERE seq = ?", &values![seq])?.ok_or_else(no_outgoing)?;
        let detail = serde_json::to_vec(letter).map_err(Error::internal)?;
        let detail = self.key().seal(&id.text(0), &detail)?;
        let (row, rest) = detail.split_at(detail.len().min(ROW));
        self.sql().run("UPDATE outgoing SET detail = ?2 WHERE seq = ?1", &values![seq, row])?;
        self.sql().run("DELETE FROM outgoing_rest WHERE seq = ?", &values![seq])?;
        for (piece, data) in rest.chunks(ROW).enumerate() {
            let piece = i64::try_from(piece).map_err(Error::internal)?;
            self.sql().run(CONTINUE, &values![seq, piece, data])?;
        }
        Ok(())
    }

    /// Makes a message findable. Part of the caller's transaction.
    fn index_letter(&self, seq: i64, at: Timestamp, letter: &Letter) -> Result<()> {
        let to = letter.to.iter().chain(&letter.cc);
        let entry = index::Entry {
            mailbox: &mailbox(letter),
            from: pair(&letter.from),
            to: to.map(pair).collect(),
            subject: &letter.subject,
            text: &letter.readable(),
            has_attachment: !letter.files.is_empty(),
        };
        index::insert(self, index::sent(seq), at, &index::tokens(self.key(), &entry))
    }

    fn read_letter(&self, seq: i64) -> Result<Letter> {
        const REST: &str = "SELECT data FROM outgoing_rest WHERE seq = ? ORDER BY piece";
        let row = self.sql().first("SELECT id, detail FROM outgoing WHERE seq = ?", &values![seq])?;
        let row = row.ok_or_else(no_outgoing)?;
        let mut detail = row.bytes(1);
        for rest in self.sql().all(REST, &values![seq])? {
            detail.append(&mut rest.bytes(0));
        }
        serde_json::from_slice(&self.key().open(&row.text(0), &detail)?).map_err(Error::internal)
    }

    /// A sent message in full, as JSON.
    pub(super) fn outgoing(&self, id: &str) -> Result<Ready> {
        let find = format!("SELECT {SHOWN} FROM outgoing WHERE id = ?");
        let row = self.sql().first(&find, &values![id])?.ok_or_else(no_outgoing)?;
        let letter = self.read_letter(row.integer(SEQ))?;
        let content = OutgoingContent {
            bcc: addresses(&letter.bcc),
            reply_to: addresses(&letter.reply_to),
            references: letter.references.iter().map(|id| format!("<{id}>")).collect(),
            attachments: letter.files.into_iter().map(SentFile::from).collect(),
            headers: letter.headers.into_iter().collect(),
            text: letter.text,
            html: letter.html,
            recipients: self.recipients(row.integer(SEQ))?,
        };
        let (shown, content) = (shown_row(&row)?, serde_json::to_string(&content).map_err(Error::internal)?);
        let shown = shown.strip_suffix('}').unwrap_or(&shown);
        Ok(Ready(format!("{shown},{}", content.strip_prefix('{').unwrap_or(&content))))
    }

    fn recipients(&self, seq: i64) -> Result<Vec<RecipientState>> {
        const ALL: &str = "SELECT address, status, error, provider_id FROM recipient WHERE seq = ? ORDER BY address";
        let rows = self.sql().all(ALL, &values![seq])?;
        let states = rows.iter().map(|row| RecipientState {
            address: row.text(0),
            status: row.text(1),
            error: row.optional_text(2),
            provider_id: row.optional_text(3),
        });
        Ok(states.collect())
    }
}

impl From<File> for SentFile {
    fn from(file: File) -> Self {
        Self { size: file.size(), filename: file.filename, content_type: file.content_type }
    }
}

/// The mailbox that a message is sent from: the sender's address without its tag.
fn mailbox(letter: &Letter) -> String {
    let address = &letter.from.address;
    address.parse::<Address>().map_or_else(|_| address.clone(), |address| address.without_tag().to_string())
}

fn pair(person: &Mailbox) -> (&str, &str) {
    (&person.address, person.name.as_deref().unwrap_or_default())
}

fn addresses(people: &[Mailbox]) -> Vec<String> {
    people.iter().map(|person| person.address.clone()).collect()
}
