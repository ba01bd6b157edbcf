//! Pods: that they exist, and their settings. Their data is in their Durable Objects.

use serde::Deserialize;

use super::Directory;
use super::addresses::quarantine_addresses;
use super::money::END_OF_POD;
use super::observations::DELETE_TOPICS_OF_POD;
use crate::ceiling::{Ceiling, Names};
use crate::egress::EgressFqdns;
use crate::error::{Error, Result};
use crate::grant::PodStatus;
use crate::id::{AccountId, PodId};
use crate::metadata::Metadata;
use crate::money::Policy;
use crate::platform::{JsonText, values};
use crate::rate::Rates;
use crate::time::Timestamp;

/// The API through which a pod is managed.
#[derive(Clone, Copy)]
pub enum PodApi {
    Pods,
    Environments,
    Tenants,
}

/// A pod as stored.
#[derive(Deserialize)]
pub struct Pod {
    pub id: PodId,
    pub account_id: AccountId,
    pub name: Option<String>,
    pub slug: Option<String>,
    pub env_slug: String,
    pub metadata: JsonText<Metadata>,
    pub plan: Option<String>,
    pub egress_fqdns: JsonText<EgressFqdns>,
    ceiling_tools: JsonText<Names>,
    ceiling_models: JsonText<Names>,
    ceiling_skills: JsonText<Names>,
    pub ceiling_updated_at: Option<i64>,
    pub status: PodStatus,
    #[serde(flatten)]
    pub rates: Rates,
    pub cap_daily: Option<i64>,
    pub cap_weekly: Option<i64>,
    pub cap_monthly: Option<i64>,
    /// JSON, as are the payees.
    allowed_categories: Option<String>,
    allowed_payees: Option<String>,
    /// 1: its vault stores nothing that does not look encrypted.
    pub vault_strict: i64,
    pub created_at: i64,
    /// The name of the account, if this is its home pod.
    account_name: Option<String>,
}

impl PodApi {
    /// As SQL: the pods that it finds. What was deleted as an environment or a tenant is only a pod.
    pub(super) const fn finds(self) -> &'static str {
        match self {
            Self::Pods => "NOT condemned",
            Self::Environments | Self::Tenants => "NOT condemned AND deleted_at IS NULL",
        }
    }

    /// The refusal of an id.
    pub fn not_found(self) -> Error {
        Error::not_found(match self {
            Self::Pods => "pod",
            Self::Environments => "environment",
            Self::Tenants => "tenant",
        })
    }
}

impl Pod {
    /// Its name, which every environment and every tenant has.
    pub fn display_name(&self) -> &str {
        self.name.as_deref().or(self.account_name.as_deref()).unwrap_or(&self.env_slug)
    }

    /// The most that its agents may use.
    pub fn ceiling(&self) -> Ceiling {
        let [tools, models, skills] =
            [&self.ceiling_tools, &self.ceiling_models, &self.ceiling_skills].map(|names| names.0.clone());
        Ceiling { tools, models, skills }
    }

    /// Whether it is the account's home pod.
    pub fn is_home(&self) -> bool {
        self.id.as_str() == self.account_id.as_str()
    }

    /// What the pod may spend on.
    pub fn policy(&self) -> Policy {
        let list = |json: &Option<String>| json.as_deref().and_then(|json| serde_json::from_str(json).ok());
        Policy { allowed_categories: list(&self.allowed_categories), allowed_payees: list(&self.allowed_payees) }
    }
}

/// Counts of what was deleted with a pod.
#[derive(Deserialize)]
pub struct DeletedCounts {
    pub keys: u32,
    pub addresses: u32,
}

pub(super) const COLUMNS: &str = "id, account_id, name, slug, env_slug, metadata, plan, egress_fqdns,
      ceiling_tools, ceiling_models, ceiling_skills, ceiling_updated_at, status, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, allowed_categories, allowed_payees, vault_strict, created_at,
      iif(id = account_id, (SELECT home.name FROM account AS home WHERE home.id = account_id), NULL) AS account_name";
const IS_OWNED: &str = "id = ?1 AND account_id = ?2 AND id <> account_id AND NOT condemned";
/// The home pod too.
const IS_OWNED_OR_HOME: &str = "id = ?1 AND account_id = ?2 AND NOT condemned";
impl Directory {
    /// Pods of an account without its home pod, oldest first, after the one that was made at that time with that id.
    pub async fn pods(&self, account: &AccountId, after: Option<(i64, &str)>, limit: u32) -> Result<Vec<Pod>> {
        let select = format!(
            "SELECT {COLUMNS} FROM pod WHERE account_id = ?1 AND id <> account_id AND NOT condemned
               AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let (created_at, id) = after.unwrap_or((0, ""));
        self.db.rows(&select, &values![account.as_str(), created_at, id, limit]).await
    }

    /// Environments or tenants of an account, or of all accounts, the oldest first, after the one that was made at that time with that id.
    pub async fn namespaces(
        &self,
        account: Option<&AccountId>,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<Pod>> {
        let (of_account, finds) = (account.map_or("?1 IS NULL", |_| "account_id = ?1"), PodApi::Tenants.finds());
        let select = format!(
            "SELECT {COLUMNS} FROM pod WHERE {of_account} AND {finds} AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let (created_at, id) = after.unwrap_or((0, ""));
        self.db.rows(&select, &values![account.map(AccountId::as_str), created_at, id, limit]).await
    }

    /// The pod that has one of these ids, and its account: for the deployment's operator.
    pub async fn owner_of_either(&self, ids: &[PodId; 2]) -> Result<Option<(AccountId, PodId)>> {
        #[derive(Deserialize)]
        struct Owner {
            account_id: AccountId,
            id: PodId,
        }
        const SELECT_OWNER: &str = "SELECT account_id, id FROM pod WHERE id IN (?1, ?2)";
        let owner: Option<Owner> = self.db.row(SELECT_OWNER, &values![ids[0].as_str(), ids[1].as_str()]).await?;
        Ok(owner.map(|Owner { account_id, id }| (account_id, id)))
    }

    /// One pod of an account, or its home pod, if an API finds it.
    pub async fn pod_or_home(&self, api: PodApi, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let select = format!("SELECT {COLUMNS} FROM pod WHERE id = ?1 AND account_id = ?2 AND {}", api.finds());
        let pod = self.db.row(&select, &values![pod.as_str(), account.as_str()]).await?;
        pod.ok_or_else(|| api.not_found())
    }

    /// One pod of an account, not its home pod.
    pub async fn pod(&self, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let select = format!("SELECT {COLUMNS} FROM pod WHERE {IS_OWNED}");
        found(self.db.row(&select, &values![pod.as_str(), account.as_str()]).await?)
    }

    /// Deletes an environment or a tenant: its keys stop working and its API no longer finds it. Its data and its slug stay until it is erased.
    pub async fn mark_pod_deleted(&self, api: PodApi, account: &AccountId, pod: &PodId, now: Timestamp) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET status = 'suspended', deleted_at = ?3 WHERE {IS_OWNED} AND deleted_at IS NULL RETURNING {COLUMNS}"
        );
        let pod = self.db.row(&update, &values![pod.as_str(), account.as_str(), now]).await?;
        pod.ok_or_else(|| api.not_found())
    }

    /// Takes back that an environment or a tenant was deleted. One that was not stays as it is.
    pub async fn restore_pod(&self, api: PodApi, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET status = iif(deleted_at IS NULL, status, 'active'), deleted_at = NULL
             WHERE {IS_OWNED_OR_HOME} RETURNING {COLUMNS}"
        );
        let pod = self.db.row(&update, &values![pod.as_str(), account.as_str()]).await?;
        pod.ok_or_else(|| api.not_found())
    }

    /// Suspends a pod, or ends its suspension, also if it was deleted as an environment or a tenant.
    pub async fn suspend_pod(&self, account: &AccountId, pod: &PodId, suspended: bool) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET status = ?3, deleted_at = iif(?3 = 'active', NULL, deleted_at) WHERE {IS_OWNED} RETURNING {COLUMNS}"
        );
        found(self.db.row(&update, &values![pod.as_str(), account.as_str(), status(suspended)]).await?)
    }

    /// Marks a pod as being deleted: nothing can use it any more. Can be repeated until [`delete_pod`](Self::delete_pod) is done.
    pub async fn mark_pod_deleting(&self, api: PodApi, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET condemned = 1 WHERE id = ?1 AND account_id = ?2 AND id <> account_id
             RETURNING {COLUMNS}"
        );
        let pod = self.db.row(&update, &values![pod.as_str(), account.as_str()]).await?;
        pod.ok_or_else(|| api.not_found())
    }

    /// Deletes a pod that is being deleted, with its keys, addresses, shared observations, pending approvals and holds. Other accounts
    /// cannot claim its addresses for a while.
    pub async fn delete_pod(&self, pod: &PodId, now: Timestamp) -> Result<DeletedCounts> {
        const SELECT_COUNTS: &str = "
            SELECT (SELECT count(*) FROM api_key WHERE pod_id = ?1) AS keys,
              (SELECT count(*) FROM address WHERE pod_id = ?1) AS addresses";
        const DELETE_POD: &str = "DELETE FROM pod WHERE id = ?1 AND condemned";
        let id = values![pod.as_str()];
        let mut batch = self.db.batch();
        let counts = batch.add(SELECT_COUNTS, &id)?;
        for sql in DELETE_TOPICS_OF_POD.into_iter().chain(END_OF_POD) {
            batch.run(sql, &id)?;
        }
        // Before the pod and the rows of its addresses go.
        quarantine_addresses(&mut batch, pod, now)?;
        batch.run(DELETE_POD, &id)?;
        batch.commit().await?.row(counts)?.ok_or_else(|| Error::internal("a count gave no row"))
    }
}

fn found(pod: Option<Pod>) -> Result<Pod> {
    pod.ok_or_else(|| PodApi::Pods.not_found())
}

/// The column `status`.
pub(super) const fn status(suspended: bool) -> &'static str {
    if suspended { "suspended" } else { "active" }
}
