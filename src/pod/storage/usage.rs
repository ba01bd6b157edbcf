//! The bytes that the pod stores, and what happens when it is full.

use macros::FromRow;

use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::platform::values;
use crate::pod::Pod;
use crate::pod::runtime::events::Event;
use crate::pod::runtime::sockets;
use crate::time::{MINUTE, Timestamp};
use crate::wire::to_json;

/// The reply to the sender if the pod is full.
pub const FULL: &str = "5.2.2 This mailbox is full";
/// The reply if only mail that is still arriving fills the pod.
pub const FILLING: &str = "4.2.2 This mailbox is busy and may be full; try again later";
/// Bytes that a message counts in addition to its content, and for each indexed word. The triggers of `storage` count the same.
pub const MESSAGE_BYTES: usize = 2_048;
pub const WORD_BYTES: usize = 40;

/// The shortest time between two events about refused mail.
const EVENT_INTERVAL: i64 = MINUTE;
/// The shortest time between two reports to the directory.
const REPORT_INTERVAL: i64 = 5 * MINUTE;

impl Pod {
    /// Bytes that the pod stores.
    pub(in crate::pod) fn storage_bytes(&self) -> Result<i64> {
        Ok(self.sql().value("SELECT received + sent FROM storage", &[])?.unwrap_or(0))
    }
}

/// Counts mail that was refused because the pod is full, and records an event, at most one a minute.
pub async fn refused(pod: &Pod, address: &str, limit: i64) -> Result<()> {
    pod.events().prepare().await?;
    // Mail refused within the minute is reported after it.
    pod.wake_at(pod.now().plus(EVENT_INTERVAL)).await?;
    let event = pod.sql().atomically(|| {
        pod.sql().run("UPDATE storage SET refused = refused + 1, refused_for = ?", &values![address])?;
        event(pod, limit)
    })?;
    if let Some(event) = event {
        sockets::push(pod, &event);
    }
    Ok(())
}

/// Records an event about mail refused since the last one. Returns when to come back, if that is too early.
pub async fn notify_refused(pod: &Pod) -> Result<Option<Timestamp>> {
    const SELECT_REFUSED: &str = "SELECT refused_at FROM storage WHERE refused > 0";
    let Some(reported_at) = pod.sql().value::<Timestamp>(SELECT_REFUSED, &[])? else { return Ok(None) };
    let due = reported_at.plus(EVENT_INTERVAL);
    if due > pod.now() {
        return Ok(Some(due));
    }
    let limit = pod.opened.inbound.limits(pod).await?.storage_bytes;
    pod.events().prepare().await?;
    if let Some(event) = pod.sql().atomically(|| event(pod, limit))? {
        sockets::push(pod, &event);
    }
    Ok(None)
}

/// The event about refused mail, if it is due. Part of the caller's transaction.
fn event(pod: &Pod, limit: i64) -> Result<Option<String>> {
    #[derive(FromRow)]
    struct Refused {
        count: i64,
        bytes: i64,
        address: Option<String>,
    }
    const SELECT_DUE: &str = "
        SELECT refused AS count, received + sent AS bytes, refused_for AS address FROM storage
        WHERE refused > 0 AND refused_at <= ?";
    const UPDATE_REPORTED: &str = "UPDATE storage SET refused = 0, refused_at = ?";
    let now = pod.now();
    let due: Option<Refused> = pod.sql().row(SELECT_DUE, &values![now.plus(-EVENT_INTERVAL)])?;
    let Some(Refused { count, bytes, address }) = due else { return Ok(None) };
    pod.sql().run(UPDATE_REPORTED, &values![now])?;
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

/// Reports to the directory how much the pod stores, if that has changed. Returns when to come back, if that is too early.
pub async fn report(pod: &Pod) -> Result<Option<Timestamp>> {
    #[derive(FromRow)]
    struct Stored {
        bytes: i64,
        reported_at: Timestamp,
    }
    const SELECT_CHANGED: &str = "
        SELECT received + sent AS bytes, reported_at FROM storage WHERE received + sent <> reported";
    const UPDATE_REPORTED: &str = "UPDATE storage SET reported = ?1, reported_at = ?2";
    // The postmaster is not in the directory.
    if pod.is_postmaster() {
        return Ok(None);
    }
    let Some(Stored { bytes, reported_at }) = pod.sql().row(SELECT_CHANGED, &[])? else { return Ok(None) };
    let due = reported_at.plus(REPORT_INTERVAL);
    if due > pod.now() {
        return Ok(Some(due));
    }
    pod.directory().report_storage(bytes).await?;
    pod.sql().run(UPDATE_REPORTED, &values![bytes, pod.now()])?;
    Ok(None)
}

/// Bytes that a message counts, without its raw form.
pub fn weight(content: usize, words: usize) -> Result<i64> {
    i64::try_from(content + MESSAGE_BYTES + words * WORD_BYTES).map_err(Error::internal)
}
