//! Mail both ways: how lists that mix received and sent messages show and order them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::inbox::message::InboxItem;
use super::outbox::OutgoingItem;
use crate::error::Error;

/// Joins a row that has a `place` with what lies there. Only one of `m` and `o` does.
pub const JOIN: &str = "
    LEFT JOIN message m ON place % 2 = 0 AND m.seq = place / 2
    LEFT JOIN outgoing o ON place % 2 = 1 AND o.seq = place / 2";

/// The message as lists show it: what is stored, which is one JSON object, and what changes.
pub const SHOWN: &str = r#"
    substr(coalesce(m.item, o.item), 1, length(coalesce(m.item, o.item)) - 1) || ',"direction":' || CASE
      WHEN m.seq IS NOT NULL THEN format('"inbound","read":%s,"archived":%s,"cursor":%d}',
        iif(m.read, 'true', 'false'), iif(m.archived, 'true', 'false'), m.seq)
      ELSE '"outbound",' || substr(json_object('status', o.status, 'error', o.error, 'sent_at',
        strftime('%Y-%m-%dT%H:%M:%fZ', o.sent_at / 1000.0, 'unixepoch')), 2) END"#;

/// A received message in a list that has sent ones as well.
#[derive(Serialize, ToSchema)]
#[allow(dead_code)]
pub struct Inbound {
    /// Always `inbound`.
    #[schema(example = "inbound")]
    direction: String,
    #[serde(flatten)]
    message: InboxItem,
}

/// A sent message in a list that has received ones as well.
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
    /// When the first server accepted it. Absent before.
    #[schema(format = DateTime)]
    sent_at: Option<String>,
    /// Why it failed.
    #[schema(example = "The server refused the recipient.")]
    error: Option<String>,
}

/// A message in a list of mail both ways.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[allow(dead_code)]
pub enum Correspondence {
    Inbound(Box<Inbound>),
    Outbound(Box<Outbound>),
}

/// Where a page ended: a time, and which of the things of that time. Callers pass it as they got it.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct Cursor {
    pub at: i64,
    pub which: String,
}

impl TryFrom<String> for Cursor {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        let parts = text.split_once('-').and_then(|(at, which)| Some((at.parse().ok()?, which.to_owned())));
        parts.map(|(at, which)| Self { at, which }).ok_or_else(no_cursor)
    }
}

impl Cursor {
    /// Later than everything.
    pub fn end() -> Self {
        Self { at: 1 << 52, which: "0".to_owned() }
    }

    /// Before everything.
    pub fn start() -> Self {
        Self { at: -1, which: "0".to_owned() }
    }

    /// The place within its time, where that is a number.
    pub fn place(&self) -> Result<i64, Error> {
        self.which.parse().map_err(|_| no_cursor())
    }
}

fn no_cursor() -> Error {
    Error::invalid("cursor is the `next_cursor` of the page before.")
}

/// A page of JSON objects.
pub struct Page {
    /// With commas between them.
    pub items: String,
    pub count: usize,
    /// Where it ended, if there is more.
    pub next: Option<String>,
}

impl Page {
    /// From lines, each an object, and as many cursors: one more of both than the page takes, if there is more.
    pub fn cut(lines: &str, cursors: &str, limit: usize) -> Self {
        let mut page = Self { items: String::with_capacity(lines.len()), count: 0, next: None };
        let mut last = None;
        for (line, cursor) in lines.split('\n').zip(cursors.split(',')).filter(|(line, _)| !line.is_empty()) {
            if page.count == limit {
                page.next = last.map(str::to_owned);
                break;
            }
            if page.count > 0 {
                page.items.push(',');
            }
            page.items.push_str(line);
            page.count += 1;
            last = Some(cursor);
        }
        page
    }

    /// What replies end with: how many there are, and how to go on. A cursor is plain ASCII.
    pub fn tail(&self) -> String {
        let next = self.next.as_ref().map_or("null".to_owned(), |next| format!(r#""{next}""#));
        format!(r#""count":{},"has_more":{},"next_cursor":{next}"#, self.count, self.next.is_some())
    }
}
