//! API keys.

use serde::Deserialize;

use super::Directory;
use super::revocations::{EndEverything, SelectSurviving, Surviving, end_everything};
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::grant::KeyStatus;
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::{Batch, Conflict, Handle, Results, Single, values};
use crate::time::Timestamp;

/// A key as stored: never the key itself.
#[derive(Deserialize)]
pub struct ApiKey {
    pub id: KeyId,
    pub prefix: String,
    pub status: KeyStatus,
    pub label: Option<String>,
    pub created_at: i64,
    pub activated_at: Option<i64>,
    pub last_used_at: Option<i64>,
}

/// A key to be stored.
pub struct NewKey<'a> {
    pub id: KeyId,
    pub credential: &'a Credential,
    pub status: KeyStatus,
    pub label: Option<&'a str>,
}

/// The credentials that stopped working when a key was replaced. The pod forgets them.
pub struct ReplacedKey {
    pub revoked: Vec<KeyHash>,
    /// The displayed prefix of the backup key that is active now.
    pub activated: Option<String>,
}

/// `?9` is the caller; null for the first key of a new account.
const INSERT_KEY: &str = "
    INSERT INTO api_key (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(?5 = 'active', ?7, NULL), ?8 WHERE ?9 IS NULL OR";
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
    UPDATE api_key SET status = 'revoked' WHERE id = ?1 AND pod_id = ?2 AND status <> 'revoked' RETURNING hash";
const SELECT_KEY: &str = "SELECT hash FROM api_key WHERE id = ?1 AND pod_id = ?2";
const SELECT_KEYS: &str = "
    SELECT id, prefix, status, label, created_at, activated_at, last_used_at
    FROM api_key WHERE pod_id = ?1 ORDER BY created_at, id";

impl<'a> NewKey<'a> {
    /// A key with a new id.
    pub fn new(credential: &'a Credential, status: KeyStatus, label: Option<&'a str>) -> Result<Self> {
        Ok(Self { id: KeyId::generate()?, credential, status, label })
    }

    /// Inserts the key if the caller's credential still works. Returns a row if it did.
    pub(super) fn insert(
        &self,
        batch: &mut Batch<'_>,
        pod: &PodId,
        caller: Option<&KeyId>,
        now: Timestamp,
    ) -> Result<Handle> {
        let (hash, status) = (self.credential.hash(), <&str>::from(self.status));
        let (prefix, number) = (self.credential.prefix(), i64::from(self.credential.key_number()));
        let (id, pod, caller) = (self.id.as_str(), pod.as_str(), caller.map(KeyId::as_str));
        let values = values![id, hash.as_str(), prefix, pod, status, self.label, now, number, caller];
        batch.add(&format!("{INSERT_KEY} {} RETURNING id", is_active("?9", "?7")), &values)
    }
}

impl Directory {
    /// Adds a key to a pod.
    ///
    /// # Errors
    /// `unauthorized`, `backup_exists`.
    pub async fn add_key(&self, key: &NewKey<'_>, pod: &PodId, caller: &KeyId, now: Timestamp) -> Result<()> {
        let mut batch = self.db.batch();
        let inserted = key.insert(&mut batch, pod, Some(caller), now)?;
        let done = batch.commit().await.on_conflict("api_key.pod_id", || {
            Error::new(Code::BackupExists, "This account already has a backup key.")
                .fix("Activate it with POST /v1/auth/keys/activate-backup, then generate another.")
        })?;
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
        let inserted = key.insert(&mut batch, pod, Some(caller), now)?;
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

    /// Revokes a key of a pod. Revoking it again changes nothing.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn revoke_key(&self, key: &str, pod: &PodId) -> Result<Vec<KeyHash>> {
        let values = values![key, pod.as_str()];
        let mut batch = self.db.batch();
        let found = batch.add(SELECT_KEY, &values)?;
        let revoked = batch.add(REVOKE_KEY, &values)?;
        let done = batch.commit().await?;
        if done.exists(found)? { hashes(&done, revoked) } else { Err(Error::not_found("key")) }
    }

    /// All keys of a pod, oldest first.
    pub async fn keys(&self, pod: &PodId) -> Result<Vec<ApiKey>> {
        self.db.rows(SELECT_KEYS, &values![pod.as_str()]).await
    }
}

/// As SQL: the caller's credential still works. A pod that missed a revocation accepts the credential for up to a minute; everything
/// that lasts longer is made with this condition.
pub(super) fn is_active(caller: &str, now: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM api_key AS caller WHERE caller.id = {caller} AND caller.status = 'active')
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
