//! Values in KV: each has its own name, is sealed under the pod's key, and never changes.

use futures_util::{StreamExt, TryStreamExt, stream};
use macros::FromRow;

use crate::error::{Error, Result};
use crate::platform::{log, values};
use crate::pod::Pod;
use crate::time::Timestamp;

use super::index;

/// Calls of KV at the same time: the platform allows no more open connections.
const CONCURRENT_CALLS: usize = 6;

/// The place of a version's value.
pub struct ValuePlace {
    pub name: String,
    /// Whether the value is sealed under the pod's key. Values of older versions of this code are not.
    pub is_sealed: bool,
}

/// Seals a text and stores it as a pending value. Returns its name.
pub async fn put(pod: &Pod, text: &str) -> Result<String> {
    let name = pod.opened.values.reserve(pod).await?;
    let sealed = pod.key().seal(&context(&name), text.as_bytes())?;
    pod.bindings().vault()?.put(&name, &sealed).await?;
    Ok(name)
}

/// Reads a value.
pub async fn get(pod: &Pod, place: &ValuePlace) -> Result<Option<String>> {
    let Some(stored) = pod.bindings().vault()?.get(&place.name).await? else { return Ok(None) };
    let bytes = if place.is_sealed { pod.key().open(&context(&place.name), &stored)? } else { stored };
    String::from_utf8(bytes).map(Some).map_err(Error::internal)
}

/// The next key by number.
pub fn key_after(pod: &Pod, key: i64) -> Result<Option<i64>> {
    const SELECT_NEXT_KEY: &str = "SELECT min(id) FROM vault_key WHERE id > ?";
    Ok(pod.sql().value(SELECT_NEXT_KEY, &values![key])?.flatten())
}

/// The result of resealing a key.
#[derive(Default)]
pub struct Moved {
    /// The length of each moved value.
    pub sizes: Vec<usize>,
    /// Values that are missing or do not open.
    pub unreadable: u32,
}

/// Moves the values of a key that are not sealed under the pod's present key: each gets a new name.
pub async fn reseal_key(pod: &Pod, key: i64) -> Result<Moved> {
    #[derive(FromRow)]
    struct VersionRow {
        version: i64,
        value: String,
        is_sealed: bool,
    }
    const SELECT_VERSIONS: &str = "SELECT version, value, sealed AS is_sealed FROM vault_version WHERE key = ?";
    const UPDATE_VERSION: &str = "
        UPDATE vault_version SET value = ?4, sealed = 1 WHERE key = ?1 AND version = ?2 AND value = ?3 RETURNING 1";
    let mut moved = Moved::default();
    for VersionRow { version, value, is_sealed } in pod.sql().rows(SELECT_VERSIONS, &values![key])? {
        let place = ValuePlace { name: value, is_sealed };
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
            // If the version was deleted meanwhile, the new value stays pending and is removed.
            if pod.sql().exists(UPDATE_VERSION, &values![key, version, &place.name, &name])? {
                pod.opened.values.commit(pod, &name)?;
                pod.opened.values.release(pod, &place.name)?;
            }
            Ok(())
        })?;
        moved.sizes.push(text.len());
    }
    Ok(moved)
}

/// Binds a value to its name: under another name it does not open.
fn context(name: &str) -> String {
    format!("vault {name}")
}

/// Removes expired pending values, and keys that cannot be undeleted any more. Returns when to come back, if necessary.
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

/// The result of an erasure.
pub struct Erased {
    pub versions: u64,
    /// Names of values that may still arrive, once nothing else is left.
    pub under_way: Option<Vec<String>>,
}

/// Records values that may still arrive after the database was emptied, so that they are removed.
pub async fn expect(pod: &Pod, under_way: &[String]) -> Result<()> {
    pod.opened.values.expect(pod, under_way).await
}

/// Removes as much of the vault as one event is allowed to.
pub async fn erase(pod: &Pod) -> Result<Erased> {
    const SELECT_VERSION_COUNT: &str = "SELECT count(*) FROM vault_version";
    let versions = pod.sql().value(SELECT_VERSION_COUNT, &[])?.unwrap_or(0);
    pod.sql().run("DELETE FROM vault_key", &[])?;
    let overdue = pod.opened.values.overdue(pod)?;
    let is_last = overdue.is_empty();
    remove(pod, overdue).await?;
    let under_way = is_last.then(|| pod.opened.values.under_way(pod)).transpose()?;
    Ok(Erased { versions, under_way })
}
