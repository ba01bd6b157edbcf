//! Values in KV: each has its own name, is sealed under the pod's key, and never changes.

use futures_util::{StreamExt, TryStreamExt, stream};
use macros::FromRow;

use crate::error::{Error, Result};
use crate::platform::{log, values};
use crate::time::Timestamp;

use super::Vault;

/// Calls of KV at the same time: the platform allows no more open connections.
const CONCURRENT_CALLS: usize = 6;

/// The result of resealing a key.
#[derive(Default)]
pub struct Moved {
    /// The length of each moved value.
    pub sizes: Vec<usize>,
    /// Values that are missing or do not open.
    pub unreadable: u32,
}

/// The result of an erasure.
pub struct Erased {
    pub versions: u64,
    /// Names of values that may still arrive, once nothing else is left.
    pub under_way: Option<Vec<String>>,
}

impl Vault<'_> {
    /// Seals a text and stores it as a pending value. Returns its name.
    pub async fn put_value(self, text: &str) -> Result<String> {
        let name = self.pod.opened.values.reserve(self.pod).await?;
        let sealed = self.pod.key().seal(&context(&name), text.as_bytes())?;
        self.pod.bindings().vault()?.put(&name, &sealed).await?;
        Ok(name)
    }

    /// Reads a value.
    pub async fn value(self, name: &str, is_sealed: bool) -> Result<Option<String>> {
        let Some(stored) = self.pod.bindings().vault()?.get(name).await? else { return Ok(None) };
        let bytes = if is_sealed { self.pod.key().open(&context(name), &stored)? } else { stored };
        String::from_utf8(bytes).map(Some).map_err(Error::internal)
    }

    /// The next key by number.
    pub fn key_after(self, key: i64) -> Result<Option<i64>> {
        const SELECT_NEXT_KEY: &str = "SELECT min(id) FROM vault_key WHERE id > ?";
        Ok(self.pod.sql().value(SELECT_NEXT_KEY, &values![key])?.flatten())
    }

    /// Moves the values of a key that are not sealed under the pod's present key: each gets a new name.
    pub async fn reseal_key(self, key: i64) -> Result<Moved> {
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
        for VersionRow { version, value, is_sealed } in self.pod.sql().rows(SELECT_VERSIONS, &values![key])? {
            if is_sealed && self.pod.key().is_current_blob(&value) {
                continue;
            }
            let text = match self.value(&value, is_sealed).await {
                Ok(Some(text)) => text,
                Err(error) if !error.is_of_unreadable => return Err(error),
                _ => {
                    log::error(&format!("{value} is missing from the vault's values, or does not open"));
                    moved.unreadable += 1;
                    continue;
                }
            };
            let name = self.put_value(&text).await?;
            self.pod.sql().atomically(|| {
                // If the version was deleted meanwhile, the new value stays pending and is removed.
                if self.pod.sql().exists(UPDATE_VERSION, &values![key, version, &value, &name])? {
                    self.pod.opened.values.commit(self.pod, &name)?;
                    self.pod.opened.values.release(self.pod, &value)?;
                }
                Ok(())
            })?;
            moved.sizes.push(text.len());
        }
        Ok(moved)
    }

    /// Removes expired pending values, and keys that cannot be undeleted any more. Returns when to come back, if necessary.
    pub async fn sweep(self) -> Result<Option<Timestamp>> {
        self.forget_deleted()?;
        self.remove(self.pod.opened.values.overdue(self.pod)?).await?;
        let next = [self.pod.opened.values.next(self.pod)?, self.next_to_forget()?];
        Ok(next.into_iter().flatten().min())
    }

    async fn remove(self, names: Vec<String>) -> Result<()> {
        if names.is_empty() {
            return Ok(());
        }
        let kv = self.pod.bindings().vault()?;
        let removals = names.iter().map(|name| kv.delete(name));
        stream::iter(removals).buffer_unordered(CONCURRENT_CALLS).try_collect::<()>().await?;
        self.pod.opened.values.forget(self.pod, &names)
    }

    /// Records values that may still arrive after the database was emptied, so that they are removed.
    pub async fn expect_values(self, under_way: &[String]) -> Result<()> {
        self.pod.opened.values.expect(self.pod, under_way).await
    }

    /// Removes as much of the vault as one event is allowed to.
    pub async fn erase(self) -> Result<Erased> {
        const SELECT_VERSION_COUNT: &str = "SELECT count(*) FROM vault_version";
        let versions = self.pod.sql().value(SELECT_VERSION_COUNT, &[])?.unwrap_or(0);
        self.pod.sql().run("DELETE FROM vault_key", &[])?;
        let overdue = self.pod.opened.values.overdue(self.pod)?;
        let is_last = overdue.is_empty();
        self.remove(overdue).await?;
        let under_way = is_last.then(|| self.pod.opened.values.under_way(self.pod)).transpose()?;
        Ok(Erased { versions, under_way })
    }
}

/// Binds a value to its name: under another name it does not open.
fn context(name: &str) -> String {
    format!("vault {name}")
}
