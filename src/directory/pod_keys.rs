//! The keys of a pod: listed, changed, rotated and revoked by the account, or by the key that made them.

use serde::Deserialize;

use super::Directory;
use super::caller::{NEVER, add_check, authorized, hashes, is_active};
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, KeyStatus};
use crate::id::{KeyId, PodId};
use crate::platform::{Batch, JsonText, Value, values};
use crate::time::Timestamp;
use crate::wire::Patch;

/// Keys of a pod that work, and keys that no longer work and are still listed.
pub(super) const MAX_KEYS: u32 = 100;

/// A key as stored: never the key itself.
#[derive(Deserialize)]
pub struct ApiKey {
    pub id: KeyId,
    pub prefix: String,
    pub status: KeyStatus,
    pub label: Option<String>,
    pub scope: Option<JsonText<KeyScope>>,
    pub expires_at: Option<i64>,
    pub made_by: Option<KeyId>,
    pub created_at: i64,
    pub activated_at: Option<i64>,
    /// As older versions recorded it; newer uses are recorded in the pod.
    pub last_used_at: Option<i64>,
}

/// The keys of a pod that a caller has access to.
pub struct KeysOf<'a> {
    pub pod: &'a PodId,
    /// The caller's key or session.
    pub caller: &'a KeyId,
    /// Whether these are only the keys that the caller made.
    pub made_by_caller: bool,
}

impl KeysOf<'_> {
    /// The values of [`is_found`].
    fn values<'v>(&'v self, key: &'v str, now: Timestamp) -> Vec<Value<'v>> {
        values![key, self.pod.as_str(), self.caller.as_str(), now, self.made_by_caller].to_vec()
    }
}

/// A change of a key.
pub struct KeyPatch {
    pub label: Patch<String>,
    /// A merge patch (RFC 7396) of the scope.
    pub scope: String,
    pub expires_at: Patch<Timestamp>,
}

/// Made keys expire no later than their maker.
const END_MADE: &str = "
    UPDATE api_key SET expires_at = min(expires_at, (SELECT expires_at FROM api_key WHERE id = ?1))
    WHERE made_by = ?1 AND pod_id = ?2 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?1)";
/// Keys that a rotated key made are those of its successor.
const HAND_OVER: &str = "
    UPDATE api_key SET made_by = ?2 WHERE made_by = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const HAND_OVER_RUNS: &str = "
    UPDATE run_key SET made_by = ?2 WHERE made_by = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const END_ROTATED: &str = "
    UPDATE api_key SET expires_at = min(expires_at, ?3), replaced_by = ?2
    WHERE id = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";

/// The columns of an [`ApiKey`], as SQL.
pub(super) fn columns(now: &str) -> String {
    format!(
        "id, prefix, iif(status = 'active' AND expires_at <= {now}, 'expired', status) AS status, label, scope,
         nullif(expires_at, {NEVER}) AS expires_at, made_by, created_at, activated_at, last_used_at"
    )
}

/// As SQL: the number of keys of a pod that work.
pub(super) fn count(pod: &str, now: &str) -> String {
    format!("(SELECT count(*) FROM api_key WHERE pod_id = {pod} AND status = 'active' AND expires_at > {now})")
}

/// As SQL: the key `?1` of the pod `?2`, for the caller `?3` at the time `?4`. `?5`: only keys that the caller made.
fn is_found() -> String {
    format!("id = ?1 AND pod_id = ?2 AND (NOT ?5 OR made_by = ?3) AND {}", is_active("?3", "?4"))
}

pub(super) fn limit_reached() -> Error {
    Error::new(Code::KeyLimit, format!("A pod can have {MAX_KEYS} keys that work."))
        .fix("Revoke one: DELETE /v1/pods/{pod_id}/keys/{key_id}.")
}

fn no_key() -> Error {
    Error::not_found("key that works").fix("GET /v1/pods/{pod_id}/keys lists the keys.")
}

/// Deletes keys that no longer work, except the newest.
pub(super) fn delete_oldest(batch: &mut Batch<'_>, pod: &PodId, now: Timestamp) -> Result<()> {
    const DELETE_OLDEST: &str = "
        DELETE FROM api_key WHERE id IN (
          SELECT id FROM api_key WHERE pod_id = ?1 AND (status = 'revoked' OR expires_at <= ?2)
          ORDER BY created_at DESC LIMIT -1 OFFSET ?3)";
    batch.run(DELETE_OLDEST, &values![pod.as_str(), now, MAX_KEYS])
}

impl Directory {
    /// All keys, the oldest first.
    pub async fn keys(&self, of: &KeysOf<'_>, now: Timestamp) -> Result<Vec<ApiKey>> {
        let select = format!(
            "SELECT {} FROM api_key WHERE pod_id = ?1 AND (NOT ?3 OR made_by = ?4) ORDER BY created_at, id",
            columns("?2")
        );
        self.db.rows(&select, &values![of.pod.as_str(), now, of.made_by_caller, of.caller.as_str()]).await
    }

    /// Changes a key that works.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`.
    pub async fn change_key(&self, of: &KeysOf<'_>, key: &str, patch: &KeyPatch, now: Timestamp) -> Result<ApiKey> {
        let update = format!(
            "UPDATE api_key SET label = iif(?6, label, ?7),
               scope = nullif(json_patch(coalesce(scope, '{{}}'), ?8), '{{}}'),
               expires_at = min(iif(?9, expires_at, coalesce(?10, {NEVER})),
                 coalesce((SELECT expires_at FROM api_key AS maker WHERE maker.id = api_key.made_by), {NEVER}))
             WHERE status = 'active' AND expires_at > ?4 AND {} RETURNING {}",
            is_found(),
            columns("?4")
        );
        let label = patch.label.clone().apply(None);
        let mut values = of.values(key, now);
        values.extend(values![patch.label.is_keep(), label.as_deref(), &patch.scope, patch.expires_at.is_keep()]);
        values.push(patch.expires_at.clone().apply(None).into());
        let mut batch = self.db.batch();
        let check = add_check(&mut batch, of.caller, now)?;
        let changed = batch.add(&update, &values)?;
        batch.run(END_MADE, &values![key, of.pod.as_str()])?;
        let done = batch.commit().await?;
        authorized(&done, check)?;
        done.row(changed)?.ok_or_else(no_key)
    }

    /// Makes a successor of a key that works, with the same scope. The key itself works until `until`.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`, `key_limit_reached`.
    pub async fn replace_key(
        &self,
        of: &KeysOf<'_>,
        key: &str,
        (id, credential): (&KeyId, &Credential),
        until: Timestamp,
        now: Timestamp,
    ) -> Result<ApiKey> {
        let of_key = format!(
            "FROM api_key WHERE status = 'active' AND expires_at > ?4 AND replaced_by IS NULL AND {}",
            is_found()
        );
        let insert = format!(
            "INSERT INTO api_key
               (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number, scope, expires_at, made_by)
             SELECT ?6, ?7, ?8, pod_id, 'active', label, ?4, ?4, ?9, scope, expires_at, made_by {of_key}
               AND (?10 <= ?4 OR ?11 > {})
             RETURNING {}",
            count("?2", "?4"),
            columns("?4")
        );
        let hash = credential.hash();
        let mut values = of.values(key, now);
        values.extend(values![id.as_str(), hash.as_str(), credential.prefix(), i64::from(credential.key_number())]);
        values.extend(values![until, MAX_KEYS]);
        let mut batch = self.db.batch();
        let check = add_check(&mut batch, of.caller, now)?;
        delete_oldest(&mut batch, of.pod, now)?;
        let found = batch.add(&format!("SELECT 1 {of_key}"), &values[..5])?;
        let inserted = batch.add(&insert, &values)?;
        batch.run(HAND_OVER, &values![key, id.as_str()])?;
        batch.run(HAND_OVER_RUNS, &values![key, id.as_str()])?;
        batch.run(END_ROTATED, &values![key, id.as_str(), until])?;
        let done = batch.commit().await?;
        authorized(&done, check)?;
        match done.row(inserted)? {
            Some(key) => Ok(key),
            None if done.exists(found)? => Err(limit_reached()),
            None => Err(no_key()),
        }
    }

    /// Revokes a key of a pod and the keys that it made. Revoking it again changes nothing.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`.
    pub async fn revoke_key(&self, of: &KeysOf<'_>, key: &str, now: Timestamp) -> Result<Vec<KeyHash>> {
        let select = format!("SELECT id FROM api_key WHERE {}", is_found());
        let revoke = format!(
            "UPDATE api_key SET status = 'revoked'
             WHERE status <> 'revoked' AND (id = ?1 OR made_by = ?1) AND EXISTS ({select}) RETURNING hash"
        );
        let values = of.values(key, now);
        let mut batch = self.db.batch();
        let check = add_check(&mut batch, of.caller, now)?;
        let found = batch.add(&select, &values)?;
        let revoked = batch.add(&revoke, &values)?;
        let done = batch.commit().await?;
        authorized(&done, check)?;
        if done.exists(found)? { hashes(&done, revoked) } else { Err(Error::not_found("key")) }
    }
}
