//! Outgoing mail: stored before the first attempt to send it, and listed during and after delivery.

mod attempt;
mod bounce;
mod compose;
pub mod drafts;
pub mod message;
pub mod moved;
mod notify;
mod outcome;
mod paid;
mod provider;
pub mod recipients;
pub mod reply;
mod resend;
pub mod send;
mod send_checks;
mod sent_mail;
mod store;
pub mod system_email;

use attempt::attempt;
pub use attempt::{retry, wake};
pub use bounce::{VerifiedReport, apply_report, verify_report};
pub use compose::{NewMail, NewMailOrBody};
use macros::operation;
pub use message::{FullOutgoing, OutgoingContent, OutgoingItem, OutgoingMessage, RecipientState, SentFile, Status};
pub use paid::PaymentHeader;
pub use provider::printed;
pub use sent_mail::SentMail;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::index;
use crate::audit_action::AuditAction;
use crate::error::{Code, Error, Result};
use crate::mail::outgoing_email::File;
use crate::platform::{FromRow, Value, values};
use crate::pod::Pod;
use crate::pod::storage::blobs;
use crate::time::Timestamp;
use crate::wire::{Both, Cursor, Json, JsonPage, PageInfo, Paging, Path, Query, RawJson, extended, to_json};

/// Errors of all operations that send mail.
pub const SEND_ERRORS: &[(Code, &str)] = &[
    (Code::InvalidPayment, ""),
    (Code::NotFound, "The message that this payment was for was sent, and deleted since."),
    (Code::PaymentRequired, "The allowance is used up, or the payment was refused; `reason` says why."),
    (Code::PaymentMismatch, "The payment was made for another request."),
    (Code::InProgress, "The payment is being settled."),
    (Code::TooLarge, "Texts and files together take at most 5 MiB."),
    (Code::IdempotencyMismatch, "Another message has this `client_id`, or another request this `Idempotency-Key`."),
    (Code::DeliveryFailed, "Every recipient's server refused the message for good."),
    (Code::FacilitatorFailed, "The payment could not be checked. Nothing was sent and nothing was paid."),
    (Code::PaymentPending, "It is not known yet whether the payment was settled. Send the same request again."),
];

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListOutbox {
    /// Only messages with this status.
    status: Option<Status>,
}

/// A page of sent messages.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
#[schema(as = Outbox)]
pub struct OutboxPage {
    /// Newest first.
    messages: Vec<OutgoingMessage>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List sent messages.
///
/// Lists outgoing messages in all states, the newest first.
#[operation(
    GET "/v1/email/outbox", tag = "email", permission = MailRead, tool,
    replies((status = 200, description = "A page of sent messages.", body = OutboxPage)),
    errors(InvalidRequest),
)]
pub async fn list_outbox(
    pod: Pod,
    Query(Both(list, Paging { limit, cursor })): Query<Both<ListOutbox, Paging<20, 100>>>,
) -> Result<RawJson> {
    page(&pod, limit.get(), cursor.map(|Cursor(seq)| seq), list.status)
}

fn page(pod: &Pod, limit: u32, cursor: Option<i64>, status: Option<Status>) -> Result<RawJson> {
    let page = format!(
        "SELECT {OUTGOING_COLUMNS} FROM outgoing WHERE {} seq < ?1 ORDER BY seq DESC LIMIT ?2 + 1",
        if status.is_some() { "status = ?3 AND" } else { "" }
    );
    let mut values = values![cursor.unwrap_or(i64::MAX), limit].to_vec();
    values.extend(status.map(|status| Value::from(<&str>::from(status))));
    page_of(pod, "messages", &page, &values, limit)
}

/// The messages of a mailbox that are held for review, the newest first.
pub(in crate::pod::mail) fn drafts_of(pod: &Pod, address: &str, limit: u32, cursor: Option<Cursor>) -> Result<RawJson> {
    let page = format!(
        "SELECT {OUTGOING_COLUMNS} FROM outgoing WHERE status = 'pending_review' AND address = CAST(?1 AS TEXT)
           AND seq < ?2
         ORDER BY seq DESC LIMIT ?3 + 1"
    );
    let before = cursor.map_or(i64::MAX, |Cursor(seq)| seq);
    page_of(pod, "drafts", &page, &values![address, before, limit], limit)
}

fn page_of(pod: &Pod, name: &str, select: &str, values: &[Value<'_>], limit: u32) -> Result<RawJson> {
    let rows: Vec<OutgoingRow> = pod.sql().rows(select, values)?;
    let items = rows.iter().map(|row| Ok((row.json()?, row.seq))).collect::<Result<Vec<_>>>()?;
    Ok(RawJson(format!("{{{}}}", JsonPage::cut(name, items.into_iter(), limit).members)))
}

/// Read a sent message.
///
/// Returns the content and the delivery state for each recipient.
#[operation(
    GET "/v1/email/outbox/{id}", tag = "email", permission = MailRead, per_inbox, tool,
    path(id = "`id` of the message."),
    replies((status = 200, description = "The message.", body = FullOutgoing)),
    errors(NotFound),
)]
pub async fn get_outgoing(pod: Pod, Path(id): Path<String>) -> Result<RawJson> {
    check_scope(&pod, &id)?;
    pod.outbox().message(&id).await
}

/// Refuses a message of an address to which the caller's key is not restricted.
fn check_scope(pod: &Pod, id: &str) -> Result<()> {
    let address: Option<String> = pod.sql().value("SELECT address FROM outgoing WHERE id = ?", &values![id])?;
    let address = address.ok_or_else(no_outgoing)?;
    pod.addresses().check_scope(&address).map_err(|_| no_outgoing())
}

/// A withdrawn message.
#[derive(Serialize, ToSchema)]
pub struct Cancelled {
    /// Always true.
    cancelled: bool,
    /// The message that was withdrawn.
    #[schema(example = "out_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// Withdraw a message.
///
/// Withdraws a message that is scheduled or held for review. A message that is being sent cannot be withdrawn.
#[operation(
    POST "/v1/email/outbox/{id}/cancel", tag = "email", permission = MailSend, per_inbox, tool,
    path(id = "`id` of the message."),
    reply = "The message will not be sent.",
    errors(NotFound, AlreadyResolved = "It was sent, or is being sent."),
    audit(EmailCancelled),
)]
pub async fn cancel_outgoing(pod: Pod, Path(id): Path<String>) -> Result<Json<Cancelled>> {
    const UPDATE_OUTGOING_CANCELLED: &str = "
        UPDATE outgoing SET status = 'cancelled', due_at = NULL
        WHERE id = ? AND status IN ('scheduled', 'pending_review') RETURNING 1";
    check_scope(&pod, &id)?;
    pod.sql().atomically(|| {
        if pod.sql().exists(UPDATE_OUTGOING_CANCELLED, &values![&id])? {
            return pod.audit().record(AuditAction::EmailCancelled, &id);
        }
        match pod.sql().exists(SELECT_EXISTS, &values![&id])? {
            true => Err(Error::new(Code::AlreadyResolved, "Only a scheduled or held message can be withdrawn.")),
            false => Err(no_outgoing()),
        }
    })?;
    Ok(Json(Cancelled { cancelled: true, id }))
}

/// A deleted message.
#[derive(Serialize, ToSchema)]
pub struct DeletedOutgoing {
    /// Always true.
    deleted: bool,
    /// The message that was deleted.
    #[schema(example = "out_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// Delete a sent message.
///
/// Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A message that is being sent cannot
/// be deleted yet.
#[operation(
    DELETE "/v1/email/outbox/{id}", tag = "email", permission = MailWrite,
    path(id = "`id` of the message."),
    reply = "The message is deleted.",
    errors(NotFound, InProgress = "It is being sent."),
    audit(EmailDeleted),
)]
pub async fn delete_outgoing(pod: Pod, Path(id): Path<String>) -> Result<Json<DeletedOutgoing>> {
    const DELETE_OUTGOING: &str = "DELETE FROM outgoing WHERE id = ? AND status <> 'pending' RETURNING seq";
    // If this call dies after the commit, the alarm deletes the blobs.
    pod.wake_at(pod.now()).await?;
    pod.sql().atomically(|| {
        let Some(seq) = pod.sql().value(DELETE_OUTGOING, &values![&id])? else {
            return match pod.sql().exists(SELECT_EXISTS, &values![&id])? {
                true => Err(Error::new(Code::InProgress, "The message is being sent.")
                    .fix("Delete it when it is sent or has failed.")),
                false => Err(no_outgoing()),
            };
        };
        pod.search().remove(index::sent(seq))?;
        pod.events().forget(&id)?;
        pod.audit().record(AuditAction::EmailDeleted, &id)
    })?;
    blobs::sweep(&pod).await?;
    Ok(Json(DeletedOutgoing { deleted: true, id }))
}

const SELECT_EXISTS: &str = "SELECT 1 FROM outgoing WHERE id = ?";

/// The columns of [`OutgoingRow`].
const OUTGOING_COLUMNS: &str = "item, status, sent_at, error, attempts, due_at, seq, id, address";

#[derive(FromRow)]
struct OutgoingRow {
    item: String,
    status: String,
    sent_at: Option<Timestamp>,
    error: Option<String>,
    attempts: i64,
    due_at: Option<Timestamp>,
    seq: i64,
    id: String,
    address: String,
}

impl OutgoingRow {
    /// The JSON of an [`OutgoingMessage`].
    fn json(&self) -> Result<String> {
        let progress = format!(
            r#""status":"{}","sent_at":{},"error":{},"attempts":{},"next_attempt_at":{}"#,
            self.status,
            to_json(&self.sent_at)?,
            to_json(&self.error)?,
            self.attempts,
            to_json(&self.due_at)?,
        );
        Ok(extended(&self.item, &progress))
    }
}

pub(in crate::pod) fn no_outgoing() -> Error {
    Error::not_found("message in the outbox")
}

impl From<File> for SentFile {
    fn from(file: File) -> Self {
        Self { size: file.size(), filename: file.filename, content_type: file.content_type }
    }
}
