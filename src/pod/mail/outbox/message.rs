//! A sent message, as lists and the outbox show it.

use serde::{Deserialize, Serialize};
use strum::IntoStaticStr;
use utoipa::ToSchema;

use crate::id::{OutgoingId, ThreadId};
use crate::time::Timestamp;

/// The state of an outgoing message.
/// - `pending_review`: held until the account releases or rejects it
/// - `scheduled`: waits for its time
/// - `pending`: being sent, with retries for 24 hours
/// - `sent`: accepted by the server of at least one recipient
/// - `failed`: accepted by no server
/// - `cancelled`: withdrawn before it was sent
/// - `rejected`: the account did not release it
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
#[schema(as = OutgoingStatus)]
pub enum Status {
    PendingReview,
    Scheduled,
    Pending,
    Sent,
    Failed,
    Cancelled,
    Rejected,
}

/// A sent message in a list, without its delivery state, which changes.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct OutgoingItem {
    pub id: OutgoingId,
    /// The Message-ID (RFC 5322), in angle brackets.
    #[schema(example = "<0a1b2c@warren.example>")]
    pub message_id: String,
    /// The sender.
    #[schema(example = "ada@warren.example")]
    pub from: String,
    /// Recipients.
    #[schema(example = json!(["bob@mail.example"]))]
    pub to: Vec<String>,
    /// Recipients of a copy.
    #[serde(default)]
    #[schema(example = json!(["eve@mail.example"]))]
    pub cc: Vec<String>,
    /// The subject, on one line.
    #[schema(example = "Hello")]
    pub subject: String,
    /// First 120 characters of the text.
    #[schema(example = "Lunch at one?")]
    pub snippet: String,
    /// When Warren accepted it.
    pub queued_at: Timestamp,
    /// The conversation of the message.
    pub thread_id: ThreadId,
    /// Number of files.
    pub attachment_count: usize,
    /// Who delivers it: `internal` if all recipients are in this deployment, else the deployment's mail provider.
    #[schema(example = "internal")]
    pub provider: String,
}

/// The delivery state of a message.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Progress {
    status: Status,
    /// When delivery ended, if at least one server accepted it. Null before.
    sent_at: Option<Timestamp>,
    /// The last error.
    #[schema(example = "The server refused the recipient.")]
    error: Option<String>,
    /// Attempts to deliver it so far.
    attempts: u32,
    /// When the next attempt is due.
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

/// The delivery state of a message for one recipient.
#[derive(Serialize, ToSchema)]
pub struct RecipientState {
    /// The email address of the recipient.
    #[schema(example = "bob@mail.example")]
    pub address: String,
    /// `pending`, `delivered` or `failed`.
    #[schema(example = "delivered")]
    pub status: String,
    /// Why delivery failed or is delayed.
    #[schema(example = "The server refused the recipient.")]
    pub error: Option<String>,
    /// The provider's id of the message.
    #[schema(example = "0100019a5b7c")]
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

/// The content of a sent message, which lists do not have.
#[derive(Serialize, ToSchema)]
pub struct OutgoingContent {
    /// The plain text.
    #[schema(example = "Lunch at one?")]
    pub(super) text: Option<String>,
    /// The HTML form of the text.
    #[schema(example = "<p>Lunch at one?</p>")]
    pub(super) html: Option<String>,
    /// Recipients of a copy that the others do not see.
    #[schema(value_type = Vec<String>, example = json!(["eve@mail.example"]))]
    pub(super) bcc: Vec<String>,
    /// Where replies go, if not to `from`.
    #[schema(value_type = Vec<String>, example = json!(["ada@warren.example"]))]
    pub(super) reply_to: Vec<String>,
    /// The Message-ID of the answered message (In-Reply-To), in angle brackets.
    #[schema(example = "<welcome-1@mail.example>")]
    pub(super) in_reply_to: Option<String>,
    /// Message-IDs of earlier messages of the conversation.
    #[schema(example = json!(["<welcome-1@mail.example>"]))]
    pub(super) references: Vec<String>,
    /// Header fields of your own.
    pub(super) headers: std::collections::BTreeMap<String, String>,
    /// The files.
    pub(super) attachments: Vec<SentFile>,
    /// The delivery state for each recipient.
    pub(super) recipients: Vec<RecipientState>,
}

/// A file that was sent.
#[derive(Serialize, ToSchema)]
pub struct SentFile {
    /// The name of the file.
    #[schema(example = "prices.csv")]
    pub(super) filename: String,
    /// The media type of the file.
    #[schema(example = "text/csv")]
    pub(super) content_type: String,
    /// Bytes.
    pub(super) size: usize,
}
