//! What a key or a session opens in the pod.

use std::collections::HashMap;

use super::PodDirectory;
use crate::credential::KeyHash;
use crate::directory::keys::hashes;
use crate::error::Result;
use crate::grant::Grant;
use crate::platform::{Rows, values};
use crate::time::{HOUR, Timestamp};
use crate::wire::to_json;

const SELECT_GRANT: &str = "
    SELECT k.hash, k.id AS key_id, k.status AS key_status, NULL AS expires_at, p.status AS pod_status, a.id AS account_id, a.tier, p.slug,
      p.vault_strict, p.requests_per_minute, p.requests_per_hour, p.requests_per_day
    FROM api_key k JOIN pod p ON p.id = k.pod_id JOIN account a ON a.id = p.account_id
    WHERE k.hash IN (SELECT value FROM json_each(?1)) AND k.pod_id = ?2 AND NOT p.condemned
    UNION ALL
    SELECT s.hash, s.id, 'active', s.expires_at, p.status, a.id, a.tier, p.slug,
      p.vault_strict, p.requests_per_minute, p.requests_per_hour, p.requests_per_day
    FROM session s JOIN account a ON a.id = s.account_id JOIN pod p ON p.id = a.id
    WHERE s.hash IN (SELECT value FROM json_each(?1)) AND s.account_id = ?2 AND s.expires_at > ?3";
/// Written at most once an hour: a write on every look-up would make one database the bottleneck of all pods.
const UPDATE_LAST_USED: &str = "
    UPDATE api_key SET last_used_at = ?2 WHERE hash = ?1 AND (last_used_at IS NULL OR last_used_at < ?2 - ?3)";

/// Keys as the JSON array that a statement takes.
fn listed<'a>(keys: impl IntoIterator<Item = &'a KeyHash>) -> Result<String> {
    to_json(&keys.into_iter().map(KeyHash::as_str).collect::<Vec<_>>())
}

impl PodDirectory {
    /// What a key opens here, if anything.
    pub async fn grant(&self, key: &KeyHash, now: Timestamp) -> Result<Option<Grant>> {
        let done = self
            .db()?
            .batch([
                self.db()?.statement(SELECT_GRANT, &values![&listed([key])?, self.pod.as_str(), now])?,
                self.db()?.statement(UPDATE_LAST_USED, &values![key.as_str(), now, HOUR])?,
            ])
            .await?;
        done.first().map_or(Ok(None), |rows| Ok(rows.read()?.pop()))
    }

    /// What several keys open here; nothing of those that open nothing.
    pub async fn grants(&self, keys: &[KeyHash], now: Timestamp) -> Result<HashMap<KeyHash, Grant>> {
        let select = self.db()?.statement(SELECT_GRANT, &values![&listed(keys)?, self.pod.as_str(), now])?;
        let done = self.db()?.batch([select]).await?;
        let grants = done.first().map_or(Ok(Vec::new()), Rows::read)?;
        Ok(hashes(&done, 0)?.into_iter().zip(grants).collect())
    }

    /// Whether the pod exists and is not suspended.
    pub async fn is_active(&self) -> Result<bool> {
        const SELECT_ACTIVE_POD: &str = "SELECT id FROM pod WHERE id = ?1 AND status = 'active' AND NOT condemned";
        Ok(self.db()?.first::<serde::de::IgnoredAny>(SELECT_ACTIVE_POD, &values![self.pod.as_str()]).await?.is_some())
    }
}
