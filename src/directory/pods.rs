//! Pods: that they exist, and their settings. Their data is in their Durable Objects.

use serde::Deserialize;

use super::Directory;
use super::addresses::quarantine_addresses;
use super::assignments::reaches;
use super::caller::{Authority, is_active, may_act};
use super::money::END_OF_POD;
use super::moves::{RECEIVES_NONE, STAYS, in_progress};
use super::observations::DELETE_TOPICS_OF_POD;
use crate::ceiling::{Ceiling, Names};
use crate::egress::EgressFqdns;
use crate::error::{Code, Error, Result};
use crate::grant::PodStatus;
use crate::id::{AccountId, KeyId, MemberId, PodId};
use crate::metadata::Metadata;
use crate::money::Policy;
use crate::platform::{JsonText, values};
use crate::rate::Rates;
use crate::time::Timestamp;
use crate::wire::Principal;

/// The API through which a pod is managed.
#[derive(Clone, Copy)]
pub enum PodApi {
    Pods,
    Environments,
    Tenants,
}

/// The pods that a caller can read.
#[derive(Clone, Copy)]
pub enum PodsOf<'a> {
    Account(&'a AccountId),
    /// Those of the account that the person is assigned to.
    Member(&'a AccountId, &'a MemberId),
    /// All accounts, for the deployment's operator.
    Everybody,
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

impl<'a> PodsOf<'a> {
    /// Those that a caller reaches.
    pub fn caller(caller: &'a Principal) -> Self {
        match caller.restricted_member() {
            Some(member) => Self::Member(&caller.account, member),
            None => Self::Account(&caller.account),
        }
    }

    /// The account and the person, as values of a statement.
    fn values(self) -> (Option<&'a str>, Option<&'a str>) {
        match self {
            Self::Account(account) => (Some(account.as_str()), None),
            Self::Member(account, member) => (Some(account.as_str()), Some(member.as_str())),
            Self::Everybody => (None, None),
        }
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

pub(super) const COLUMNS: &str = "id, account_id, name, slug, coalesce(env_slug, substr(id, 5)) AS env_slug, metadata, plan, egress_fqdns,
      ceiling_tools, ceiling_models, ceiling_skills, ceiling_updated_at, status, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, allowed_categories, allowed_payees, vault_strict, created_at,
      iif(id = account_id, (SELECT home.name FROM account AS home WHERE home.id = account_id), NULL) AS account_name";
/// In lists, which show no ceilings: those of 1,000 pods would fill the memory.
const CEILINGS: &str = "ceiling_tools, ceiling_models, ceiling_skills";
const NO_CEILINGS: &str = "'[]' AS ceiling_tools, '[]' AS ceiling_models, '[]' AS ceiling_skills";
const IS_OWNED: &str = "id = ?1 AND account_id = ?2 AND id <> account_id AND NOT condemned";
/// The home pod too.
const IS_OWNED_OR_HOME: &str = "id = ?1 AND account_id = ?2 AND NOT condemned";
impl Directory {
    /// Pods that an API lists, oldest first, after the one that was made at that time with that id. `/v1/pods` does not list home pods.
    pub async fn pods(&self, api: PodApi, of: PodsOf<'_>, after: Option<(i64, &str)>, limit: u32) -> Result<Vec<Pod>> {
        let (account, member) = of.values();
        let of_account = account.map_or("?1 IS NULL", |_| "account_id = ?1");
        let finds = match api {
            PodApi::Pods => "NOT condemned AND id <> account_id",
            PodApi::Environments | PodApi::Tenants => api.finds(),
        };
        let columns = COLUMNS.replace(CEILINGS, NO_CEILINGS);
        let select = format!(
            "SELECT {columns} FROM pod WHERE {of_account} AND {finds} AND {} AND (created_at, id) > (?3, ?4)
             ORDER BY created_at, id LIMIT ?5",
            reaches("?2", "pod.id")
        );
        let (created_at, id) = after.unwrap_or((0, ""));
        self.db.rows(&select, &values![account, member, created_at, id, limit]).await
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

    /// A pod of an account, which can be its home pod.
    ///
    /// # Errors
    /// `not_found`, also for a deleted pod if the API does not show those, and for one that the person is not assigned to.
    pub async fn pod_or_home(&self, api: PodApi, of: PodsOf<'_>, pod: &PodId) -> Result<Pod> {
        let (account, member) = of.values();
        let select = format!(
            "SELECT {COLUMNS} FROM pod WHERE id = ?1 AND account_id = ?2 AND {} AND {}",
            api.finds(),
            reaches("?3", "pod.id")
        );
        let pod = self.db.row(&select, &values![pod.as_str(), account, member]).await?;
        pod.ok_or_else(|| api.not_found())
    }

    /// One pod of an account, not its home pod.
    pub async fn pod(&self, account: &AccountId, pod: &PodId) -> Result<Pod> {
        let select = format!("SELECT {COLUMNS} FROM pod WHERE {IS_OWNED}");
        found(self.db.row(&select, &values![pod.as_str(), account.as_str()]).await?)
    }

    /// Deletes an environment or a tenant: its keys stop working and its API no longer finds it. Its data and its slug stay until it is
    /// erased. Can be repeated.
    pub async fn mark_pod_deleted(
        &self,
        api: PodApi,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
        now: Timestamp,
    ) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET status_before_deletion = iif(deleted_at IS NULL, status, status_before_deletion),
               status = 'suspended', deleted_at = coalesce(deleted_at, ?4)
             WHERE {IS_OWNED}"
        );
        self.change_pod(api, &update, account, pod, by, now).await
    }

    /// Takes back that an environment or a tenant was deleted: it has the status of before. One that was not deleted stays as it is.
    pub async fn restore_pod(
        &self,
        api: PodApi,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
        now: Timestamp,
    ) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET status = iif(deleted_at IS NULL, status, coalesce(status_before_deletion, 'active')),
               status_before_deletion = NULL, deleted_at = NULL
             WHERE {IS_OWNED_OR_HOME} AND {STAYS}"
        );
        self.change_pod(api, &update, account, pod, by, now).await
    }

    /// Suspends a pod, or ends its suspension, also if it was deleted as an environment or a tenant.
    pub async fn suspend_pod(
        &self,
        account: &AccountId,
        pod: &PodId,
        suspended: bool,
        by: Authority<'_>,
        now: Timestamp,
    ) -> Result<Pod> {
        let (set, condition) = if suspended {
            ("status = 'suspended'", "true")
        } else {
            ("status = 'active', deleted_at = NULL, status_before_deletion = NULL", STAYS)
        };
        let update = format!("UPDATE pod SET {set} WHERE {IS_OWNED} AND {condition}");
        self.change_pod(PodApi::Pods, &update, account, pod, by, now).await
    }

    /// Marks a pod as being deleted: nothing can use it any more. Can be repeated until [`delete_pod`](Self::delete_pod) is done.
    pub async fn mark_pod_deleting(
        &self,
        api: PodApi,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
        now: Timestamp,
    ) -> Result<Pod> {
        let update = format!(
            "UPDATE pod SET condemned = 1
             WHERE id = ?1 AND account_id = ?2 AND id <> account_id AND {STAYS} AND {RECEIVES_NONE}"
        );
        self.change_pod(api, &update, account, pod, by, now).await
    }

    /// Runs a statement that changes a pod, if the caller may act still. `?1` to `?4` are the pod, the account, the caller and the time.
    async fn change_pod(
        &self,
        api: PodApi,
        update: &str,
        account: &AccountId,
        pod: &PodId,
        by: Authority<'_>,
        now: Timestamp,
    ) -> Result<Pod> {
        let update = format!("{update} AND {} RETURNING {COLUMNS}", may_act("?3", "?4"));
        let values = values![pod.as_str(), account.as_str(), by.key().map(KeyId::as_str), now];
        match self.db.row(&update, &values).await? {
            Some(pod) => Ok(pod),
            None => match self.no_change(api, by, now).await? {
                refusal if refusal.code == Code::NotFound && self.running_move(account, pod).await?.is_some() => {
                    Err(in_progress())
                }
                refusal => Err(refusal),
            },
        }
    }

    /// Why a change found no pod: the caller's credential has ended, or there is none.
    pub(super) async fn no_change(&self, api: PodApi, by: Authority<'_>, now: Timestamp) -> Result<Error> {
        let Some(key) = by.key() else { return Ok(api.not_found()) };
        let select = format!("SELECT 1 WHERE {}", is_active("?1", "?2"));
        let is_active = self.db.exists(&select, &values![key.as_str(), now]).await?;
        Ok(if is_active { api.not_found() } else { Error::unauthorized() })
    }

    /// Some pods that are being deleted, in random order, so that one that cannot be deleted does not stop the others.
    pub async fn pods_being_deleted(&self, limit: u32) -> Result<Vec<PodId>> {
        #[derive(Deserialize)]
        struct Deleting {
            id: PodId,
        }
        const SELECT_DELETING: &str = "SELECT id FROM pod WHERE condemned ORDER BY random() LIMIT ?1";
        let pods: Vec<Deleting> = self.db.rows(SELECT_DELETING, &values![limit]).await?;
        Ok(pods.into_iter().map(|pod| pod.id).collect())
    }

    /// Deletes a pod that is being deleted, with its keys, addresses, domains, shared observations, pending approvals and holds. Other
    /// accounts cannot claim its addresses for a while.
    pub async fn delete_pod(&self, pod: &PodId, now: Timestamp) -> Result<DeletedCounts> {
        const SELECT_COUNTS: &str = "
            SELECT (SELECT count(*) FROM api_key WHERE pod_id = ?1) AS keys,
              (SELECT count(*) FROM address WHERE pod_id = ?1) AS addresses";
        const DELETE_POD: &str = "DELETE FROM pod WHERE id = ?1 AND condemned";
        // Addresses refer to domains, so they go first.
        const DELETE_ADDRESSES: &str = "
            DELETE FROM address WHERE pod_id = ?1 AND EXISTS (SELECT 1 FROM pod WHERE id = ?1 AND condemned)";
        const DELETE_STACKS: &str = "
            DELETE FROM stack WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1 AND condemned)
              AND pod_id = ?1 AND NOT EXISTS (SELECT 1 FROM address WHERE stack_id = stack.id)";
        let id = values![pod.as_str()];
        let mut batch = self.db.batch();
        let counts = batch.add(SELECT_COUNTS, &id)?;
        for sql in DELETE_TOPICS_OF_POD.into_iter().chain(END_OF_POD) {
            batch.run(sql, &id)?;
        }
        // Before the pod and the rows of its addresses go.
        quarantine_addresses(&mut batch, pod, now)?;
        for sql in [DELETE_ADDRESSES, DELETE_STACKS, DELETE_POD] {
            batch.run(sql, &id)?;
        }
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
