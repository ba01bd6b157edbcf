//! Where values lie: in KV, each under a name of its own, sealed under the pod's key, never changed.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::error::{Error, Result};
use crate::pod::Pod;
use crate::time::Timestamp;

use super::index;

/// Calls of KV at a time: the platform holds no more connections open.
const AT_ONCE: usize = 6;

/// Where a version's value lies, and how.
pub struct Place {
    pub name: String,
    /// Whether it is sealed under the pod's key. Those that older code stored are not.
    pub is_sealed: bool,
}

/// Seals a text and stores it as a new loose value. Its name.
pub async fn put(pod: &Pod, text: &str) -> Result<String> {
    let name = pod.opened.values.reserve(pod).await?;
    let sealed = pod.key().seal(&context(&name), text.as_bytes())?;
    pod.bindings().vault()?.put(&name, &sealed).await?;
    Ok(name)
}

/// Reads one.
pub async fn get(pod: &Pod, place: &Place) -> Result<Option<String>> {
    let Some(stored) = pod.bindings().vault()?.get(&place.name).await? else { return Ok(None) };
    let bytes = if place.is_sealed { pod.key().open(&context(&place.name), &stored)? } else { stored };
    String::from_utf8(bytes).map(Some).map_err(Error::internal)
}

/// A value that is moved to another name does not open there.
fn context(name: &str) -> String {
    format!("vault {name}")
}

/// Removes what nothing holds and the keys whose time to be undeleted is over. When to come back, if there is a reason.
pub async fn sweep(pod: &Pod) -> Result<Option<Timestamp>> {
    index::forget_deleted(pod)?;
    remove(pod, pod.opened.values.overdue(pod)?).await?;
    let next = [pod.opened.values.next(pod)?, index::next_to_forget(pod)?];
    Ok(next.into_iter().flatten().min())
}

async fn remove(pod: &Pod, names: Vec<String>) -> Result<()> {
    if names.is_empty() {
        return Ok(());
    }
    let kv = pod.bindings().vault()?;
    let removals = names.iter().map(|name| kv.delete(name));
    stream::iter(removals).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
    pod.opened.values.forget(pod, &names)
}

/// What an erasure has removed.
pub struct Erased {
    pub versions: u64,
    /// What may come yet, once nothing else is left.
    pub under_way: Option<Vec<String>>,
}

/// Has what comes yet swept, when the database that noted it is gone.
pub async fn expect(pod: &Pod, under_way: &[String]) -> Result<()> {
    pod.opened.values.expect(pod, under_way).await
}

/// Removes the vault, as much of it as one event may.
pub async fn erase(pod: &Pod) -> Result<Erased> {
    const COUNT: &str = "SELECT count(*) FROM vault_version";
    let versions = pod.sql().first(COUNT, &[])?.map_or(0, |row| row.integer(0));
    pod.sql().run("DELETE FROM vault_key", &[])?;
    let overdue = pod.opened.values.overdue(pod)?;
    let is_last = overdue.is_empty();
    remove(pod, overdue).await?;
    let under_way = is_last.then(|| pod.opened.values.under_way(pod)).transpose()?;
    Ok(Erased { versions: versions.unsigned_abs(), under_way })
}
