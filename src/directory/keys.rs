//! API keys.

use serde::Deserialize;

use super::Directory;
use super::revocations::{EndEverything, SelectSurviving, Surviving, end_everything};
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, KeyStatus};
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::{Batch, Conflict, Handle, JsonText, Results, Single, values};
use crate::time::Timestamp;
use crate::wire::{Patch, to_json};

/// Working keys of a pod, and keys that work no more and are still listed.
const MAX_KEYS: u32 = 100;

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

/// A key to be stored.
pub struct NewKey<'a> {
    pub id: KeyId,
    pub credential: &'a Credential,
    pub status: KeyStatus,
    pub label: Option<&'a str>,
    pub scope: KeyScope,
    pub expires_at: Option<Timestamp>,
    /// The pod's key that makes it.
    pub made_by: Option<&'a KeyId>,
}

/// A change of a key.
pub struct KeyPatch {
    pub label: Patch<String>,
    /// A merge patch (RFC 7396) of the scope.
    pub scope: String,
    pub expires_at: Patch<Timestamp>,
}

/// The keys of a pod; with a maker, those that this key made.
pub struct KeysOf<'a> {
    pub pod: &'a PodId,
    pub maker: Option<&'a KeyId>,
}

/// The credentials that stopped working when a key was replaced. The pod forgets them.
pub struct ReplacedKey {
    pub revoked: Vec<KeyHash>,
    /// The displayed prefix of the backup key that is active now.
    pub activated: Option<String>,
}

/// `?9` is the caller; null for the first key of a new account. `?13` is the maximum of keys that work; null if others are revoked.
const INSERT_KEY: &str = "
    INSERT INTO api_key
      (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number, scope, expires_at, made_by)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(?5 = 'active', ?7, NULL), ?8, ?10, ?11, ?12
    WHERE (?13 IS NULL OR ?13 > (
      SELECT count(*) FROM api_key WHERE pod_id = ?4 AND status = 'active' AND coalesce(expires_at > ?7, 1))) AND (?9 IS NULL OR";
/// Only while the caller's key still works, so that one of two rotations at once is refused.
const INSERT_SUCCESSOR: &str = "
    INSERT INTO api_key (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number)
    SELECT ?1, ?2, ?3, pod_id, 'active', label, ?4, ?4, ?6 FROM api_key
    WHERE (id = ?5 OR pod_id = (SELECT account_id FROM session WHERE id = ?5)) AND status = 'active'
    ORDER BY created_at DESC LIMIT 1 RETURNING id";
const REVOKE_OTHERS: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'active' AND id <> ?2
      AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)
    RETURNING hash";
const REVOKE_FOR_BACKUP: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'active'
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')
    RETURNING hash";
const ACTIVATE_BACKUP: &str = "
    UPDATE api_key SET status = 'active', activated_at = ?2 WHERE pod_id = ?1 AND status = 'backup' RETURNING prefix";
/// All sessions end except the caller's. Like the keys, only if there is a successor.
const DELETE_SESSIONS: &str = "
    DELETE FROM session WHERE account_id = ?1 AND id <> ?3 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2) RETURNING hash";
const DELETE_SESSIONS_FOR_BACKUP: &str = "
    DELETE FROM session WHERE account_id = ?1 AND id <> ?2
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')
    RETURNING hash";
/// Sign-in links that were sent before stop working.
const DELETE_LINKS: &str = "
    DELETE FROM sign_in_link WHERE account_id = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const DELETE_LINKS_FOR_BACKUP: &str = "
    DELETE FROM sign_in_link WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')";
const REVOKE_KEY: &str = "
    UPDATE api_key SET status = 'revoked'
    WHERE id = ?1 AND pod_id = ?2 AND (?3 IS NULL OR made_by = ?3) AND status <> 'revoked' RETURNING hash";
const SELECT_KEY: &str = "SELECT hash FROM api_key WHERE id = ?1 AND pod_id = ?2 AND (?3 IS NULL OR made_by = ?3)";
const COLUMNS: &str =
    "id, prefix, iif(status = 'active' AND expires_at <= ?2, 'expired', status) AS status, label, scope, expires_at,
    made_by, created_at, activated_at, last_used_at";
/// A key that makes keys has access to those only.
const IS_OF_MAKER: &str = "(?3 IS NULL OR made_by = ?3)";
const COUNT_KEYS: &str = "
    SELECT count(*) FROM api_key WHERE pod_id = ?1 AND status = 'active' AND coalesce(expires_at > ?2, 1)";
const DELETE_OLDEST: &str = "
    DELETE FROM api_key WHERE id IN (
      SELECT id FROM api_key WHERE pod_id = ?1 AND (status = 'revoked' OR expires_at <= ?2)
      ORDER BY created_at DESC LIMIT -1 OFFSET ?3)";
/// A successor has everything of its predecessor.
const INSERT_ROTATED: &str = "
    INSERT INTO api_key
      (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number, scope, expires_at, made_by)
    SELECT ?4, ?5, ?6, pod_id, 'active', label, ?2, ?2, ?7, scope, expires_at, made_by FROM api_key
    WHERE id = ?1 AND pod_id = ?8 AND status = 'active' AND coalesce(expires_at > ?2, 1) AND";
/// Keys that it made are those of its successor.
const HAND_OVER: &str = "
    UPDATE api_key SET made_by = ?2 WHERE made_by = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const END_ROTATED: &str = "
    UPDATE api_key SET expires_at = min(coalesce(expires_at, ?3), ?3)
    WHERE id = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";

impl<'a> NewKey<'a> {
    /// A key with a new id.
    pub fn new(credential: &'a Credential, status: KeyStatus, label: Option<&'a str>) -> Result<Self> {
        let (scope, expires_at, made_by) = (KeyScope::default(), None, None);
        Ok(Self { id: KeyId::generate()?, credential, status, label, scope, expires_at, made_by })
    }

    /// Inserts the key if the caller's credential still works. Returns a row if it did.
    pub(super) fn insert(
        &self,
        batch: &mut Batch<'_>,
        pod: &PodId,
        caller: Option<&KeyId>,
        max_keys: Option<u32>,
        now: Timestamp,
    ) -> Result<Handle> {
        let (hash, status) = (self.credential.hash(), <&str>::from(self.status));
        let (prefix, number) = (self.credential.prefix(), i64::from(self.credential.key_number()));
        let (id, pod, caller) = (self.id.as_str(), pod.as_str(), caller.map(KeyId::as_str));
        let scope = Some(&self.scope).filter(|scope| !scope.is_unrestricted()).map(to_json).transpose()?;
        let made_by = self.made_by.map(KeyId::as_str);
        let values = values![
            id,
            hash.as_str(),
            prefix,
            pod,
            status,
            self.label,
            now,
            number,
            caller,
            scope.as_deref(),
            self.expires_at,
            made_by,
            max_keys,
        ];
        batch.add(&format!("{INSERT_KEY} {}) RETURNING id", is_active("?9", "?7")), &values)
    }
}

impl Directory {
    /// Adds a key to a pod.
    ///
    /// # Errors
    /// `unauthorized`, `backup_exists`, `key_limit_reached`.
    pub async fn add_key(&self, key: &NewKey<'_>, pod: &PodId, caller: &KeyId, now: Timestamp) -> Result<()> {
        let mut batch = self.db.batch();
        batch.run(DELETE_OLDEST, &values![pod.as_str(), now, MAX_KEYS])?;
        let inserted = key.insert(&mut batch, pod, Some(caller), Some(MAX_KEYS), now)?;
        let count = batch.add(COUNT_KEYS, &values![pod.as_str(), now])?;
        let done = batch.commit().await.on_conflict("api_key.pod_id", || {
            Error::new(Code::BackupExists, "This account already has a backup key.")
                .fix("Activate it with POST /v1/auth/keys/activate-backup, then generate another.")
        })?;
        if !done.exists(inserted)? && done.value(count)?.is_some_and(|count: u32| count >= MAX_KEYS) {
            return Err(Error::new(Code::KeyLimit, format!("A pod can have {MAX_KEYS} keys that work."))
                .fix("Revoke one: DELETE /v1/pods/{pod_id}/keys/{key_id}."));
        }
        authorized(&done, inserted)
    }

    /// Replaces all keys of a pod by one.
    ///
    /// # Errors
    /// `unauthorized`.
    pub async fn replace_keys(
        &self,
        key: &NewKey<'_>,
        pod: &PodId,
        caller: &KeyId,
        now: Timestamp,
    ) -> Result<ReplacedKey> {
        let mut batch = self.db.batch();
        let inserted = key.insert(&mut batch, pod, Some(caller), None, now)?;
        let revoked = batch.add(REVOKE_OTHERS, &values![pod.as_str(), key.id.as_str()])?;
        let done = batch.commit().await?;
        authorized(&done, inserted)?;
        Ok(ReplacedKey { revoked: hashes(&done, revoked)?, activated: None })
    }

    /// Replaces the account's active keys, if the caller is still one of them or a session. Ends all other sessions, and on request
    /// everything else.
    ///
    /// # Errors
    /// `unauthorized`.
    pub async fn rotate_key(
        &self,
        account: &AccountId,
        caller: &KeyId,
        key: &NewKey<'_>,
        everything: Option<&EndEverything>,
        now: Timestamp,
    ) -> Result<(ReplacedKey, Surviving)> {
        let (hash, number) = (key.credential.hash(), i64::from(key.credential.key_number()));
        let (account, id, caller) = (account.as_str(), key.id.as_str(), caller.as_str());
        let mut batch = self.db.batch();
        let insert = values![id, hash.as_str(), key.credential.prefix(), now, caller, number];
        let inserted = batch.add(INSERT_SUCCESSOR, &insert)?;
        let revoked = batch.add(REVOKE_OTHERS, &values![account, id])?;
        let ended = batch.add(DELETE_SESSIONS, &values![account, id, caller])?;
        batch.run(DELETE_LINKS, &values![account, id])?;
        if let Some(end) = everything {
            end_everything(&mut batch, account, Some(id), end)?;
        }
        let surviving = SelectSurviving::add(&mut batch, account, now)?;
        let done = batch.commit().await?;
        authorized(&done, inserted)?;
        let revoked = [hashes(&done, revoked)?, hashes(&done, ended)?].concat();
        Ok((ReplacedKey { revoked, activated: None }, surviving.read(&done)?))
    }

    /// Activates the account's backup key. Ends all sessions except the caller's, and on request everything else.
    ///
    /// # Errors
    /// `not_found`: there is no backup key.
    pub async fn activate_backup(
        &self,
        account: &AccountId,
        caller: &KeyId,
        everything: Option<&EndEverything>,
        now: Timestamp,
    ) -> Result<(ReplacedKey, Surviving)> {
        let account = account.as_str();
        let mut batch = self.db.batch();
        let revoked = batch.add(REVOKE_FOR_BACKUP, &values![account])?;
        let ended = batch.add(DELETE_SESSIONS_FOR_BACKUP, &values![account, caller.as_str()])?;
        batch.run(DELETE_LINKS_FOR_BACKUP, &values![account])?;
        if let Some(end) = everything {
            end_everything(&mut batch, account, None, end)?;
        }
        let activated = batch.add(ACTIVATE_BACKUP, &values![account, now])?;
        let surviving = SelectSurviving::add(&mut batch, account, now)?;
        let done = batch.commit().await?;
        let activated: Option<String> = done.value(activated)?;
        if activated.is_none() {
            return Err(Error::not_found("backup key").fix("Generate one with POST /v1/auth/keys/generate-backup."));
        }
        let revoked = [hashes(&done, revoked)?, hashes(&done, ended)?].concat();
        Ok((ReplacedKey { revoked, activated }, surviving.read(&done)?))
    }

    /// Changes a working key of a pod.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn change_key(&self, of: &KeysOf<'_>, key: &str, patch: &KeyPatch, now: Timestamp) -> Result<ApiKey> {
        let update = format!(
            "UPDATE api_key SET label = iif(?5, label, ?6), scope = nullif(json_patch(coalesce(scope, '{{}}'), ?7), '{{}}'),
               expires_at = iif(?8, expires_at, ?9)
             WHERE id = ?1 AND pod_id = ?4 AND status = 'active' AND coalesce(expires_at > ?2, 1) AND {IS_OF_MAKER}
             RETURNING {COLUMNS}"
        );
        let label = patch.label.clone().apply(None);
        let values = values![
            key,
            now,
            of.maker.map(KeyId::as_str),
            of.pod.as_str(),
            patch.label.is_keep(),
            label.as_deref(),
            &patch.scope,
            patch.expires_at.is_keep(),
            patch.expires_at.clone().apply(None),
        ];
        self.db.row(&update, &values).await?.ok_or_else(|| Error::not_found("key that works"))
    }

    /// Replaces a working key of a pod by one with the same scope. The old key works until `until`.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn replace_key(
        &self,
        of: &KeysOf<'_>,
        key: &str,
        new: (&KeyId, &Credential),
        until: Timestamp,
        now: Timestamp,
    ) -> Result<ApiKey> {
        let (id, credential) = new;
        let hash = credential.hash();
        let insert = values![
            key,
            now,
            of.maker.map(KeyId::as_str),
            id.as_str(),
            hash.as_str(),
            credential.prefix(),
            i64::from(credential.key_number()),
            of.pod.as_str(),
        ];
        let mut batch = self.db.batch();
        batch.run(DELETE_OLDEST, &values![of.pod.as_str(), now, MAX_KEYS])?;
        let inserted = batch.add(&format!("{INSERT_ROTATED} {IS_OF_MAKER} RETURNING {COLUMNS}"), &insert)?;
        batch.run(HAND_OVER, &values![key, id.as_str()])?;
        batch.run(END_ROTATED, &values![key, id.as_str(), until])?;
        batch.commit().await?.row(inserted)?.ok_or_else(|| Error::not_found("key that works"))
    }

    /// Revokes a key of a pod. Revoking it again changes nothing.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn revoke_key(&self, of: &KeysOf<'_>, key: &str) -> Result<Vec<KeyHash>> {
        let values = values![key, of.pod.as_str(), of.maker.map(KeyId::as_str)];
        let mut batch = self.db.batch();
        let found = batch.add(SELECT_KEY, &values)?;
        let revoked = batch.add(REVOKE_KEY, &values)?;
        let done = batch.commit().await?;
        if done.exists(found)? { hashes(&done, revoked) } else { Err(Error::not_found("key")) }
    }

    /// All keys, the oldest first.
    pub async fn keys(&self, of: &KeysOf<'_>, now: Timestamp) -> Result<Vec<ApiKey>> {
        let select =
            format!("SELECT {COLUMNS} FROM api_key WHERE pod_id = ?1 AND {IS_OF_MAKER} ORDER BY created_at, id");
        self.db.rows(&select, &values![of.pod.as_str(), now, of.maker.map(KeyId::as_str)]).await
    }
}

/// As SQL: the caller's credential still works. A pod that missed a revocation accepts the credential for up to a minute; everything
/// that lasts longer is made with this condition.
pub(super) fn is_active(caller: &str, now: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM api_key AS caller WHERE caller.id = {caller} AND caller.status = 'active'
             AND coalesce(caller.expires_at > {now}, 1))
          OR EXISTS (SELECT 1 FROM session AS caller WHERE caller.id = {caller} AND caller.expires_at > {now}))"
    )
}

/// Checks that a statement with the condition [`is_active`] made something: otherwise the caller's credential has ended.
pub(super) fn authorized(done: &Results, inserted: Handle) -> Result<()> {
    if done.exists(inserted)? { Ok(()) } else { Err(Error::unauthorized()) }
}

/// The hashes that a statement returned.
pub(super) fn hashes(done: &Results, hashes: Handle<Single<String>>) -> Result<Vec<KeyHash>> {
    Ok(done.values(hashes)?.into_iter().map(KeyHash::trusted).collect())
}
