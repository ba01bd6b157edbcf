//! The reply to a message that was sent.

use serde::Serialize;
use utoipa::ToSchema;

use super::{RecipientState, Status};
use crate::directory::MailLeft;
use crate::id::{OutgoingId, ThreadId};
use crate::time::Timestamp;

/// An accepted message.
#[derive(Serialize, ToSchema)]
pub struct SentMail {
    pub(super) id: OutgoingId,
    /// The provider's id of the message. For mail within the deployment: `id`.
    #[schema(example = "0100019a5b7c")]
    pub(super) provider_id: String,
    /// Its Message-ID (RFC 5322), in angle brackets.
    #[schema(example = "<0a1b2c@warren.example>")]
    pub(super) message_id: String,
    pub(super) thread_id: ThreadId,
    /// `sent`, `pending` during retries, `scheduled`, or `pending_review`.
    pub(super) status: Status,
    /// The sender.
    #[schema(example = "Ada <ada@warren.example>")]
    pub(super) from: String,
    /// Recipients.
    #[schema(example = json!(["bob@mail.example"]))]
    pub(super) to: Vec<String>,
    /// The subject, on one line.
    #[schema(example = "Hello")]
    pub(super) subject: String,
    /// When Warren accepted it.
    pub(super) queued_at: Timestamp,
    /// When delivery ended, if at least one server accepted it. Null before.
    pub(super) sent_at: Option<Timestamp>,
    /// When the next attempt is due.
    pub(super) next_attempt_at: Option<Timestamp>,
    /// `internal` when all recipients are at domains of this deployment's own, else the deployment's provider.
    #[schema(example = "internal")]
    pub(super) provider: String,
    /// The delivery state for recipients in this deployment, if there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) internal_recipients: Vec<InternalRecipient>,
    /// The delivery state for each recipient.
    pub(super) recipients: Vec<RecipientState>,
    /// What is left of your account's allowance. Absent when the message had been sent before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rate_limit: Option<MailLeft>,
}

/// A recipient of this deployment.
#[derive(Serialize, ToSchema)]
pub struct InternalRecipient {
    /// The email address of the recipient.
    #[schema(example = "bob@warren.example")]
    pub(super) address: String,
    /// Whether the message is in the mailbox.
    pub(super) delivered: bool,
    /// Why it is not, for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "The mailbox is full.")]
    pub(super) error: Option<String>,
}

/// An accepted message.
#[derive(Serialize, ToSchema)]
pub struct SentFromInbox {
    /// Whether the server of at least one recipient accepted it.
    pub(super) sent: bool,
    #[serde(flatten)]
    pub(super) mail: SentMail,
}
