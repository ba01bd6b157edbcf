//! When keys were last used.

use std::collections::HashMap;

use parking_lot::Mutex;

use crate::error::Result;
use crate::id::KeyId;
use crate::platform::{Sql, values};
use crate::rpc::KeyUse;
use crate::time::{MINUTE, Timestamp};

/// Keys and sessions that are remembered.
const MAX_KEYS: u32 = 1_000;

/// The uses that were recorded since the object woke.
#[derive(Default)]
pub struct KeyUses(Mutex<HashMap<KeyId, Timestamp>>);

impl KeyUses {
    /// Records a use, at most once a minute for each key.
    pub fn record(&self, key: &KeyId, sql: &Sql, now: Timestamp) -> Result<()> {
        const UPSERT_USE: &str = "
            INSERT INTO key_use (key_id, used_at) VALUES (?1, ?2)
            ON CONFLICT (key_id) DO UPDATE SET used_at = max(used_at, ?2)";
        const DELETE_OLDEST: &str = "
            DELETE FROM key_use WHERE key_id IN (
              SELECT key_id FROM key_use ORDER BY used_at DESC LIMIT -1 OFFSET ?1)";
        let mut recorded = self.0.lock();
        if recorded.get(key).is_some_and(|at| now < at.plus(MINUTE)) {
            return Ok(());
        }
        sql.run(UPSERT_USE, &values![key.as_str(), now])?;
        if recorded.len() >= MAX_KEYS as usize {
            // Those that are used again are recorded once more.
            recorded.clear();
        }
        if recorded.insert(key.clone(), now).is_none() {
            sql.run(DELETE_OLDEST, &values![MAX_KEYS])?;
        }
        Ok(())
    }
}

/// The last use of each key.
pub fn list(sql: &Sql) -> Result<Vec<KeyUse>> {
    sql.rows("SELECT key_id, used_at FROM key_use", &[])
}
