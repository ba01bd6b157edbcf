//! Creation of pods.

use serde::Deserialize;

use super::caller::is_active;
use super::pods::{COLUMNS, Pod};
use super::{Directory, NewKey};
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, KeyId, PodId};
use crate::money::Caps;
use crate::platform::{Conflict, values};
use crate::rate::Rates;
use crate::slug::{EnvSlug, Slug};
use crate::time::Timestamp;

/// A pod to be made.
pub struct NewPod<'a> {
    pub id: PodId,
    pub account: &'a AccountId,
    /// The caller's credential.
    pub caller: &'a KeyId,
    pub name: Option<&'a str>,
    /// Its name in the account.
    pub env_slug: &'a EnvSlug,
    /// Its name in the deployment.
    pub slug: &'a Slug,
    pub rates: Rates,
    pub caps: Caps,
    pub key: NewKey<'a>,
    /// How many pods the account can have, without its home pod.
    pub limit: Option<u32>,
    pub now: Timestamp,
}

/// Why a pod was not made.
#[derive(Deserialize)]
struct Refusal {
    is_active: i64,
    /// The pods of the account, without its home pod.
    current: u32,
}

/// `?15` is the limit: no more pods are counted than it takes to see that it is reached.
const INSERT_POD: &str = "
    INSERT INTO pod (id, account_id, name, slug, requests_per_minute, requests_per_hour, requests_per_day,
      cap_daily, cap_weekly, cap_monthly, created_at, sealed_under, env_slug)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13
    WHERE (?15 IS NULL OR ?15 > (
      SELECT count(*) FROM (SELECT 1 FROM pod WHERE account_id = ?2 AND id <> account_id LIMIT coalesce(?15, 0))))";
/// Counts nothing if the pod was made.
const SELECT_REFUSAL: &str = "
    iif(EXISTS (SELECT 1 FROM pod WHERE id = ?1), 0,
      (SELECT count(*) FROM pod WHERE account_id = ?2 AND id <> account_id)) AS current";

impl Directory {
    /// Makes a pod and its first key.
    ///
    /// # Errors
    /// `unauthorized`, `quota_exceeded`, `slug_taken`.
    pub async fn create_pod(&self, new: &NewPod<'_>) -> Result<Pod> {
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
            new.env_slug.as_str(),
            new.caller.as_str(),
            new.limit,
        ];
        let insert_pod = format!("{INSERT_POD} AND {} RETURNING {COLUMNS}", is_active("?14", "?11"));
        let select_refusal = format!("SELECT {} AS is_active, {SELECT_REFUSAL}", is_active("?3", "?4"));
        let mut batch = self.db.batch();
        let inserted = batch.add(&insert_pod, &insert)?;
        new.key.insert(&mut batch, &new.id, Some(new.caller), None, new.now)?;
        let refusal = values![new.id.as_str(), new.account.as_str(), new.caller.as_str(), new.now];
        let refusal = batch.add::<Refusal>(&select_refusal, &refusal)?;
        let done = batch.commit().await.on_conflict("pod.slug", slug_taken).on_conflict("pod.env_slug", slug_taken)?;
        if let Some(pod) = done.row(inserted)? {
            return Ok(pod);
        }
        match (done.row(refusal)?, new.limit) {
            (Some(Refusal { is_active: 1, current }), Some(limit)) => Err(quota_exceeded(limit, current)),
            _ => Err(Error::unauthorized()),
        }
    }
}

fn slug_taken() -> Error {
    Error::new(Code::SlugTaken, "Another pod has this slug.").fix("Choose another slug.")
}

fn quota_exceeded(limit: u32, current: u32) -> Error {
    Error::new(Code::QuotaExceeded, format!("The account has {current} pods; the deployment allows {limit}."))
        .fix("Erase a pod with DELETE /v1/pods/{pod_id}?purge=true, or ask the operator of the deployment.")
        .with("resource", "tenants")
        .with("limit", limit)
        .with("current", current)
}
