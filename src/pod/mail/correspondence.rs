//! Received and sent messages in one list.

use serde::Serialize;
use utoipa::ToSchema;

use super::inbox::message::InboxItem;
use super::outbox::OutgoingItem;

/// A received message in a list of received and sent messages.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Inbound {
    /// Always `inbound`.
    #[schema(example = "inbound")]
    direction: String,
    #[serde(flatten)]
    message: InboxItem,
}

/// A sent message in a list of received and sent messages.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Outbound {
    /// Always `outbound`.
    #[schema(example = "outbound")]
    direction: String,
    #[serde(flatten)]
    message: OutgoingItem,
    /// `pending`, `sent` or `failed`.
    #[schema(example = "sent")]
    status: String,
    /// When delivery ended, if at least one server accepted it. Null before.
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// Why it failed.
    #[schema(example = "The server refused the recipient.")]
    error: Option<String>,
}

/// A message in a list of received and sent messages.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum Correspondence {
    Inbound(Box<Inbound>),
    Outbound(Box<Outbound>),
}
