//! API keys.

use serde::Deserialize;

use super::Directory;
use super::revocations::{EndEverything, Surviving};
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::grant::KeyStatus;
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::{Conflict, Rows, Statement, values};
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

impl<'a> NewKey<'a> {
    /// With an id of its own.
    pub fn new(credential: &'a Credential, status: KeyStatus, label: Option<&'a str>) -> Result<Self> {
        Ok(Self { id: KeyId::generate()?, credential, status, label })
    }
}

/// Keys that stopped working, and sessions that ended with them, for the pod to be told.
pub struct ReplacedKey {
    pub revoked: Vec<KeyHash>,
    /// The shown prefix of the key that works now, where it was stored before.
    pub activated: Option<String>,
}

/// The first key of a new account is asked for by nobody.
const INSERT_KEY: &str = "
    INSERT INTO api_key (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, iif(?5 = 'active', ?7, NULL), ?8 WHERE ?9 IS NULL OR";
/// Only while the key that asks still works, so that of two rotations at once one is refused.
const INSERT_SUCCESSOR: &str = "
    INSERT INTO api_key (id, hash, prefix, pod_id, status, label, created_at, activated_at, key_number)
    SELECT ?1, ?2, ?3, pod_id, 'active', label, ?4, ?4, ?6 FROM api_key
    WHERE (id = ?5 OR pod_id = (SELECT account_id FROM session WHERE id = ?5)) AND status = 'active'
    ORDER BY created_at DESC LIMIT 1 RETURNING id";
const UPDATE_OTHER_KEYS_REVOKED: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'active' AND id <> ?2
      AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)
    RETURNING hash";
const UPDATE_KEYS_REVOKED: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'active'
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')
    RETURNING hash";
const UPDATE_BACKUP_ACTIVE: &str = "
    UPDATE api_key SET status = 'active', activated_at = ?2 WHERE pod_id = ?1 AND status = 'backup' RETURNING prefix";
/// Whoever has signed in is out, but for the session that asks. Like the keys, only if there is a successor.
const DELETE_OTHER_SESSIONS: &str = "
    DELETE FROM session WHERE account_id = ?1 AND id <> ?3 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2) RETURNING hash";
const DELETE_OTHER_SESSIONS_FOR_BACKUP: &str = "
    DELETE FROM session WHERE account_id = ?1 AND id <> ?2
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')
    RETURNING hash";
/// Links that were mailed before open nothing any more.
const DELETE_LINKS: &str = "
    DELETE FROM sign_in_link WHERE account_id = ?1 AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const DELETE_LINKS_FOR_BACKUP: &str = "
    DELETE FROM sign_in_link WHERE account_id = ?1
      AND EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND status = 'backup')";
const UPDATE_KEY_REVOKED: &str = "
    UPDATE api_key SET status = 'revoked' WHERE id = ?1 AND pod_id = ?2 AND status <> 'revoked' RETURNING hash";
const SELECT_KEY_HASH: &str = "SELECT hash FROM api_key WHERE id = ?1 AND pod_id = ?2";
const SELECT_KEYS: &str = "
    SELECT id, prefix, status, label, created_at, activated_at, last_used_at
    FROM api_key WHERE pod_id = ?1 ORDER BY created_at, id";

#[derive(Deserialize)]
struct Prefix {
    prefix: String,
}

impl Directory {
    /// The statement that makes a key, if the credential that asks for it still works. Its row says that it did.
    pub(super) fn insert_key(
        &self,
        key: &NewKey<'_>,
        pod: &PodId,
        asking: Option<&KeyId>,
        now: Timestamp,
    ) -> Result<Statement> {
        let (hash, status) = (key.credential.hash(), key.status.as_str());
        let (prefix, number) = (key.credential.prefix(), i64::from(key.credential.key_number()));
        let (id, pod, asking) = (key.id.as_str(), pod.as_str(), asking.map(KeyId::as_str));
        let values = values![id, hash.as_str(), prefix, pod, status, key.label, now, number, asking];
        self.db.statement(&format!("{INSERT_KEY} {} RETURNING id", still_works("?9", "?7")), &values)
    }

    /// Adds a key to those a pod has.
    ///
    /// # Errors
    /// `unauthorized`, `backup_exists`.
    pub async fn add_key(&self, key: &NewKey<'_>, pod: &PodId, asking: &KeyId, now: Timestamp) -> Result<()> {
        let done = self.db.batch([self.insert_key(key, pod, Some(asking), now)?]).await;
        let done = done.on_conflict("api_key.pod_id", || {
            Error::new(Code::BackupExists, "This account has a backup key already.")
                .fix("Activate it with POST /v1/auth/keys/activate-backup, then generate another.")
        });
        was_made(&done?)
    }

    /// Puts a key in the place of all that a pod has.
    ///
    /// # Errors
    /// `unauthorized`.
    pub async fn replace_keys(
        &self,
        key: &NewKey<'_>,
        pod: &PodId,
        asking: &KeyId,
        now: Timestamp,
    ) -> Result<ReplacedKey> {
        let revoke = self.db.statement(UPDATE_OTHER_KEYS_REVOKED, &values![pod.as_str(), key.id.as_str()])?;
        let done = self.db.batch([self.insert_key(key, pod, Some(asking), now)?, revoke]).await?;
        was_made(&done)?;
        Ok(ReplacedKey { revoked: hashes(&done, 1)?, activated: None })
    }

    /// Puts a key in the place of the account's active ones, if `asking` is still one of them or a session. Ends all other
    /// sessions, and everything else if that is wanted.
    pub async fn rotate_key(
        &self,
        account: &AccountId,
        asking: &KeyId,
        key: &NewKey<'_>,
        everything: Option<&EndEverything>,
        now: Timestamp,
    ) -> Result<(ReplacedKey, Surviving)> {
        let hash = key.credential.hash();
        let number = i64::from(key.credential.key_number());
        let insert = values![key.id.as_str(), hash.as_str(), key.credential.prefix(), now, asking.as_str(), number];
        let mut batch = vec![
            self.db.statement(INSERT_SUCCESSOR, &insert)?,
            self.db.statement(UPDATE_OTHER_KEYS_REVOKED, &values![account.as_str(), key.id.as_str()])?,
            self.db.statement(DELETE_OTHER_SESSIONS, &values![account.as_str(), key.id.as_str(), asking.as_str()])?,
            self.db.statement(DELETE_LINKS, &values![account.as_str(), key.id.as_str()])?,
        ];
        if let Some(end) = everything {
            batch.extend(self.end_everything(account, Some(&key.id), end)?);
        }
        batch.extend(self.select_surviving(account, now)?);
        let done = self.db.batch(batch).await?;
        if !done.first().map_or(Ok(false), Rows::any)? {
            return Err(Error::unauthorized());
        }
        let revoked = [hashes(&done, 1)?, hashes(&done, 2)?].concat();
        Ok((ReplacedKey { revoked, activated: None }, Surviving::read(&done)?))
    }

    /// Makes the account's backup key its active one. Ends all sessions but the one that asks, and everything else if that is wanted.
    pub async fn activate_backup(
        &self,
        account: &AccountId,
        asking: &KeyId,
        everything: Option<&EndEverything>,
        now: Timestamp,
    ) -> Result<(ReplacedKey, Surviving)> {
        let mut batch = vec![
            self.db.statement(UPDATE_KEYS_REVOKED, &values![account.as_str()])?,
            self.db.statement(DELETE_OTHER_SESSIONS_FOR_BACKUP, &values![account.as_str(), asking.as_str()])?,
            self.db.statement(DELETE_LINKS_FOR_BACKUP, &values![account.as_str()])?,
        ];
        if let Some(end) = everything {
            batch.extend(self.end_everything(account, None, end)?);
        }
        let activation = batch.len();
        batch.push(self.db.statement(UPDATE_BACKUP_ACTIVE, &values![account.as_str(), now])?);
        batch.extend(self.select_surviving(account, now)?);
        let done = self.db.batch(batch).await?;
        let activated = match done.get(activation) {
            Some(rows) => rows.read::<Prefix>()?.pop().map(|row| row.prefix),
            None => None,
        };
        if activated.is_none() {
            return Err(Error::not_found("backup key").fix("Make one with POST /v1/auth/keys/generate-backup."));
        }
        let revoked = [hashes(&done, 0)?, hashes(&done, 1)?].concat();
        Ok((ReplacedKey { revoked, activated }, Surviving::read(&done)?))
    }

    /// Revokes one key of a pod. Revoking it again changes nothing.
    pub async fn revoke_key(&self, key: &str, pod: &PodId) -> Result<Vec<KeyHash>> {
        let done = self
            .db
            .batch([
                self.db.statement(SELECT_KEY_HASH, &values![key, pod.as_str()])?,
                self.db.statement(UPDATE_KEY_REVOKED, &values![key, pod.as_str()])?,
            ])
            .await?;
        if !done.first().map_or(Ok(false), Rows::any)? {
            return Err(Error::not_found("key"));
        }
        hashes(&done, 1)
    }

    /// All keys of a pod, oldest first.
    pub async fn keys(&self, pod: &PodId) -> Result<Vec<ApiKey>> {
        self.db.all(SELECT_KEYS, &values![pod.as_str()]).await
    }
}

/// As a condition: the credential that asks still works. Pods believe in one for up to a minute after it ended, if they were not told;
/// what lives longer than that is made with this condition.
pub(super) fn still_works(asking: &str, now: &str) -> String {
    format!(
        "(EXISTS (SELECT 1 FROM api_key AS asking WHERE asking.id = {asking} AND asking.status = 'active')
          OR EXISTS (SELECT 1 FROM session AS asking WHERE asking.id = {asking} AND asking.expires_at > {now}))"
    )
}

/// Whether the first statement made something. If not, the credential that asked had ended.
pub(super) fn was_made(done: &[Rows]) -> Result<()> {
    if done.first().map_or(Ok(false), Rows::any)? { Ok(()) } else { Err(Error::unauthorized()) }
}

/// What one statement of a batch returned as `hash`.
pub(super) fn hashes(done: &[Rows], at: usize) -> Result<Vec<KeyHash>> {
    #[derive(Deserialize)]
    struct Hash {
        hash: String,
    }
    let Some(rows) = done.get(at) else { return Ok(Vec::new()) };
    Ok(rows.read::<Hash>()?.into_iter().map(|row| KeyHash::trusted(row.hash)).collect())
}
