//! What happens in the pod, on record: for sockets, for webhooks, and for those who come back.

use serde::{Deserialize, Serialize};

use super::live;
use crate::error::Result;
use crate::event_kind::EventKind;
use crate::id::EventId;
use crate::platform::values;
use crate::pod::{Pod, webhooks};
use crate::time::Timestamp;
use crate::wire::to_json;

/// Events kept for those who come back, at least.
pub const KEPT: i64 = 10_000;
/// Older ones are forgotten so many at a time.
const DELETE_BATCH: i64 = 100;

/// Something that happened.
pub struct Event<'a> {
    pub kind: EventKind,
    /// The mailbox it concerns, if it is one.
    pub address: Option<&'a str>,
    /// The thing it is about: the event is forgotten when that is deleted.
    pub about: &'a str,
    /// What else is told: a name and JSON each.
    pub members: &'a [(&'a str, String)],
}

/// Records an event, for webhooks too, and returns it as sockets are sent it. Part of the caller's transaction, before
/// which [`webhooks::arm`] is called.
pub fn record(pod: &Pod, event: &Event<'_>) -> Result<String> {
    const INSERT_EVENT: &str = "INSERT INTO event (about, at, body) VALUES (?, ?, '') RETURNING cursor";
    const UPDATE_EVENT_BODY: &str = "UPDATE event SET body = ?2 WHERE cursor = ?1";
    const DELETE_OLD_EVENTS: &str = "DELETE FROM event WHERE cursor <= ?";
    let cursor = pod.sql().first(INSERT_EVENT, &values![event.about, pod.now()])?.map_or(0, |row| row.integer(0));
    let (kind, id, address) = (event.kind.as_str(), EventId::generate()?, to_json(&event.address)?);
    let members: String = event.members.iter().map(|(name, json)| format!(r#","{name}":{json}"#)).collect();
    let body = format!(r#"{{"type":"{kind}","id":"{id}","cursor":{cursor},"address":{address}{members}}}"#);
    pod.sql().run(UPDATE_EVENT_BODY, &values![cursor, &body])?;
    if cursor % DELETE_BATCH == 0 {
        pod.sql().run(DELETE_OLD_EVENTS, &values![cursor - KEPT])?;
    }
    webhooks::add(pod, event, cursor, &id)?;
    Ok(body)
}

/// What an event that was [recorded](record) says: the members that follow its cursor.
pub fn data(recorded: &str) -> Option<&str> {
    let (_, rest) = recorded.split_once(r#","cursor":"#)?;
    rest.split_once(',')?.1.strip_suffix('}')
}

/// The cursor of an event that was [recorded](record).
pub fn cursor(recorded: &str) -> i64 {
    let after = recorded.split_once(r#","cursor":"#).map_or("", |(_, rest)| rest);
    after.split_once(',').and_then(|(cursor, _)| cursor.parse().ok()).unwrap_or(0)
}

/// Something that happened outside and is told here.
#[derive(Serialize, Deserialize)]
pub struct Happened {
    pub kind: EventKind,
    /// The id of the thing it is about.
    pub about: String,
    /// What is told of it: a name and JSON.
    pub name: String,
    pub json: String,
}

/// Records what happened outside, and tells it. Once, however often it comes.
pub async fn ingest(pod: &Pod, happened: &Happened) -> Result<()> {
    const SELECT_EVENT: &str = "SELECT 1 FROM event WHERE about = ?";
    webhooks::arm(pod).await?;
    let about = format!("{} {}", happened.about, happened.kind.as_str());
    let members = &[(happened.name.as_str(), happened.json.clone())];
    let event = Event { kind: happened.kind, address: None, about: &about, members };
    let recorded = pod.sql().atomically(|| match pod.sql().first(SELECT_EVENT, &values![&about])? {
        Some(_) => Ok(None),
        None => record(pod, &event).map(Some),
    })?;
    if let Some(recorded) = recorded {
        live::push(pod, &recorded);
    }
    Ok(())
}

/// An event as webhooks are posted it.
pub fn posted(kind: &str, id: &str, at: Timestamp, data: &str) -> String {
    format!(r#"{{"type":"{kind}","id":"{id}","timestamp":"{at}","data":{{{data}}}}}"#)
}

/// Forgets the events about something that was deleted.
pub fn forget(pod: &Pod, about: &str) -> Result<()> {
    pod.sql().run("DELETE FROM event WHERE about = ?", &values![about]).map(drop)
}
