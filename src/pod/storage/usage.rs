//! How much the pod stores, and what happens when it is full.

use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::runtime::events::Event;
use crate::pod::runtime::live;
use crate::time::{MINUTE, Timestamp};
use crate::wire::to_json;

/// What the sender of a message to a full pod is told.
pub const FULL: &str = "5.2.2 This mailbox is full";
/// What it is told where only mail that is on its way leaves no room.
pub const FILLING: &str = "4.2.2 This mailbox is busy and may be full; try again later";
/// Bytes that a message counts for its places in lists, beside what it consists of, and for each word that it is found by. The triggers of
/// `storage` count the same.
pub const MESSAGE_BYTES: usize = 2_048;
pub const WORD_BYTES: usize = 40;

/// Between two events about refused mail.
const EVENT_INTERVAL: i64 = MINUTE;
/// Between two reports to the directory.
const REPORT_INTERVAL: i64 = 5 * MINUTE;

impl Pod {
    /// Bytes that the pod stores.
    pub(in crate::pod) fn storage_bytes(&self) -> Result<i64> {
        Ok(self.sql().first("SELECT received + sent FROM storage", &[])?.map_or(0, |row| row.integer(0)))
    }
}

/// Counts mail that was refused because the pod is full, and tells of it, unless it did a moment ago.
pub async fn refused(pod: &Pod, address: &str, limit: i64) -> Result<()> {
    pod.events().prepare().await?;
    // What comes within the minute is told of when it is over.
    pod.wake_at(pod.now().plus(EVENT_INTERVAL)).await?;
    let event = pod.sql().atomically(|| {
        pod.sql().run("UPDATE storage SET refused = refused + 1, refused_for = ?", &values![address])?;
        event(pod, limit)
    })?;
    if let Some(event) = event {
        live::push(pod, &event);
    }
    Ok(())
}

/// Tells of what was refused since the last event. When to come back, if it is too early for that.
pub async fn notify_refused(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_REFUSED: &str = "SELECT refused, refused_at FROM storage WHERE refused > 0";
    let Some(row) = pod.sql().first(SELECT_REFUSED, &[])? else { return Ok(None) };
    let due = Timestamp::from_millis(row.integer(1)).plus(EVENT_INTERVAL);
    if due > pod.now() {
        return Ok(Some(due));
    }
    let limit = pod.opened.inbound.limits(pod).await?.storage_bytes;
    pod.events().prepare().await?;
    if let Some(event) = pod.sql().atomically(|| event(pod, limit))? {
        live::push(pod, &event);
    }
    Ok(None)
}

/// The event about what was refused, if it is time for one. Part of the caller's transaction.
fn event(pod: &Pod, limit: i64) -> Result<Option<String>> {
    const SELECT_DUE: &str = "
        SELECT refused, received + sent, refused_for FROM storage WHERE refused > 0 AND refused_at <= ?";
    const UPDATE_TOLD: &str = "UPDATE storage SET refused = 0, refused_at = ?";
    let now = pod.now();
    let Some(row) = pod.sql().first(SELECT_DUE, &values![now.plus(-EVENT_INTERVAL)])? else { return Ok(None) };
    pod.sql().run(UPDATE_TOLD, &values![now])?;
    let (count, bytes, address) = (row.integer(0), row.integer(1), row.optional_text(2));
    let members = [
        ("reason", to_json(FULL)?),
        ("count", count.to_string()),
        ("storage_bytes", bytes.to_string()),
        ("storage_limit", limit.to_string()),
    ];
    let event =
        Event { kind: EventKind::EmailRefused, address: address.as_deref(), about: "storage", members: &members };
    pod.events().record(&event).map(Some)
}

/// Tells the directory how much the pod stores, if that has changed. When to come back, if it was told a moment ago.
pub async fn report(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_CHANGED: &str = "
        SELECT received + sent, reported_at FROM storage WHERE received + sent <> reported";
    const UPDATE_REPORTED: &str = "UPDATE storage SET reported = ?1, reported_at = ?2";
    // The one pod that is in no directory.
    if pod.is_postmaster() {
        return Ok(None);
    }
    let Some(row) = pod.sql().first(SELECT_CHANGED, &[])? else { return Ok(None) };
    let (bytes, due) = (row.integer(0), Timestamp::from_millis(row.integer(1)).plus(REPORT_INTERVAL));
    if due > pod.now() {
        return Ok(Some(due));
    }
    pod.directory().report_storage(bytes).await?;
    pod.sql().run(UPDATE_REPORTED, &values![bytes, pod.now()])?;
    Ok(None)
}

/// Bytes that a message will count for, beside its raw form.
pub fn weight(content: usize, words: usize) -> Result<i64> {
    i64::try_from(content + MESSAGE_BYTES + words * WORD_BYTES).map_err(Error::internal)
}
