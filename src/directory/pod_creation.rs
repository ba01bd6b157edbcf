//! Creation of pods.

use serde::Deserialize;

use super::caller::{Authority, may_act};
use super::pods::{COLUMNS, Pod};
use super::{Directory, NewKey};
use crate::egress::EgressFqdns;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::metadata::Metadata;
use crate::money::Caps;
use crate::platform::{Batch, Conflict, Handle, values};
use crate::rate::Rates;
use crate::slug::{EnvSlug, Slug};
use crate::time::Timestamp;
use crate::wire::to_json;

/// A pod to be made.
pub struct NewPod<'a> {
    pub id: PodId,
    pub account: &'a AccountId,
    pub by: Authority<'a>,
    pub name: Option<&'a str>,
    /// Its slug, unique in the account.
    pub env_slug: &'a EnvSlug,
    /// Its name in the deployment, if it must be this one. Otherwise it is made from the name in the account.
    pub slug: Option<&'a Slug>,
    pub rates: Rates,
    pub caps: Caps,
    pub plan: Option<&'a str>,
    pub metadata: &'a Metadata,
    pub egress: &'a EgressFqdns,
    /// Its first key.
    pub key: Option<NewKey<'a>>,
    /// How many pods the account can have, without its home pod.
    pub limit: Option<u32>,
    /// The number of the master key that seals its data.
    pub sealed_under: u8,
    pub now: Timestamp,
}

/// What is true after a pod was not made.
#[derive(Deserialize)]
struct Refusal {
    may_act: i64,
    /// The pods of the account, without its home pod.
    current: u32,
}

const INSERT_ACCOUNT: &str = "
    INSERT OR IGNORE INTO account (id, name, tier, created_at) VALUES (?1, 'operator', 'paid', ?2)";
/// The home pod `?1` of the account with the same id.
pub(super) const INSERT_HOME: &str = "
    INSERT OR IGNORE INTO pod (id, account_id, env_slug, created_at, sealed_under) VALUES (?1, ?1, 'default', ?2, ?3)";
/// `?16` is the limit: no more pods are counted than it takes to see that it is reached. A pod with a slug that is taken is not made; a
/// name that the account has is an error.
const INSERT_POD: &str = "
    INSERT INTO pod (id, account_id, name, slug, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, created_at, sealed_under, env_slug, plan, egress_fqdns, metadata)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?18
    WHERE (?16 IS NULL OR ?16 > (
        SELECT count(*) FROM (SELECT 1 FROM pod WHERE account_id = ?2 AND id <> account_id LIMIT coalesce(?16, 0))))
      AND {caller may act}
    ON CONFLICT (slug) DO NOTHING RETURNING";
/// Counts nothing if the pod was made, or without a limit (`?5`).
const SELECT_REFUSAL: &str = "
    SELECT {caller may act} AS may_act,
      iif(?5 IS NULL OR EXISTS (SELECT 1 FROM pod WHERE id = ?1), 0,
        (SELECT count(*) FROM pod WHERE account_id = ?2 AND id <> account_id)) AS current";

impl Directory {
    /// Makes a pod, and its first key if it has one.
    ///
    /// # Errors
    /// `unauthorized`, `not_found`, `quota_exceeded`, `slug_taken`.
    pub async fn create_pod(&self, new: &NewPod<'_>) -> Result<Pod> {
        if let Some(slug) = new.slug {
            return self.insert_pod(new, slug).await?.ok_or_else(|| slug_taken("the deployment"));
        }
        let readable = match new.env_slug.label() {
            Some(slug) => self.insert_pod(new, &slug).await?,
            None => None,
        };
        match readable {
            Some(pod) => Ok(pod),
            None => {
                let slug = Slug::derive(Some(new.env_slug.as_str()))?;
                self.insert_pod(new, &slug).await?.ok_or_else(|| slug_taken("the deployment"))
            }
        }
    }

    /// None if the slug is taken.
    async fn insert_pod(&self, new: &NewPod<'_>, slug: &Slug) -> Result<Option<Pod>> {
        let (id, account, caller) = (new.id.as_str(), new.account.as_str(), new.by.key().map(KeyId::as_str));
        let mut batch = self.db.batch();
        if *new.account == AccountId::operator() {
            batch.run(INSERT_ACCOUNT, &values![account, new.now])?;
            batch.run(INSERT_HOME, &values![account, new.now, i64::from(new.sealed_under)])?;
        }
        let inserted = new.insert(&mut batch, slug)?;
        if let Some(key) = &new.key {
            key.insert(&mut batch, &new.id, new.by.key(), None, new.now)?;
        }
        let select_refusal = SELECT_REFUSAL.replace("{caller may act}", &may_act("?3", "?4"));
        let refusal = batch.add::<Refusal>(&select_refusal, &values![id, account, caller, new.now, new.limit])?;
        let done = batch.commit().await.on_conflict("pod.env_slug", || slug_taken("your account"));
        let done = done.on_conflict("FOREIGN KEY", || Error::not_found("account"))?;
        if let Some(pod) = done.row(inserted)? {
            return Ok(Some(pod));
        }
        match (done.row(refusal)?, new.limit) {
            (Some(Refusal { may_act: 0, .. }) | None, _) => Err(Error::unauthorized()),
            (Some(Refusal { current, .. }), Some(limit)) if current >= limit => Err(quota_exceeded(limit, current)),
            _ => Ok(None),
        }
    }
}

impl NewPod<'_> {
    fn insert(&self, batch: &mut Batch<'_>, slug: &Slug) -> Result<Handle<Pod>> {
        let (rates, caps, egress) = (&self.rates, &self.caps, to_json(self.egress)?);
        let metadata = to_json(self.metadata)?;
        let insert_pod = INSERT_POD.replace("{caller may act}", &may_act("?17", "?11"));
        let values = values![
            self.id.as_str(),
            self.account.as_str(),
            self.name,
            slug.as_str(),
            rates.requests_per_minute,
            rates.requests_per_hour,
            rates.requests_per_day,
            caps.daily,
            caps.weekly,
            caps.monthly,
            self.now,
            i64::from(self.sealed_under),
            self.env_slug.as_str(),
            self.plan,
            &egress,
            self.limit,
            self.by.key().map(KeyId::as_str),
            &metadata,
        ];
        batch.add(&format!("{insert_pod} {COLUMNS}"), &values)
    }
}

fn slug_taken(of: &str) -> Error {
    Error::new(Code::SlugTaken, format!("Another pod of {of} has this slug.")).fix("Choose another slug.")
}

fn quota_exceeded(limit: u32, current: u32) -> Error {
    Error::new(Code::QuotaExceeded, format!("The account has {current} pods; the deployment allows {limit}."))
        .fix("Erase a pod with DELETE /v1/pods/{pod_id}?purge=true, or ask the operator of the deployment.")
        .with("resource", "tenants")
        .with("limit", limit)
        .with("current", current)
}
