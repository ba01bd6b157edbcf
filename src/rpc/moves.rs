//! Calls that move inboxes from one pod into another: the pod that receives them asks, the other answers.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::id::JobId;
use crate::time::Timestamp;
use crate::wire::Actor;

/// Contents of messages up to this size are part of replies.
pub const MAX_INLINE_CONTENT: usize = 64 * 1024;

/// Begins a job in the pod that receives the inboxes, or continues it. A repeated call changes nothing.
#[derive(Serialize, Deserialize)]
pub struct BeginMove {
    pub job: JobId,
}

/// Marks the inboxes of the pod as leaving, and reads their settings.
#[derive(Serialize, Deserialize)]
pub struct ExportInboxes {
    pub job: JobId,
}

/// What belongs to inboxes beside mail.
#[derive(Serialize, Deserialize)]
pub struct ExportedInboxes {
    /// A JSON array of rows.
    pub addresses: Box<RawValue>,
    /// A JSON array of rows.
    pub rules: Box<RawValue>,
    /// Bytes that the mail counts for in the pod's storage.
    pub received_bytes: i64,
    pub sent_bytes: i64,
    /// Messages.
    pub total: i64,
}

/// Reads which messages belong to which conversation, in the order of the Message-IDs.
#[derive(Serialize, Deserialize)]
pub struct ExportThreads {
    pub job: JobId,
    pub after: String,
}

/// Reads received messages, in the order of arrival.
#[derive(Serialize, Deserialize)]
pub struct ExportReceived {
    pub job: JobId,
    pub after: i64,
}

/// A message of an inbox that moves, decrypted.
#[derive(Serialize, Deserialize)]
pub struct MovedMessage {
    /// Its number in the pod that it leaves.
    pub seq: i64,
    /// Bytes that it counts for in the pod's storage.
    pub weight: i64,
    /// A JSON object of the columns that are not sealed.
    pub columns: Box<RawValue>,
    /// JSON: where its attachments are in the raw message.
    pub parts: Option<String>,
    /// JSON. None: it is too long for this reply.
    pub content: Option<String>,
}

/// Deletes outgoing messages that the other pod has stored, and reads the next ones.
#[derive(Serialize, Deserialize)]
pub struct ExportSent {
    pub job: JobId,
    pub after: i64,
    /// Numbers of messages that are stored.
    pub stored: Box<RawValue>,
}

/// Outgoing messages.
#[derive(Serialize, Deserialize)]
pub enum ExportedSent {
    /// Some may still be being sent. Ask again at this time.
    NotBefore(Timestamp),
    /// None are left.
    End,
    Messages(Vec<MovedOutgoing>),
    /// All of them up to this number cannot be decrypted. They stay.
    Unreadable(i64),
}

/// An outgoing message of an inbox that moves, decrypted.
#[derive(Serialize, Deserialize)]
pub struct MovedOutgoing {
    pub seq: i64,
    /// A JSON object of the columns that are not sealed.
    pub columns: Box<RawValue>,
    /// The hash of the request that sent it.
    pub fingerprint: Option<String>,
    pub recipients: Vec<MovedRecipient>,
    /// JSON. None: it is too long for this reply.
    pub content: Option<String>,
}

/// A recipient with its state.
#[derive(Serialize, Deserialize)]
pub struct MovedRecipient {
    pub address: String,
    pub status: String,
    pub error: Option<String>,
    pub provider_id: Option<String>,
    /// Whether the message was delivered within the deployment.
    pub is_internal: bool,
}

/// Reads a part of a message as a stream.
#[derive(Serialize, Deserialize)]
pub struct ExportContent {
    pub job: JobId,
    pub part: MovedPart,
    pub seq: i64,
}

/// A part of a message that can be long.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovedPart {
    /// The raw form of a received message.
    Raw,
    /// The content of a received message.
    Received,
    /// The content of an outgoing message.
    Sent,
}

/// Deletes a part of what has moved away.
#[derive(Serialize, Deserialize)]
pub struct LeaveInboxes {
    pub job: JobId,
    pub actor: Actor,
    /// The number of the last received message that has moved.
    pub received: i64,
}

/// How far that is.
#[derive(Serialize, Deserialize)]
pub struct LeftInboxes {
    /// Whether nothing is left. If not, call again.
    pub complete: bool,
}
