//! Lists of both received and sent messages.

use std::fmt::{self, Display};
use std::num::ParseIntError;
use std::str::FromStr;

use serde::Serialize;
use utoipa::ToSchema;

use super::inbox::message::InboxItem;
use super::outbox::OutgoingItem;

/// Joins a row that has a `place` with its message: a received one `m` or a sent one `o`.
pub const JOIN_MESSAGE: &str = "
    LEFT JOIN message m ON place % 2 = 0 AND m.seq = place / 2
    LEFT JOIN outgoing o ON place % 2 = 1 AND o.seq = place / 2";

/// The message in a list: the stored JSON object, and the members that change.
pub const LIST_ITEM: &str = r#"
    substr(coalesce(m.item, o.item), 1, length(coalesce(m.item, o.item)) - 1) || ',"direction":' || CASE
      WHEN m.seq IS NOT NULL THEN format('"inbound","read":%s,"archived":%s,"cursor":%d}',
        iif(m.read, 'true', 'false'), iif(m.archived, 'true', 'false'), m.seq)
      ELSE '"outbound",' || substr(json_object('status', o.status, 'error', o.error, 'sent_at',
        strftime('%Y-%m-%dT%H:%M:%fZ', o.sent_at / 1000.0, 'unixepoch')), 2) END"#;

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

/// The place of a message in the order of time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// When it was received or sent, in milliseconds since the epoch.
    pub at: i64,
    /// `seq * 2` of a received message, `seq * 2 + 1` of a sent one.
    pub place: i64,
}

impl Position {
    /// Before all messages.
    pub const START: Self = Self { at: -1, place: 0 };
    /// After all messages.
    pub const END: Self = Self { at: 1 << 52, place: 0 };
}

impl Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.at, self.place)
    }
}

impl FromStr for Position {
    type Err = ParseIntError;

    fn from_str(text: &str) -> Result<Self, ParseIntError> {
        let (at, place) = text.split_once('-').unwrap_or((text, ""));
        Ok(Self { at: at.parse()?, place: place.parse()? })
    }
}
