//! What happens in the pod, on record: for sockets, and for those who come back.

use super::Pod;
use crate::error::{Error, Result};
use crate::id::EventId;
use crate::platform::values;

/// Events kept for those who come back.
const KEPT: i64 = 10_000;

/// What can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    EmailReceived,
    EmailSent,
    EmailFailed,
    EmailHeld,
}

impl Kind {
    /// As sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::EmailReceived => "email.received",
            Self::EmailSent => "email.sent",
            Self::EmailFailed => "email.failed",
            Self::EmailHeld => "email.held",
        }
    }
}

/// Something that happened.
pub struct Event<'a> {
    pub kind: Kind,
    /// The mailbox it concerns.
    pub address: &'a str,
    /// The thing it is about: the event is forgotten when that is deleted.
    pub about: &'a str,
    /// What else is told: a name and JSON each.
    pub members: &'a [(&'a str, String)],
}

/// Records an event and returns it as sent. Part of the caller's transaction.
pub fn record(pod: &Pod, event: &Event<'_>) -> Result<String> {
    const INSERT: &str = "INSERT INTO event (about, body) VALUES (?, '') RETURNING cursor";
    const WRITE: &str = "UPDATE event SET body = ?2 WHERE cursor = ?1";
    const FORGET: &str = "DELETE FROM event WHERE cursor <= ?";
    let cursor = pod.sql().first(INSERT, &values![event.about])?.map_or(0, |row| row.integer(0));
    let (kind, id, address) =
        (event.kind.as_str(), EventId::generate()?, serde_json::to_string(event.address).map_err(Error::internal)?);
    let members: String = event.members.iter().map(|(name, json)| format!(r#","{name}":{json}"#)).collect();
    let body = format!(r#"{{"type":"{kind}","id":"{id}","cursor":{cursor},"address":{address}{members}}}"#);
    pod.sql().run(WRITE, &values![cursor, &body])?;
    pod.sql().run(FORGET, &values![cursor - KEPT])?;
    Ok(body)
}

/// Forgets the events about something that was deleted.
pub fn forget(pod: &Pod, about: &str) -> Result<()> {
    pod.sql().run("DELETE FROM event WHERE about = ?", &values![about]).map(drop)
}
