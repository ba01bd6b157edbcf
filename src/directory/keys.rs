//! API keys.

use super::Directory;
use super::caller::{Authority, NEVER, authorized, hashes, is_active, is_owner};
use super::pod_keys::{self, ApiKey, MAX_KEYS};
use super::pod_sessions::{PodSessions, end_sessions};
use super::revocations::{EndEverything, SelectSurviving, Surviving, end_everything};
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, KeyStatus};
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::{Batch, Conflict, Handle, values};
use crate::time::Timestamp;
use crate::wire::to_json;

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

/// The credentials that stopped working when a key was replaced. The pod forgets them.
pub struct ReplacedKey {
    pub revoked: Vec<KeyHash>,
    pub ended: PodSessions,
    /// The displayed prefix of the backup key that is active now.
    pub activated: Option<String>,
}

/// Only while the caller's key still works, so that one of two rotations at once is refused.
const INSERT_SUCCESSOR: &str = "
    INSERT INTO api_key (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number)
    SELECT ?1, ?2, ?3, pod_id, 'active', label, ?4, ?4, ?6 FROM api_key
    WHERE (id = ?5 OR pod_id = (
        SELECT s.account_id FROM session s JOIN member m ON m.id = s.member_id
        WHERE s.id = ?5 AND s.expires_at > ?4 AND m.active AND m.role = 'owner')) AND status = 'active'
    ORDER BY created_at DESC LIMIT 1 RETURNING id";
const SELECT_POD: &str = "SELECT 1 FROM pod WHERE id = ?1 AND NOT condemned";
const REVOKE_OTHERS: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'active' AND expires_at > ?3 AND id <> ?2
      AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)
    RETURNING hash";
const REVOKE_FOR_BACKUP: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'active'
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')
    RETURNING hash";
const ACTIVATE_BACKUP: &str = "
    UPDATE api_key SET status = 'active', activated_at = ?2 WHERE pod_id = ?1 AND status = 'backup' RETURNING prefix";
/// All sessions end except the caller's. Like the keys, only if there is a successor.
const ENDING_SESSIONS: &str = "s.account_id = ?1 AND s.id <> ?3 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const ENDING_SESSIONS_FOR_BACKUP: &str = "
    s.account_id = ?1 AND s.id <> ?2 AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')";
/// Sign-in links that were sent before stop working.
const DELETE_LINKS: &str = "
    DELETE FROM sign_in_choice WHERE account_id = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const DELETE_LINKS_FOR_BACKUP: &str = "
    DELETE FROM sign_in_choice WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')";

/// `?9` is the caller; null for the first key of a new account, and for the deployment's operator. Only an owner makes keys of the account
/// itself. `?13` is the maximum of keys that work; null if others are revoked.
fn insert_key() -> String {
    format!(
        "INSERT INTO api_key
           (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number, scope, expires_at, made_by)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(?5 = 'active', ?7, NULL), ?8, ?10, coalesce(?11, {NEVER}),
           coalesce((SELECT replaced_by FROM api_key WHERE id = ?12), ?12)
         WHERE (?13 IS NULL OR ?13 > {}) AND EXISTS (SELECT 1 FROM pod WHERE id = ?4 AND NOT condemned)
           AND (?9 IS NULL OR {} AND ({} OR EXISTS (SELECT 1 FROM pod WHERE id = ?4 AND id <> account_id)))
         RETURNING {}",
        pod_keys::count("?4", "?7"),
        is_active("?9", "?7"),
        is_owner("?4", "?9", "?7"),
        pod_keys::columns("?7"),
    )
}

impl<'a> NewKey<'a> {
    /// A key with a new id.
    pub fn new(credential: &'a Credential, status: KeyStatus, label: Option<&'a str>) -> Result<Self> {
        let (scope, expires_at, made_by) = (KeyScope::default(), None, None);
        Ok(Self { id: KeyId::generate()?, credential, status, label, scope, expires_at, made_by })
    }

    /// Inserts the key if the pod exists and the caller's credential still works. Returns a row if it did.
    pub(super) fn insert(
        &self,
        batch: &mut Batch<'_>,
        pod: &PodId,
        caller: Option<&KeyId>,
        max_keys: Option<u32>,
        now: Timestamp,
    ) -> Result<Handle<ApiKey>> {
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
        batch.add(&insert_key(), &values)
    }
}

impl Directory {
    /// Adds a key to a pod.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`, `backup_exists`, `key_limit_reached`.
    pub async fn add_key(&self, key: &NewKey<'_>, pod: &PodId, by: Authority<'_>, now: Timestamp) -> Result<ApiKey> {
        let mut batch = self.db.batch();
        pod_keys::delete_oldest(&mut batch, pod, now)?;
        let inserted = key.insert(&mut batch, pod, by.key(), Some(MAX_KEYS), now)?;
        let pod_found: Handle = batch.add(SELECT_POD, &values![pod.as_str()])?;
        let count = batch.add(&format!("SELECT {}", pod_keys::count("?1", "?2")), &values![pod.as_str(), now])?;
        let done = batch.commit().await.on_conflict("api_key.pod_id", || {
            Error::new(Code::BackupExists, "This account already has a backup key.")
                .fix("Activate it with POST /v1/auth/keys/activate-backup, then generate another.")
        })?;
        match done.row(inserted)? {
            Some(key) => Ok(key),
            None if done.value(count)?.is_some_and(|count: u32| count >= MAX_KEYS) => Err(pod_keys::limit_reached()),
            None if !done.exists(pod_found)? => Err(Error::not_found("pod")),
            None => Err(Error::unauthorized()),
        }
    }

    /// Replaces all keys of a pod by one.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`.
    pub async fn replace_keys(
        &self,
        key: &NewKey<'_>,
        pod: &PodId,
        by: Authority<'_>,
        now: Timestamp,
    ) -> Result<(ApiKey, Vec<KeyHash>)> {
        let mut batch = self.db.batch();
        let inserted = key.insert(&mut batch, pod, by.key(), None, now)?;
        let pod_found: Handle = batch.add(SELECT_POD, &values![pod.as_str()])?;
        let revoked = batch.add(REVOKE_OTHERS, &values![pod.as_str(), key.id.as_str(), now])?;
        let done = batch.commit().await?;
        match done.row(inserted)? {
            Some(key) => Ok((key, hashes(&done, revoked)?)),
            None if !done.exists(pod_found)? => Err(Error::not_found("pod")),
            None => Err(Error::unauthorized()),
        }
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
        let revoked = batch.add(REVOKE_OTHERS, &values![account, id, now])?;
        let ended = end_sessions(&mut batch, ENDING_SESSIONS, &values![account, id, caller])?;
        batch.run(DELETE_LINKS, &values![account, id])?;
        if let Some(end) = everything {
            end_everything(&mut batch, account, Some(id), end)?;
        }
        let surviving = SelectSurviving::add(&mut batch, account, now)?;
        let done = batch.commit().await?;
        authorized(&done, inserted)?;
        let (revoked, ended) = (hashes(&done, revoked)?, PodSessions::read(&done, ended)?);
        Ok((ReplacedKey { revoked, ended, activated: None }, surviving.read(&done)?))
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
        let ended = end_sessions(&mut batch, ENDING_SESSIONS_FOR_BACKUP, &values![account, caller.as_str()])?;
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
        let (revoked, ended) = (hashes(&done, revoked)?, PodSessions::read(&done, ended)?);
        Ok((ReplacedKey { revoked, ended, activated }, surviving.read(&done)?))
    }
}
