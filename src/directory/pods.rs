//! Pods: that they exist, and their settings. Their data is in their Durable Objects.

use serde::Deserialize;

use super::Directory;
use super::addresses::quarantine_addresses;
use super::money::END_OF_POD;
use super::money::principal::{may_decide, not_loosened, not_raised, person_needed};
use super::observations::DELETE_TOPICS_OF_POD;
use crate::error::{Error, Result};
use crate::grant::PodStatus;
use crate::id::{AccountId, KeyId, PodId};
use crate::metadata::Metadata;
use crate::money::{Caps, Policy};
use crate::platform::{JsonText, values};
use crate::rate::Rates;
use crate::time::Timestamp;
use crate::wire::{Patch, to_json};

/// A pod as stored.
#[derive(Deserialize)]
pub struct Pod {
    pub id: PodId,
    pub account_id: AccountId,
    pub name: Option<String>,
    pub slug: Option<String>,
    pub env_slug: String,
    pub metadata: JsonText<Metadata>,
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
}

impl Pod {
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

/// Changes to a pod's settings.
pub struct PodPatch {
    pub name: Patch<String>,
    pub rates: Patch<Rates>,
    pub caps: Patch<Caps>,
    pub policy: Patch<Policy>,
    pub vault_strict: Option<bool>,
}

impl PodPatch {
    /// Whether it changes only settings that a home pod has.
    pub fn fits_home(&self) -> bool {
        self.name.is_keep() && self.rates.is_keep() && self.caps.is_keep() && self.policy.is_keep()
    }
}

/// Counts of what was deleted with a pod.
#[derive(Deserialize)]
pub struct DeletedCounts {
    pub keys: u32,
    pub addresses: u32,
}

pub(super) const COLUMNS: &str =
    "id, account_id, name, slug, env_slug, metadata, status, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, allowed_categories, allowed_payees, vault_strict, created_at";
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

    /// One pod of an account, or its home pod.
    pub async fn pod_or_home(&self, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let select = format!("SELECT {COLUMNS} FROM pod WHERE {IS_OWNED_OR_HOME}");
        found(self.db.row(&select, &values![pod.as_str(), account.as_str()]).await?)
    }

    /// One pod of an account, not its home pod.
    pub async fn pod(&self, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let select = format!("SELECT {COLUMNS} FROM pod WHERE {IS_OWNED}");
        found(self.db.row(&select, &values![pod.as_str(), account.as_str()]).await?)
    }

    /// Changes the settings of a pod, or of the home pod. What the patch leaves out does not change, so patches do not undo each other.
    ///
    /// # Errors
    /// `not_found`, `self_approval_forbidden`.
    pub async fn patch_pod(&self, account: &AccountId, by: &KeyId, pod: &PodId, patch: PodPatch) -> Result<Pod> {
        let caps = [("cap_daily", "?10"), ("cap_weekly", "?11"), ("cap_monthly", "?12")];
        let caps = caps.map(|(before, after)| not_raised(before, after)).join(" AND ");
        let lists = [("allowed_categories", "?14"), ("allowed_payees", "?15")];
        let lists = lists.map(|(before, after)| not_loosened(before, after)).join(" AND ");
        let may = format!("({} OR (?9 OR {caps}) AND (?13 OR {lists}))", may_decide("?2", "?17"));
        let update = format!(
            "UPDATE pod SET name = iif(?3, name, ?4),
               requests_per_minute = iif(?5, requests_per_minute, ?6),
               requests_per_hour = iif(?5, requests_per_hour, ?7),
               requests_per_day = iif(?5, requests_per_day, ?8),
               cap_daily = iif(?9, cap_daily, ?10), cap_weekly = iif(?9, cap_weekly, ?11),
               cap_monthly = iif(?9, cap_monthly, ?12),
               allowed_categories = iif(?13, allowed_categories, ?14), allowed_payees = iif(?13, allowed_payees, ?15),
               vault_strict = coalesce(?16, vault_strict)
             WHERE {IS_OWNED_OR_HOME} AND {may} RETURNING {COLUMNS}"
        );
        let (keep_name, keep_rates, keep_caps) = (patch.name.is_keep(), patch.rates.is_keep(), patch.caps.is_keep());
        let (name, rates) = (patch.name.apply(None), patch.rates.apply(None).unwrap_or_default());
        let (caps, keep_policy) = (patch.caps.apply(None).unwrap_or_default(), patch.policy.is_keep());
        let Policy { allowed_categories, allowed_payees } = patch.policy.apply(None).unwrap_or_default();
        let [categories, payees] =
            [allowed_categories, allowed_payees].map(|list| list.map(|list| to_json(&list)).transpose());
        let (categories, payees) = (categories?, payees?);
        let values = values![
            pod.as_str(),
            account.as_str(),
            keep_name,
            name.as_deref(),
            keep_rates,
            rates.requests_per_minute,
            rates.requests_per_hour,
            rates.requests_per_day,
            keep_caps,
            caps.daily,
            caps.weekly,
            caps.monthly,
            keep_policy,
            categories.as_deref(),
            payees.as_deref(),
            patch.vault_strict,
            by.as_str(),
        ];
        if let Some(pod) = self.db.row(&update, &values).await? {
            return Ok(pod);
        }
        self.pod_or_home(account, pod).await?;
        Err(person_needed("Raising or removing a cap, or loosening the policy,"))
    }

    /// Suspends a pod, or ends its suspension, also if it was deleted as an environment or a tenant.
    pub async fn suspend_pod(&self, account: &AccountId, pod: &PodId, suspended: bool) -> Result<Pod> {
        let status = if suspended { "suspended" } else { "active" };
        let update = format!(
            "UPDATE pod SET status = ?3, deleted_at = iif(?3 = 'active', NULL, deleted_at) WHERE {IS_OWNED} RETURNING {COLUMNS}"
        );
        found(self.db.row(&update, &values![pod.as_str(), account.as_str(), status]).await?)
    }

    /// Marks a pod as being deleted: nothing can use it any more. Can be repeated until [`delete_pod`](Self::delete_pod) is done.
    pub async fn mark_pod_deleting(&self, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET condemned = 1 WHERE id = ?1 AND account_id = ?2 AND id <> account_id
             RETURNING {COLUMNS}"
        );
        found(self.db.row(&update, &values![pod.as_str(), account.as_str()]).await?)
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
    pod.ok_or_else(|| Error::not_found("pod"))
}
