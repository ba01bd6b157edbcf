//! Changes to the settings of pods.

use serde::Serialize;

use super::Directory;
use super::caller::{Authority, may_act};
use super::money::principal::{may_decide, not_loosened, not_raised, person_needed};
use super::pods::{COLUMNS, Pod, PodApi, PodsOf, status};
use crate::ceiling::Ceiling;
use crate::egress::EgressFqdns;
use crate::error::{Code, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::metadata::Metadata;
use crate::money::{Caps, Policy};
use crate::platform::values;
use crate::rate::Rates;
use crate::time::Timestamp;
use crate::wire::{Patch, to_json};

/// Changes to a pod's settings.
#[derive(Default)]
pub struct PodPatch {
    pub name: Patch<String>,
    pub plan: Patch<String>,
    pub metadata: Option<Metadata>,
    pub egress: Option<EgressFqdns>,
    pub ceiling: Option<Ceiling>,
    /// Whether it is suspended.
    pub suspended: Option<bool>,
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

/// `?1` is the pod, `?2` the account, `?17` the caller.
const UPDATE_POD: &str = "
    UPDATE pod SET name = iif(?3, name, ?4),
      requests_per_minute = iif(?5, requests_per_minute, ?6), requests_per_hour = iif(?5, requests_per_hour, ?7),
      requests_per_day = iif(?5, requests_per_day, ?8),
      cap_daily = iif(?9, cap_daily, ?10), cap_weekly = iif(?9, cap_weekly, ?11), cap_monthly = iif(?9, cap_monthly, ?12),
      allowed_categories = iif(?13, allowed_categories, ?14), allowed_payees = iif(?13, allowed_payees, ?15),
      vault_strict = coalesce(?16, vault_strict), plan = iif(?18, plan, ?19), egress_fqdns = coalesce(?20, egress_fqdns),
      ceiling_tools = coalesce(?21, ceiling_tools), ceiling_models = coalesce(?22, ceiling_models),
      ceiling_skills = coalesce(?23, ceiling_skills), ceiling_updated_at = iif(?21 IS NULL, ceiling_updated_at, ?24),
      status = coalesce(?25, status), metadata = coalesce(?26, metadata)
    WHERE id = ?1 AND account_id = ?2";

impl Directory {
    /// Changes the settings of a pod, or of the home pod. What the patch leaves out does not change, so patches do not undo each other.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`, `self_approval_forbidden`.
    pub async fn patch_pod(
        &self,
        api: PodApi,
        account: &AccountId,
        by: Authority<'_>,
        pod: &PodId,
        patch: PodPatch,
        now: Timestamp,
    ) -> Result<Pod> {
        let caps = [("cap_daily", "?10"), ("cap_weekly", "?11"), ("cap_monthly", "?12")];
        let caps = caps.map(|(before, after)| not_raised(before, after)).join(" AND ");
        let lists = [("allowed_categories", "?14"), ("allowed_payees", "?15")];
        let lists = lists.map(|(before, after)| not_loosened(before, after)).join(" AND ");
        let may = format!("({} OR (?9 OR {caps}) AND (?13 OR {lists}))", may_decide("?2", "?17"));
        let acts = may_act("?17", "?24");
        let update = format!("{UPDATE_POD} AND {} AND {acts} AND {may} RETURNING {COLUMNS}", api.finds());
        let stored = JsonColumns::new(&patch)?;
        let (keep_name, keep_plan) = (patch.name.is_keep(), patch.plan.is_keep());
        let (keep_rates, keep_caps) = (patch.rates.is_keep(), patch.caps.is_keep());
        let (name, plan) = (patch.name.apply(None), patch.plan.apply(None));
        let rates = patch.rates.apply(None).unwrap_or_default();
        let caps = patch.caps.apply(None).unwrap_or_default();
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
            patch.policy.is_keep(),
            stored.categories.as_deref(),
            stored.payees.as_deref(),
            patch.vault_strict,
            by.key().map(KeyId::as_str),
            keep_plan,
            plan.as_deref(),
            stored.egress.as_deref(),
            stored.tools.as_deref(),
            stored.models.as_deref(),
            stored.skills.as_deref(),
            now,
            patch.suspended.map(status),
            stored.metadata.as_deref(),
        ];
        if let Some(pod) = self.db.row(&update, &values).await? {
            return Ok(pod);
        }
        let refusal = self.no_change(api, by, now).await?;
        if refusal.code == Code::Unauthorized {
            return Err(refusal);
        }
        self.pod_or_home(api, PodsOf::Account(account), pod).await?;
        Err(person_needed("Raising or removing a cap, or loosening the policy,"))
    }
}

/// The texts of columns that contain JSON. None: the column does not change, or has no value.
struct JsonColumns {
    categories: Option<String>,
    payees: Option<String>,
    metadata: Option<String>,
    egress: Option<String>,
    tools: Option<String>,
    models: Option<String>,
    skills: Option<String>,
}

impl JsonColumns {
    fn new(patch: &PodPatch) -> Result<Self> {
        let Policy { allowed_categories, allowed_payees } = patch.policy.clone().apply(None).unwrap_or_default();
        let ceiling = patch.ceiling.as_ref();
        Ok(Self {
            categories: json(allowed_categories.as_ref())?,
            payees: json(allowed_payees.as_ref())?,
            metadata: json(patch.metadata.as_ref())?,
            egress: json(patch.egress.as_ref())?,
            tools: json(ceiling.map(|ceiling| &ceiling.tools))?,
            models: json(ceiling.map(|ceiling| &ceiling.models))?,
            skills: json(ceiling.map(|ceiling| &ceiling.skills))?,
        })
    }
}

fn json<T: Serialize>(value: Option<&T>) -> Result<Option<String>> {
    value.map(|value| to_json(value)).transpose()
}
