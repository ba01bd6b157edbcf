//! Where values lie: in KV, each under a name of its own, sealed under the pod's key, never changed.

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::error::{Error, Result};
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::time::Timestamp;

use super::index;

/// Calls of KV at a time: the platform holds no more connections open.
const CONCURRENT_CALLS: usize = 6;

/// Where a version's value lies, and how.
pub struct ValuePlace {
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
pub async fn get(pod: &Pod, place: &ValuePlace) -> Result<Option<String>> {
    let Some(stored) = pod.bindings().vault()?.get(&place.name).await? else { return Ok(None) };
    let bytes = if place.is_sealed { pod.key().open(&context(&place.name), &stored)? } else { stored };
    String::from_utf8(bytes).map(Some).map_err(Error::internal)
}

/// The first key after that one.
pub fn key_after(pod: &Pod, key: i64) -> Result<Option<i64>> {
    const SELECT_NEXT_KEY: &str = "SELECT min(id) FROM vault_key WHERE id > ?";
    let row = pod.sql().first(SELECT_NEXT_KEY, &values![key])?.filter(|row| !row.is_null(0));
    Ok(row.map(|row| row.integer(0)))
}

/// What was done about the values of a key.
#[derive(Default)]
pub struct Moved {
    /// How long each was.
    pub sizes: Vec<usize>,
    /// Those that are missing or do not open.
    pub unreadable: u32,
}

/// Moves the values of a key that are not sealed under the pod's present key: each gets a new name.
pub async fn reseal_key(pod: &Pod, key: i64) -> Result<Moved> {
    const SELECT_VERSIONS: &str = "SELECT version, value, sealed FROM vault_version WHERE key = ?";
    const UPDATE_VERSION: &str = "
        UPDATE vault_version SET value = ?4, sealed = 1 WHERE key = ?1 AND version = ?2 AND value = ?3 RETURNING 1";
    let mut moved = Moved::default();
    for row in pod.sql().all(SELECT_VERSIONS, &values![key])? {
        let place = ValuePlace { name: row.text(1), is_sealed: row.integer(2) == 1 };
        if place.is_sealed && pod.key().is_current_blob(&place.name) {
            continue;
        }
        let text = match get(pod, &place).await {
            Ok(Some(text)) => text,
            Err(error) if !error.is_of_unreadable => return Err(error),
            _ => {
                log::error(&format!("{} is missing from the vault's values, or does not open", place.name));
                moved.unreadable += 1;
                continue;
            }
        };
        let name = put(pod, &text).await?;
        pod.sql().atomically(|| {
            // Gone meanwhile: nothing holds the new one, and it is swept.
            if pod.sql().first(UPDATE_VERSION, &values![key, row.integer(0), &place.name, &name])?.is_some() {
                pod.opened.values.commit(pod, &name)?;
                pod.opened.values.release(pod, &place.name)?;
            }
            Ok(())
        })?;
        moved.sizes.push(text.len());
    }
    Ok(moved)
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
    stream::iter(removals).buffer_unordered(CONCURRENT_CALLS).try_collect::<()>().await?;
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
    const SELECT_VERSION_COUNT: &str = "SELECT count(*) FROM vault_version";
    let versions = pod.sql().first(SELECT_VERSION_COUNT, &[])?.map_or(0, |row| row.integer(0));
    pod.sql().run("DELETE FROM vault_key", &[])?;
    let overdue = pod.opened.values.overdue(pod)?;
    let is_last = overdue.is_empty();
    remove(pod, overdue).await?;
    let under_way = is_last.then(|| pod.opened.values.under_way(pod)).transpose()?;
    Ok(Erased { versions: versions.unsigned_abs(), under_way })
}
