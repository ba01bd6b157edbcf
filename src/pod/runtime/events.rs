//! What happens in the pod, on record: for sockets, for subscribers, and for clients that come back.

use macros::FromRow;
use serde::Deserialize;

use crate::error::Result;
use crate::event_kind::EventKind;
use crate::id::{EventId, PodId};
use crate::platform::values;
use crate::pod::Pod;
use crate::time::Timestamp;
use crate::wire::to_json;

/// Events that stay on record, at least.
pub const MIN_KEPT_EVENTS: i64 = 10_000;
/// Older events are deleted in batches of this size.
const DELETE_BATCH: i64 = 100;

/// Something that happened.
pub struct Event<'a> {
    pub kind: EventKind,
    /// The mailbox that the event concerns, if any.
    pub address: Option<&'a str>,
    /// The thing that the event is about: the event is deleted with it.
    pub about: &'a str,
    /// Further members: a name and JSON each.
    pub members: &'a [(&'a str, String)],
}

/// A stored event.
#[derive(FromRow)]
pub struct StoredEvent {
    pub cursor: i64,
    pub body: String,
}

/// Receives every event that is recorded.
pub trait Subscriber: Send + Sync {
    /// When the alarm has to ring at the latest in case the object dies right after an event was recorded. None: there is nobody to
    /// send events to.
    fn deadline(&self, pod: &Pod) -> Result<Option<Timestamp>>;

    /// Takes an event. Part of the transaction that records it.
    fn add(&self, pod: &Pod, event: &Event<'_>, cursor: i64, id: &EventId) -> Result<()>;
}

/// The pod's events.
pub struct Events<'a>(&'a Pod);

impl Pod {
    pub(in crate::pod) fn events(&self) -> Events<'_> {
        Events(self)
    }
}

impl Events<'_> {
    /// Arms the alarm for subscribers. Comes before the transaction that records an event.
    pub async fn prepare(&self) -> Result<()> {
        for subscriber in self.0.opened.subscribers {
            if let Some(deadline) = subscriber.deadline(self.0)? {
                self.0.wake_at(deadline).await?;
            }
        }
        Ok(())
    }

    /// Records an event, for subscribers too, and returns it as sockets receive it. Part of the caller's transaction, before which
    /// [`prepare`](Self::prepare) is called.
    pub fn record(&self, event: &Event<'_>) -> Result<String> {
        const INSERT_EVENT: &str = "INSERT INTO event (about, at, body) VALUES (?, ?, '') RETURNING cursor";
        const UPDATE_BODY: &str = "UPDATE event SET body = ?2 WHERE cursor = ?1";
        const DELETE_OLD: &str = "DELETE FROM event WHERE cursor <= ?";
        let sql = self.0.sql();
        let cursor = sql.value(INSERT_EVENT, &values![event.about, self.0.now()])?.unwrap_or(0);
        let (kind, id, address) = (event.kind.as_str(), EventId::generate()?, to_json(&event.address)?);
        let members: String = event.members.iter().map(|(name, json)| format!(r#","{name}":{json}"#)).collect();
        let body = format!(r#"{{"type":"{kind}","id":"{id}","cursor":{cursor},"address":{address}{members}}}"#);
        sql.run(UPDATE_BODY, &values![cursor, &body])?;
        if cursor % DELETE_BATCH == 0 {
            sql.run(DELETE_OLD, &values![cursor - MIN_KEPT_EVENTS])?;
        }
        for subscriber in self.0.opened.subscribers {
            subscriber.add(self.0, event, cursor, &id)?;
        }
        Ok(body)
    }

    /// Deletes the events about something that was deleted.
    pub fn forget(&self, about: &str) -> Result<()> {
        self.0.sql().run("DELETE FROM event WHERE about = ?", &values![about]).map(drop)
    }
}

/// Whether a recorded event is about an approval.
pub fn is_about_approval(recorded: &str) -> bool {
    let after = recorded.strip_prefix(r#"{"type":""#).unwrap_or_default();
    after.split('"').next().is_some_and(EventKind::is_about_approval)
}

/// The pod whose charge a recorded event about an approval concerns. In a home pod it can be another pod of the account.
pub fn pod_of_approval(recorded: &str) -> Option<PodId> {
    #[derive(Deserialize)]
    struct Recorded {
        approval: Approval,
    }
    #[derive(Deserialize)]
    struct Approval {
        pod_id: PodId,
    }
    let recorded = is_about_approval(recorded).then(|| serde_json::from_str::<Recorded>(recorded).ok())?;
    recorded.map(|recorded| recorded.approval.pod_id)
}

/// The members of a recorded event that follow its cursor.
pub fn data(recorded: &str) -> Option<&str> {
    let (_, rest) = recorded.split_once(r#","cursor":"#)?;
    rest.split_once(',')?.1.strip_suffix('}')
}

/// The cursor of a recorded event.
pub fn cursor(recorded: &str) -> i64 {
    let after = recorded.split_once(r#","cursor":"#).map_or("", |(_, rest)| rest);
    after.split_once(',').and_then(|(cursor, _)| cursor.parse().ok()).unwrap_or(0)
}

/// An event as webhooks receive it.
pub fn posted(kind: &str, id: &str, at: Timestamp, data: &str) -> String {
    format!(r#"{{"type":"{kind}","id":"{id}","timestamp":"{at}","data":{{{data}}}}}"#)
}
