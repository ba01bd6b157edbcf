//! Received and sent messages in one order of time.

use std::fmt::{self, Display};
use std::num::ParseIntError;
use std::str::FromStr;

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
