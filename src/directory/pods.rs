//! Pods. Their data live in their objects; here stands that they exist, and their settings.

use serde::Deserialize;

use super::keys::{still_works, was_made};
use super::money::END_OF_POD;
use super::money::principal::{may_decide, not_loosened, not_raised, person_needed};
use super::observations::UNCOUNT_OF_POD;
use super::{Directory, NewKey};
use crate::error::{Code, Error, Result};
use crate::grant::PodStatus;
use crate::id::{AccountId, KeyId, PodId};
use crate::money::{Caps, Policy};
use crate::platform::{Conflict, values};
use crate::rate::Rates;
use crate::slug::Slug;
use crate::time::Timestamp;
use crate::wire::{Patch, to_json};

/// A pod as stored.
#[derive(Deserialize)]
pub struct Pod {
    pub id: PodId,
    pub account_id: AccountId,
    pub name: Option<String>,
    pub slug: Option<String>,
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
    /// What it may spend on.
    pub fn policy(&self) -> Policy {
        let list = |json: &Option<String>| json.as_deref().and_then(|json| serde_json::from_str(json).ok());
        Policy { allowed_categories: list(&self.allowed_categories), allowed_payees: list(&self.allowed_payees) }
    }
}

/// A pod to be made.
pub struct NewPod<'a> {
    pub id: PodId,
    pub account: &'a AccountId,
    /// The credential that asks for it.
    pub asking: &'a KeyId,
    pub name: Option<&'a str>,
    pub slug: &'a Slug,
    pub rates: Rates,
    pub caps: Caps,
    pub key: NewKey<'a>,
    pub now: Timestamp,
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
    /// Whether it changes nothing that a home pod lacks.
    pub fn fits_home(&self) -> bool {
        self.name.is_keep() && self.rates.is_keep() && self.caps.is_keep() && self.policy.is_keep()
    }
}

/// What was removed with a pod.
#[derive(Deserialize)]
pub struct Removed {
    pub keys: u32,
    pub addresses: u32,
}

const COLUMNS: &str = "id, account_id, name, slug, status, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, allowed_categories, allowed_payees, vault_strict, created_at";
const INSERT_POD: &str = "
    INSERT INTO pod (id, account_id, name, slug, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, created_at, sealed_under)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12 WHERE";
const OWNED: &str = "id = ?1 AND account_id = ?2 AND id <> account_id AND NOT condemned";
/// Also the home pod.
const OWNED_OR_HOME: &str = "id = ?1 AND account_id = ?2 AND NOT condemned";

impl Directory {
    /// Makes a pod and its first key.
    ///
    /// # Errors
    /// `unauthorized`, `slug_taken`.
    pub async fn create_pod(&self, new: &NewPod<'_>) -> Result<()> {
        let (rates, caps) = (&new.rates, &new.caps);
        let insert = values![
            new.id.as_str(),
            new.account.as_str(),
            new.name,
            new.slug.as_str(),
            rates.requests_per_minute,
            rates.requests_per_hour,
            rates.requests_per_day,
            caps.daily,
            caps.weekly,
            caps.monthly,
            new.now,
            i64::from(new.key.credential.key_number()),
            new.asking.as_str(),
        ];
        let insert_pod = format!("{INSERT_POD} {} RETURNING id", still_works("?13", "?11"));
        let insert_key = self.insert_key(&new.key, &new.id, Some(new.asking), new.now)?;
        let done = self.db.batch([self.db.statement(&insert_pod, &insert)?, insert_key]).await;
        let done = done.on_conflict("pod.slug", || {
            Error::new(Code::SlugTaken, "Another pod has this slug.").fix("Choose another slug, or send none.")
        });
        was_made(&done?)
    }

    /// Pods of an account in the order they were made, without its home pod, after the one made then with that id.
    pub async fn pods(&self, account: &AccountId, after: Option<(i64, &str)>, limit: u32) -> Result<Vec<Pod>> {
        let list = format!(
            "SELECT {COLUMNS} FROM pod WHERE account_id = ?1 AND id <> account_id AND NOT condemned
               AND (created_at, id) > (?2, ?3)
             ORDER BY created_at, id LIMIT ?4"
        );
        let (made, id) = after.unwrap_or((0, ""));
        self.db.all(&list, &values![account.as_str(), made, id, limit]).await
    }

    /// One pod of an account, or its home pod.
    pub async fn pod_or_home(&self, account: &AccountId, pod: &str) -> Result<Pod> {
        let get = format!("SELECT {COLUMNS} FROM pod WHERE {OWNED_OR_HOME}");
        found(self.db.first(&get, &values![pod, account.as_str()]).await?)
    }

    /// One pod of an account, not its home pod.
    pub async fn pod(&self, account: &AccountId, pod: &str) -> Result<Pod> {
        let get = format!("SELECT {COLUMNS} FROM pod WHERE {OWNED}");
        found(self.db.first(&get, &values![pod, account.as_str()]).await?)
    }

    /// Changes the settings of a pod, or of the home pod. What the patch leaves out is not touched, so patches do not undo each other.
    ///
    /// # Errors
    /// `not_found`, `self_approval_forbidden`.
    pub async fn patch_pod(&self, account: &AccountId, by: &KeyId, pod: &str, patch: PodPatch) -> Result<Pod> {
        let caps = [("cap_daily", "?10"), ("cap_weekly", "?11"), ("cap_monthly", "?12")];
        let caps = caps.map(|(before, after)| not_raised(before, after)).join(" AND ");
        let lists = [("allowed_categories", "?14"), ("allowed_payees", "?15")];
        let lists = lists.map(|(before, after)| not_loosened(before, after)).join(" AND ");
        let may = format!("({} OR (?9 OR {caps}) AND (?13 OR {lists}))", may_decide("?2", "?17"));
        let set = format!(
            "UPDATE pod SET name = iif(?3, name, ?4),
               requests_per_minute = iif(?5, requests_per_minute, ?6),
               requests_per_hour = iif(?5, requests_per_hour, ?7),
               requests_per_day = iif(?5, requests_per_day, ?8),
               cap_daily = iif(?9, cap_daily, ?10), cap_weekly = iif(?9, cap_weekly, ?11),
               cap_monthly = iif(?9, cap_monthly, ?12),
               allowed_categories = iif(?13, allowed_categories, ?14), allowed_payees = iif(?13, allowed_payees, ?15),
               vault_strict = coalesce(?16, vault_strict)
             WHERE {OWNED_OR_HOME} AND {may} RETURNING {COLUMNS}"
        );
        let (keep_name, keep_rates, keep_caps) = (patch.name.is_keep(), patch.rates.is_keep(), patch.caps.is_keep());
        let (name, rates) = (patch.name.apply(None), patch.rates.apply(None).unwrap_or_default());
        let (caps, keep_policy) = (patch.caps.apply(None).unwrap_or_default(), patch.policy.is_keep());
        let Policy { allowed_categories, allowed_payees } = patch.policy.apply(None).unwrap_or_default();
        let [categories, payees] =
            [allowed_categories, allowed_payees].map(|list| list.map(|list| to_json(&list)).transpose());
        let (categories, payees) = (categories?, payees?);
        let values = values![
            pod,
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
        if let Some(pod) = self.db.first(&set, &values).await? {
            return Ok(pod);
        }
        self.pod_or_home(account, pod).await?;
        Err(person_needed("Raising or removing a cap, or loosening the policy,"))
    }

    /// Suspends a pod or brings it back.
    pub async fn suspend_pod(&self, account: &AccountId, pod: &str, suspended: bool) -> Result<Pod> {
        let status = if suspended { "suspended" } else { "active" };
        let set = format!("UPDATE pod SET status = ?3 WHERE {OWNED} RETURNING {COLUMNS}");
        found(self.db.first(&set, &values![pod, account.as_str(), status]).await?)
    }

    /// Shuts a pod out for good, before its data go. Can be repeated until [`remove_pod`](Self::remove_pod) is done.
    pub async fn condemn_pod(&self, account: &AccountId, pod: &str) -> Result<Pod> {
        let set = format!(
            "UPDATE pod SET condemned = 1 WHERE id = ?1 AND account_id = ?2 AND id <> account_id
             RETURNING {COLUMNS}"
        );
        found(self.db.first(&set, &values![pod, account.as_str()]).await?)
    }

    /// Removes a condemned pod with its keys, its addresses, what it shared and what it asked for or held. Its addresses stay out of
    /// reach of other accounts for a while.
    pub async fn remove_pod(&self, pod: &PodId, now: Timestamp) -> Result<Removed> {
        const SELECT_COUNTS: &str = "
            SELECT (SELECT count(*) FROM api_key WHERE pod_id = ?1) AS keys,
              (SELECT count(*) FROM address WHERE pod_id = ?1) AS addresses";
        const DELETE_POD: &str = "DELETE FROM pod WHERE id = ?1 AND condemned";
        let all = [SELECT_COUNTS].into_iter().chain(UNCOUNT_OF_POD).chain(END_OF_POD).chain([DELETE_POD]);
        let mut batch = all.map(|sql| self.db.statement(sql, &values![pod.as_str()])).collect::<Result<Vec<_>>>()?;
        // Before the pod goes, and with it what says whose its addresses were.
        let removal = batch.pop();
        batch.extend(self.quarantine_addresses(pod, now)?);
        batch.extend(removal);
        let done = self.db.batch(batch).await?;
        let removed = done.first().map_or(Ok(None), |rows| Ok::<_, Error>(rows.read()?.pop()))?;
        removed.ok_or_else(|| Error::internal("a count gave no row"))
    }
}

fn found(pod: Option<Pod>) -> Result<Pod> {
    pod.ok_or_else(|| Error::not_found("pod"))
}
