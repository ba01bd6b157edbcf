//! Ends all access to an account when its key is replaced. Keys and sessions end in the directory, in the batch that replaces the key.
//! Webhooks and calendar feeds are in the pods: the batch records which pods must end theirs, and each pod is called until it
//! acknowledges.

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use super::invitations::is_valid;
use crate::error::{Error, Result};
use crate::grant::GRANT_TTL;
use crate::id::{KeyId, MemberId, PodId, RequestId};
use crate::platform::{Batch, Bindings, Database, Handle, Results, Single, log, timer, values};
use crate::rpc::{EndSubscriptions, InternalRpc};
use crate::time::Timestamp;
use crate::wire::to_json;

/// Pods that one call notifies, and how many of them at once.
const MAX_PODS: u32 = 200;
const CONCURRENCY: usize = 16;
/// Milliseconds within which a pod must answer.
const TIMEOUT: u64 = 5_000;
/// Pods that are listed as pending.
const MAX_PENDING: u32 = 1_000;
/// Entries in a list of surviving credentials.
const MAX_LISTED: u32 = 100;

/// A request to end all access.
pub struct EndEverything {
    pub key_prefix: String,
    pub request_id: RequestId,
    pub member_id: Option<MemberId>,
    pub now: Timestamp,
}

/// Access in the directory that is still valid after an account's key was replaced.
pub struct Surviving {
    /// The displayed prefix of the inactive backup key.
    pub backup_key: Option<String>,
    pub pod_keys: Vec<SurvivingKey>,
    /// Keys for runs.
    pub run_keys: Vec<Counted>,
    pub sessions: Vec<Counted>,
    /// People who can sign in.
    pub members: Vec<Counted>,
    /// Tokens of identity providers.
    pub scim_tokens: Vec<Counted>,
    /// What people have given OAuth clients.
    pub oauth_grants: Vec<Counted>,
    /// Invitations that can be accepted.
    pub invitations: Vec<Counted>,
    /// Pods other than the account's own.
    pub pods: Vec<Counted>,
}

/// A pod's key, and how many there are in total.
#[derive(Deserialize)]
pub struct SurvivingKey {
    pub id: KeyId,
    pub pod_id: PodId,
    pub key_prefix: String,
    pub label: Option<String>,
    pub total: u32,
}

/// An id, and how many there are in total.
#[derive(Deserialize)]
pub struct Counted {
    pub id: String,
    pub total: u32,
}

/// The progress of a revocation.
pub struct RevocationProgress {
    /// Number of pods that acknowledged in this call.
    pub acknowledged: usize,
    /// Ids of pods that have not acknowledged yet.
    pub pending: Vec<PodId>,
}

/// Whether the key is being replaced: its successor `?2` exists or, if that is null, there is a backup key to activate.
const HAS_SUCCESSOR: &str =
    "EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND (id = ?2 OR ?2 IS NULL AND status = 'backup'))";
/// The backup key, unless it is the successor.
const REVOKE_BACKUP: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'backup'
      AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const SELECT_BACKUP: &str = "SELECT prefix FROM api_key WHERE pod_id = ?1 AND status = 'backup'";
const SELECT_POD_KEYS: &str = "
    SELECT k.id, k.pod_id, k.prefix AS key_prefix, k.label, count(*) OVER () AS total
    FROM pod p JOIN api_key k ON k.pod_id = p.id
    WHERE p.account_id = ?1 AND p.id <> ?1 AND NOT p.condemned AND k.status = 'active' AND k.expires_at > ?3
    ORDER BY k.created_at, k.id LIMIT ?2";
const SELECT_RUN_KEYS: &str = "
    SELECT k.id, count(*) OVER () AS total
    FROM pod p JOIN run_key k ON k.pod_id = p.id
    WHERE p.account_id = ?1 AND NOT p.condemned AND k.used_at IS NULL AND k.expires_at > ?3
    ORDER BY k.created_at, k.id LIMIT ?2";
const SELECT_SESSIONS: &str = "
    SELECT id, count(*) OVER () AS total FROM session WHERE account_id = ?1 AND expires_at > ?3
    ORDER BY created_at, id LIMIT ?2";
const SELECT_MEMBERS: &str = "
    SELECT id, count(*) OVER () AS total FROM member WHERE account_id = ?1 AND active ORDER BY created_at, id LIMIT ?2";
const SELECT_SCIM_TOKENS: &str = "
    SELECT id, count(*) OVER () AS total FROM scim_token WHERE account_id = ?1 ORDER BY created_at, id LIMIT ?2";
const SELECT_OAUTH_GRANTS: &str = "
    SELECT id, count(*) OVER () AS total FROM oauth_grant WHERE account_id = ?1 AND expires_at > ?3
    ORDER BY created_at, id LIMIT ?2";
const SELECT_INVITATIONS: &str = "SELECT id, count(*) OVER () AS total FROM invitation WHERE account_id = ?1";
const INVITATIONS_IN_ORDER: &str = "ORDER BY created_at, id LIMIT ?2";
const SELECT_PODS: &str = "
    SELECT id, count(*) OVER () AS total FROM pod WHERE account_id = ?1 AND id <> ?1 AND NOT condemned
    ORDER BY created_at, id LIMIT ?2";

/// Ends the access that is in the directory, and records the access that pods must end. Stands before the statement that activates the
/// backup key, where the account's key has no other successor.
pub(super) fn end_everything(
    batch: &mut Batch<'_>,
    account: &str,
    successor: Option<&str>,
    end: &EndEverything,
) -> Result<()> {
    let revoke_pod_keys = format!(
        "UPDATE api_key SET status = 'revoked' WHERE status <> 'revoked'
           AND pod_id IN (SELECT id FROM pod WHERE account_id = ?1 AND id <> ?1) AND {HAS_SUCCESSOR}"
    );
    let delete_run_keys =
        format!("DELETE FROM run_key WHERE pod_id IN (SELECT id FROM pod WHERE account_id = ?1) AND {HAS_SUCCESSOR}");
    let insert_pending = format!(
        "INSERT INTO pending_revocation (pod_id, account_id, requested_at, key_prefix, request_id, member_id)
         SELECT id, account_id, ?3, ?4, ?5, ?6 FROM pod WHERE account_id = ?1 AND NOT condemned AND {HAS_SUCCESSOR}
         ON CONFLICT (pod_id) DO UPDATE SET requested_at = excluded.requested_at, key_prefix = excluded.key_prefix,
           request_id = excluded.request_id, member_id = excluded.member_id"
    );
    let delete_invitations = format!("DELETE FROM invitation WHERE account_id = ?1 AND {HAS_SUCCESSOR}");
    let member = end.member_id.as_ref().map(MemberId::as_str);
    let values = values![account, successor, end.now, &end.key_prefix, end.request_id.as_str(), member];
    batch.run(&revoke_pod_keys, &values[..2])?;
    batch.run(&format!("DELETE FROM scim_token WHERE account_id = ?1 AND {HAS_SUCCESSOR}"), &values[..2])?;
    batch.run(&delete_run_keys, &values[..2])?;
    batch.run(&format!("DELETE FROM oauth_grant WHERE account_id = ?1 AND {HAS_SUCCESSOR}"), &values[..2])?;
    // A thief may have made the operator email an address of his own. Its links decide about charges, so somebody confirms it again.
    let unconfirm = format!("UPDATE account SET operator_confirmed_at = NULL WHERE id = ?1 AND {HAS_SUCCESSOR}");
    batch.run(&unconfirm, &values[..2])?;
    batch.run(&format!("DELETE FROM decision_link WHERE account_id = ?1 AND {HAS_SUCCESSOR}"), &values[..2])?;
    batch.run(&format!("DELETE FROM push_subscription WHERE account_id = ?1 AND {HAS_SUCCESSOR}"), &values[..2])?;
    batch.run(&insert_pending, &values)?;
    batch.run(&delete_invitations, &values[..2])?;
    batch.run(REVOKE_BACKUP, &values[..2])
}

/// The statements that select [`Surviving`].
pub(super) struct SelectSurviving {
    backup_key: Handle<Single<String>>,
    pod_keys: Handle<SurvivingKey>,
    run_keys: Handle<Counted>,
    sessions: Handle<Counted>,
    members: Handle<Counted>,
    scim_tokens: Handle<Counted>,
    oauth_grants: Handle<Counted>,
    invitations: Handle<Counted>,
    pods: Handle<Counted>,
}

impl SelectSurviving {
    /// Adds the statements to a batch.
    pub(super) fn add(batch: &mut Batch<'_>, account: &str, now: Timestamp) -> Result<Self> {
        let values = values![account, MAX_LISTED, now];
        let select_invitations = format!("{SELECT_INVITATIONS} AND {} {INVITATIONS_IN_ORDER}", is_valid("?3"));
        Ok(Self {
            backup_key: batch.add(SELECT_BACKUP, &values[..1])?,
            pod_keys: batch.add(SELECT_POD_KEYS, &values)?,
            run_keys: batch.add(SELECT_RUN_KEYS, &values)?,
            sessions: batch.add(SELECT_SESSIONS, &values)?,
            members: batch.add(SELECT_MEMBERS, &values[..2])?,
            scim_tokens: batch.add(SELECT_SCIM_TOKENS, &values[..2])?,
            oauth_grants: batch.add(SELECT_OAUTH_GRANTS, &values)?,
            invitations: batch.add(&select_invitations, &values)?,
            pods: batch.add(SELECT_PODS, &values[..2])?,
        })
    }

    /// Reads the results of the batch.
    pub(super) fn read(self, done: &Results) -> Result<Surviving> {
        Ok(Surviving {
            backup_key: done.value(self.backup_key)?,
            pod_keys: done.rows(self.pod_keys)?,
            run_keys: done.rows(self.run_keys)?,
            sessions: done.rows(self.sessions)?,
            members: done.rows(self.members)?,
            scim_tokens: done.rows(self.scim_tokens)?,
            oauth_grants: done.rows(self.oauth_grants)?,
            invitations: done.rows(self.invitations)?,
            pods: done.rows(self.pods)?,
        })
    }
}

/// Makes pods end their subscriptions.
pub struct Revocations {
    db: Database,
    rpc: InternalRpc,
}

#[derive(Deserialize)]
struct Pending {
    pod_id: PodId,
    requested_at: i64,
    key_prefix: String,
    request_id: RequestId,
    member_id: Option<MemberId>,
}

impl Revocations {
    /// Over the deployment's directory and pods.
    pub fn new(bindings: &Bindings) -> Result<Self> {
        Ok(Self { db: bindings.directory()?, rpc: InternalRpc::new(bindings.pods()?) })
    }

    /// Calls pods of an account that have not acknowledged yet: up to 200.
    pub async fn carry_out(&self, account: &str) -> Result<RevocationProgress> {
        // In random order, so that pods that cannot be reached do not block others.
        const SELECT_SOME: &str = "
            SELECT pod_id, requested_at, key_prefix, request_id, member_id FROM pending_revocation
            WHERE account_id = ?1 ORDER BY random() LIMIT ?2";
        // Not a revocation that was requested again in the meantime.
        const DELETE_ACKNOWLEDGED: &str = "
            DELETE FROM pending_revocation WHERE account_id = ?1
              AND (pod_id, requested_at) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
        const SELECT_REST: &str =
            "SELECT pod_id FROM pending_revocation WHERE account_id = ?1 ORDER BY pod_id LIMIT ?2";
        let pending: Vec<Pending> = self.db.rows(SELECT_SOME, &values![account, MAX_PODS]).await?;
        let calls = pending.into_iter().map(|pending| async move {
            let reply = self.call(&pending).await;
            log::logged(reply).map(|_| pending)
        });
        let acknowledged: Vec<_> = stream::iter(calls).buffer_unordered(CONCURRENCY).collect().await;
        let acknowledged: Vec<_> = acknowledged.iter().flatten().collect();
        let acknowledged: Vec<_> = acknowledged.iter().map(|pod| (pod.pod_id.as_str(), pod.requested_at)).collect();
        let mut batch = self.db.batch();
        batch.run(DELETE_ACKNOWLEDGED, &values![account, &to_json(&acknowledged)?])?;
        let rest = batch.add(SELECT_REST, &values![account, MAX_PENDING])?;
        let pending = batch.commit().await?.values(rest)?;
        Ok(RevocationProgress { acknowledged: acknowledged.len(), pending })
    }

    async fn call(&self, pending: &Pending) -> Result<()> {
        let end = EndSubscriptions {
            // A pod that missed the revocation has accepted revoked keys for that long.
            made_before: Timestamp::from_millis(pending.requested_at).plus(GRANT_TTL),
            key_prefix: pending.key_prefix.clone(),
            request_id: pending.request_id.clone(),
            member_id: pending.member_id.clone(),
        };
        let call = Box::pin(self.rpc.call(&pending.pod_id, &end));
        match select(call, Box::pin(timer::sleep(TIMEOUT))).await {
            Either::Left((reply, _)) => reply,
            Either::Right(_) => Err(Error::internal(format!("{} did not answer", pending.pod_id))),
        }
    }
}
