//! What ends together with an account's key when its owner wants everything ended. Keys and sessions end in the directory, in the batch
//! that replaces the key. Webhooks and calendar feeds lie in the pods: the batch records which pods have to end theirs, and each pod is
//! told until it acknowledges.

use futures_util::future::{Either, select};
use futures_util::{StreamExt, stream};
use serde::Deserialize;

use super::Directory;
use crate::error::{Error, Result};
use crate::grant::GRANT_TTL;
use crate::id::{AccountId, KeyId, PodId, RequestId};
use crate::platform::{Bindings, Database, Rows, Statement, log, timer, values};
use crate::rpc::{EndSubscriptions, InternalRpc};
use crate::time::Timestamp;
use crate::wire::to_json;

/// Pods that are told in one go, and how many of them at once.
const MAX_CALLS: u32 = 200;
const CONCURRENT_CALLS: usize = 16;
/// Milliseconds that a pod may take.
const CALL_TIMEOUT: u64 = 5_000;
/// Pods that are named as not yet told.
const MAX_PENDING: u32 = 1_000;
/// Ids in a list of what survives.
const MAX_LISTED: u32 = 100;

/// Whose wish it is that everything ends, and when.
pub struct EndEverything {
    pub key_prefix: String,
    pub request_id: RequestId,
    pub now: Timestamp,
}

/// What the directory knows to survive the replacement of an account's key.
pub struct Surviving {
    /// The shown prefix of the dormant backup key.
    pub backup_key: Option<String>,
    pub pod_keys: Vec<SurvivingKey>,
    pub sessions: Vec<Counted>,
    /// Pods beside the account's own.
    pub pods: Vec<Counted>,
}

/// A pod's key; of so many in all.
#[derive(Deserialize)]
pub struct SurvivingKey {
    pub id: KeyId,
    pub pod_id: PodId,
    pub key_prefix: String,
    pub label: Option<String>,
    pub total: u32,
}

/// Something with an id; one of so many in all.
#[derive(Deserialize)]
pub struct Counted {
    pub id: String,
    pub total: u32,
}

/// How far the account's pods have ended what they had to.
pub struct CarriedOut {
    /// Pods that acknowledged now.
    pub acknowledged: usize,
    /// Pods that have not yet, by id.
    pub pending: Vec<PodId>,
}

/// Whether the key is being replaced: its successor is there, or where ?2 is null, the backup key still waits to be it.
const HAS_SUCCESSOR: &str =
    "EXISTS (SELECT 1 FROM api_key WHERE pod_id = ?1 AND (id = ?2 OR ?2 IS NULL AND status = 'backup'))";
/// The backup key, unless it is the successor.
const UPDATE_BACKUP_REVOKED: &str = "
    UPDATE api_key SET status = 'revoked' WHERE pod_id = ?1 AND status = 'backup'
      AND EXISTS (SELECT 1 FROM api_key WHERE id = ?2)";
const SELECT_BACKUP: &str = "SELECT prefix FROM api_key WHERE pod_id = ?1 AND status = 'backup'";
const SELECT_POD_KEYS: &str = "
    SELECT k.id, k.pod_id, k.prefix AS key_prefix, k.label, count(*) OVER () AS total
    FROM pod p JOIN api_key k ON k.pod_id = p.id
    WHERE p.account_id = ?1 AND p.id <> ?1 AND NOT p.condemned AND k.status = 'active'
    ORDER BY k.created_at, k.id LIMIT ?2";
const SELECT_SESSIONS: &str = "
    SELECT id, count(*) OVER () AS total FROM session WHERE account_id = ?1 AND expires_at > ?3
    ORDER BY created_at, id LIMIT ?2";
const SELECT_PODS: &str = "
    SELECT id, count(*) OVER () AS total FROM pod WHERE account_id = ?1 AND id <> ?1 AND NOT condemned
    ORDER BY created_at, id LIMIT ?2";

impl Directory {
    /// Ends the access that the directory holds, and records the access that pods have to end. Part of the batch that replaces the
    /// account's key by `successor`, or by its backup key; stands before that statement.
    pub(super) fn end_everything(
        &self,
        account: &AccountId,
        successor: Option<&KeyId>,
        end: &EndEverything,
    ) -> Result<[Statement; 3]> {
        let revoke_pod_keys = format!(
            "UPDATE api_key SET status = 'revoked' WHERE status <> 'revoked'
               AND pod_id IN (SELECT id FROM pod WHERE account_id = ?1 AND id <> ?1) AND {HAS_SUCCESSOR}"
        );
        let insert_pending = format!(
            "INSERT INTO pending_revocation (pod_id, account_id, requested_at, key_prefix, request_id)
             SELECT id, account_id, ?3, ?4, ?5 FROM pod WHERE account_id = ?1 AND NOT condemned AND {HAS_SUCCESSOR}
             ON CONFLICT (pod_id) DO UPDATE SET requested_at = excluded.requested_at, key_prefix = excluded.key_prefix,
               request_id = excluded.request_id"
        );
        let successor = successor.map(KeyId::as_str);
        let values = values![account.as_str(), successor, end.now, &end.key_prefix, end.request_id.as_str()];
        Ok([
            self.db.statement(&revoke_pod_keys, &values[..2])?,
            self.db.statement(&insert_pending, &values)?,
            self.db.statement(UPDATE_BACKUP_REVOKED, &values[..2])?,
        ])
    }

    /// Reads what survives: the last statements of the batch.
    pub(super) fn select_surviving(&self, account: &AccountId, now: Timestamp) -> Result<[Statement; 4]> {
        let values = values![account.as_str(), MAX_LISTED, now];
        Ok([
            self.db.statement(SELECT_BACKUP, &values[..1])?,
            self.db.statement(SELECT_POD_KEYS, &values[..2])?,
            self.db.statement(SELECT_SESSIONS, &values)?,
            self.db.statement(SELECT_PODS, &values[..2])?,
        ])
    }
}

impl Surviving {
    /// From what a batch returned that ended with [`Directory::select_surviving`].
    pub(super) fn read(done: &[Rows]) -> Result<Self> {
        #[derive(Deserialize)]
        struct Backup {
            prefix: String,
        }
        let [.., backup, pod_keys, sessions, pods] = done else { return Err(Error::internal("a batch is too short")) };
        Ok(Self {
            backup_key: backup.one::<Backup>()?.map(|key| key.prefix),
            pod_keys: pod_keys.read()?,
            sessions: sessions.read()?,
            pods: pods.read()?,
        })
    }
}

/// Tells pods to end their subscriptions.
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
}

#[derive(Deserialize)]
struct Left {
    pod_id: PodId,
}

impl Revocations {
    /// Over the deployment's directory and pods.
    pub fn new(bindings: &Bindings) -> Result<Self> {
        Ok(Self { db: bindings.directory()?, rpc: InternalRpc::new(bindings.pods()?) })
    }

    /// Tells the pods of an account that have not acknowledged yet, some at a time.
    pub async fn carry_out(&self, account: &str) -> Result<CarriedOut> {
        // In any order, so that pods that cannot be told do not keep others from being told.
        const SELECT_SOME: &str = "
            SELECT pod_id, requested_at, key_prefix, request_id FROM pending_revocation
            WHERE account_id = ?1 ORDER BY random() LIMIT ?2";
        // Not what was asked for again meanwhile.
        const DELETE_ACKNOWLEDGED: &str = "
            DELETE FROM pending_revocation WHERE account_id = ?1
              AND (pod_id, requested_at) IN (SELECT value ->> 0, value ->> 1 FROM json_each(?2))";
        const SELECT_LEFT: &str =
            "SELECT pod_id FROM pending_revocation WHERE account_id = ?1 ORDER BY pod_id LIMIT ?2";
        let pending: Vec<Pending> = self.db.all(SELECT_SOME, &values![account, MAX_CALLS]).await?;
        let telling = pending.into_iter().map(|pending| async move {
            let told = self.call(&pending).await;
            told.inspect_err(|error| log::error(&error.to_string())).is_ok().then_some(pending)
        });
        let told: Vec<_> = stream::iter(telling).buffer_unordered(CONCURRENT_CALLS).collect().await;
        let told: Vec<_> = told.into_iter().flatten().collect();
        let acknowledged: Vec<_> = told.iter().map(|told| (told.pod_id.as_str(), told.requested_at)).collect();
        let list = to_json(&acknowledged)?;
        let batch = [
            self.db.statement(DELETE_ACKNOWLEDGED, &values![account, &list])?,
            self.db.statement(SELECT_LEFT, &values![account, MAX_PENDING])?,
        ];
        let done = self.db.batch(batch).await?;
        let left: Vec<Left> = done.get(1).map_or(Ok(Vec::new()), Rows::read)?;
        let pending = left.into_iter().map(|left| left.pod_id).collect();
        Ok(CarriedOut { acknowledged: acknowledged.len(), pending })
    }

    async fn call(&self, pending: &Pending) -> Result<()> {
        let end = EndSubscriptions {
            // A pod that did not hear of it has let revoked keys in for so long.
            made_before: Timestamp::from_millis(pending.requested_at).plus(GRANT_TTL),
            key_prefix: pending.key_prefix.clone(),
            request_id: pending.request_id.clone(),
        };
        let call = Box::pin(self.rpc.call(&pending.pod_id, &end));
        match select(call, Box::pin(timer::sleep(CALL_TIMEOUT))).await {
            Either::Left((reply, _)) => reply,
            Either::Right(_) => Err(Error::internal(format!("{} did not answer", pending.pod_id))),
        }
    }
}
