//! Keys for runs: of programs that manage runs, of runners, and of runs.

use serde::Deserialize;

use super::caller::{is_active, still_works};
use super::{Directory, PodDirectory};
use crate::credential::{Credential, KeyHash};
use crate::error::{Code, Error, Result};
use crate::grant::{KeyScope, RunKeyPurpose};
use crate::id::{AccountId, KeyId, MemberId, PodId};
use crate::platform::{Batch, Handle, JsonText, Value, values};
use crate::slug::Slug;
use crate::time::{MINUTE, Timestamp};
use crate::wire::to_json;

/// Keys of one purpose that a pod can have.
const MAX_KEYS: u32 = 100;
/// How long a token that was used works, so that a request whose reply was lost can be repeated.
const TOKEN_REPETITION: i64 = 10 * MINUTE;

/// A key to store.
pub struct NewRunKey<'a> {
    pub id: KeyId,
    pub credential: &'a Credential,
    pub purpose: RunKeyPurpose,
    pub label: Option<&'a str>,
    pub scope: KeyScope,
    pub expires_at: Timestamp,
}

/// On whose authority a key is made.
pub struct MadeBy<'a> {
    /// The credential, which must still work.
    pub caller: &'a KeyId,
    /// The key of a pod or of a run with which the new key ends.
    pub key: Option<&'a KeyId>,
    /// The person with whom the new key ends.
    pub member: Option<&'a MemberId>,
}

/// A key for programs that manage runs, as stored.
#[derive(Deserialize)]
pub struct RunApiKey {
    pub id: KeyId,
    pub pod_id: PodId,
    pub prefix: String,
    pub label: Option<String>,
    pub scope: JsonText<KeyScope>,
    pub created_at: i64,
    pub expires_at: i64,
}

const COLUMNS: &str = "id, pod_id, prefix, label, scope, created_at, expires_at";

impl NewRunKey<'_> {
    /// The parameters `?1` to `?9` of [`insert`].
    fn values<'v>(&'v self, pod: &'v str, scope: &'v str, hash: &'v KeyHash, now: Timestamp) -> Vec<Value<'v>> {
        let (purpose, number): (&str, _) = (self.purpose.into(), i64::from(self.credential.key_number()));
        let prefix = self.credential.prefix();
        values![self.id.as_str(), pod, now, hash.as_str(), prefix, purpose, self.label, scope, self.expires_at, number]
            .to_vec()
    }
}

/// Inserts a key with the parameters of [`NewRunKey::values`], `?11` and `?12` its makers, if a condition holds and the pod can have more.
fn insert(condition: &str) -> String {
    format!(
        "INSERT INTO run_key (id, pod_id, created_at, hash, prefix, purpose, label, scope, expires_at, key_number, made_by, member_id)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12
         WHERE EXISTS (SELECT 1 FROM pod WHERE id = ?2 AND status = 'active' AND NOT condemned) AND {condition}
           AND (?6 = 'run' OR {MAX_KEYS} > (SELECT count(*) FROM run_key WHERE pod_id = ?2 AND purpose = ?6 AND used_at IS NULL))
         RETURNING {COLUMNS}"
    )
}

/// Keys whose time is over are not counted any more.
fn delete_expired(batch: &mut Batch<'_>, pod: &PodId, now: Timestamp) -> Result<()> {
    batch.run("DELETE FROM run_key WHERE pod_id = ?1 AND expires_at <= ?2", &values![pod.as_str(), now])
}

/// Adds a key if a condition holds. `?13` is the caller, `?3` now.
pub(super) fn add(
    batch: &mut Batch<'_>,
    pod: &PodId,
    key: &NewRunKey<'_>,
    by: &MadeBy<'_>,
    condition: &str,
    now: Timestamp,
) -> Result<Handle<RunApiKey>> {
    let (scope, hash) = (to_json(&key.scope)?, key.credential.hash());
    let mut values = key.values(pod.as_str(), &scope, &hash, now);
    values.extend(values![by.key.map(KeyId::as_str), by.member.map(MemberId::as_str), by.caller.as_str()]);
    delete_expired(batch, pod, now)?;
    batch.add(&insert(condition), &values)
}

impl Directory {
    /// Stores a key for a pod of an account.
    ///
    /// # Errors
    /// `not_found`, `key_limit_reached`, `unauthorized`.
    pub async fn add_run_api_key(
        &self,
        account: &AccountId,
        pod: &PodId,
        key: &NewRunKey<'_>,
        by: &MadeBy<'_>,
        now: Timestamp,
    ) -> Result<RunApiKey> {
        if *pod != account.home_pod() {
            self.pod(account, pod).await?;
        }
        add_checked(self.db.batch(), pod, key, by, now).await
    }

    /// The keys for programs of all pods of an account, oldest first.
    pub async fn run_api_keys(&self, account: &AccountId, now: Timestamp) -> Result<Vec<RunApiKey>> {
        let select = format!(
            "SELECT {COLUMNS} FROM run_key WHERE purpose = 'api' AND expires_at > ?2
               AND pod_id IN (SELECT id FROM pod WHERE account_id = ?1) ORDER BY created_at, id"
        );
        self.db.rows(&select, &values![account.as_str(), now]).await
    }

    /// Ends a key for programs. Returns its pod and its hash.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn delete_run_api_key(&self, account: &AccountId, id: &str) -> Result<(PodId, KeyHash)> {
        const DELETE_KEY: &str = "
            DELETE FROM run_key WHERE id = ?2 AND purpose = 'api' AND pod_id IN (SELECT id FROM pod WHERE account_id = ?1)
            RETURNING pod_id, hash";
        #[derive(Deserialize)]
        struct Deleted {
            pod_id: PodId,
            hash: String,
        }
        let deleted: Option<Deleted> = self.db.row(DELETE_KEY, &values![account.as_str(), id]).await?;
        deleted
            .map(|Deleted { pod_id, hash }| (pod_id, KeyHash::trusted(hash)))
            .ok_or_else(|| Error::not_found("API key"))
    }
}

async fn add_checked(
    mut batch: Batch<'_>,
    pod: &PodId,
    key: &NewRunKey<'_>,
    by: &MadeBy<'_>,
    now: Timestamp,
) -> Result<RunApiKey> {
    // Whoever starts a run may be a person of any role; other keys are made by those who manage the account.
    let inserted = add(&mut batch, pod, key, by, &is_active("?13", "?3"), now)?;
    let works = format!("SELECT 1 WHERE {}", still_works("?3", "?1", "?2"));
    let check = batch.add(&works, &values![by.caller.as_str(), now, pod.as_str()])?;
    let done = batch.commit().await?;
    match done.row(inserted)? {
        Some(key) => Ok(key),
        None if done.exists(check)? => {
            let purpose: &str = key.purpose.into();
            Err(Error::new(Code::KeyLimit, format!("A pod can have {MAX_KEYS} keys of the purpose `{purpose}`."))
                .fix("Delete one that is not needed."))
        }
        None => Err(Error::unauthorized()),
    }
}

impl PodDirectory {
    /// Stores a key of this pod.
    ///
    /// # Errors
    /// `key_limit_reached`, `unauthorized`.
    pub async fn add_run_key(&self, key: &NewRunKey<'_>, by: &MadeBy<'_>, now: Timestamp) -> Result<()> {
        add_checked(self.db()?.batch(), &self.pod, key, by, now).await.map(drop)
    }

    /// Replaces a token by the key of the runner that sends it. A token can be used once.
    ///
    /// # Errors
    /// `unauthorized`, `key_limit_reached`.
    pub async fn replace_runner_token(&self, token: &KeyId, key: &NewRunKey<'_>, now: Timestamp) -> Result<()> {
        const USE_TOKEN: &str = "
            UPDATE run_key SET used_at = ?3, expires_at = min(expires_at, ?4)
            WHERE id = ?1 AND used_at IS NULL AND EXISTS (SELECT 1 FROM run_key WHERE id = ?2)";
        let is_unused = "EXISTS (SELECT 1 FROM run_key WHERE id = ?13 AND pod_id = ?2 AND purpose = 'token'
            AND used_at IS NULL AND expires_at > ?3)";
        let (scope, hash) = (to_json(&key.scope)?, key.credential.hash());
        let mut values = key.values(self.pod.as_str(), &scope, &hash, now);
        values.extend(values![None::<&str>, None::<&str>, token.as_str()]);
        let database = self.db()?;
        let mut batch = database.batch();
        delete_expired(&mut batch, &self.pod, now)?;
        let unused = batch.add(
            "SELECT 1 FROM run_key WHERE id = ?1 AND used_at IS NULL AND expires_at > ?2",
            &values![token.as_str(), now],
        )?;
        let inserted: Handle<RunApiKey> = batch.add(&insert(is_unused), &values)?;
        batch.run(USE_TOKEN, &values![token.as_str(), key.id.as_str(), now, now.plus(TOKEN_REPETITION)])?;
        let done = batch.commit().await?;
        match done.row(inserted)? {
            Some(_) => Ok(()),
            None if done.exists(unused)? => {
                Err(Error::new(Code::KeyLimit, format!("A pod can have {MAX_KEYS} runners."))
                    .fix("Remove one that is not needed."))
            }
            None => Err(Error::new(Code::Unauthorized, "The token was used before, or its time is over.")
                .fix("Create another one: POST /api/v1/ext/orgs/{org}/runners/tokens.")),
        }
    }

    /// Ends keys of this pod, and the requests for approval that were made with them. Ending them again changes nothing.
    pub async fn end_run_keys(&self, ids: &[String]) -> Result<()> {
        const EXPIRE_APPROVALS: &str = "
            UPDATE approval SET status = 'expired' WHERE pod_id = ?1 AND run_id IS NOT NULL AND status = 'pending'
              AND requested_by IN (SELECT value FROM json_each(?2))";
        const DELETE_KEYS: &str = "DELETE FROM run_key WHERE pod_id = ?1 AND id IN (SELECT value FROM json_each(?2))";
        let (database, ids) = (self.db()?, to_json(&ids)?);
        let mut batch = database.batch();
        batch.run(EXPIRE_APPROVALS, &values![self.pod.as_str(), &ids])?;
        batch.run(DELETE_KEYS, &values![self.pod.as_str(), &ids])?;
        batch.commit().await.map(drop)
    }
}

impl Directory {
    /// Gives an account its slug.
    ///
    /// # Errors
    /// `slug_taken`.
    pub async fn set_account_slug(&self, account: &AccountId, slug: &Slug) -> Result<()> {
        const UPDATE_SLUG: &str = "
            UPDATE account SET slug = ?2 WHERE id = ?1 AND coalesce(slug, ?2) = ?2
              AND NOT EXISTS (SELECT 1 FROM account AS other WHERE other.slug = ?2 AND other.id <> ?1)
            RETURNING id";
        if self.db.exists(UPDATE_SLUG, &values![account.as_str(), slug.as_str()]).await? {
            return Ok(());
        }
        Err(Error::new(Code::SlugTaken, "Another account has the slug, or this account has another one already.")
            .fix("GET /v1/account/me shows the account's slug."))
    }
}
