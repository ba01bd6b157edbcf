//! What survives the replacement of an account's key, and what ends with it.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use crate::credential::KeyHash;
use crate::directory::revocations::{self, Counted, EndEverything, Revocations};
use crate::error::Result;
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::{clock, log};
use crate::rpc::{AccessChanged, ExpectRevocations, KeysRotated, Subscriptions};
use crate::wire::AccountPrincipal;

/// How to replace a key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// True ends all other access too: the backup key, all keys of pods, all other sessions, all webhooks, and the addresses of all
    /// calendar feeds.
    #[schema(default = false)]
    everything: Option<bool>,
}

/// What still opens the account, or sends its data out, now that its key was replaced.
#[derive(Serialize, ToSchema)]
pub struct Surviving {
    /// The first characters of the dormant backup key; null if there is none.
    #[schema(example = "al_live_k7x9")]
    backup_key: Option<String>,
    /// Keys of the account's pods.
    pod_keys: SurvivingPodKeys,
    /// Sessions: at most the caller's own.
    sessions: SurvivingIds,
    /// Webhooks of the account's own pod; null if it could not be asked.
    webhooks: Option<SurvivingIds>,
    /// Whether the account's own calendar feed has an address; null if the pod could not be asked.
    calendar_feed: Option<bool>,
    /// Other pods of the account; after `everything`, only those that are not notified yet. Their webhooks and feeds still work and are
    /// not listed.
    other_pods: SurvivingIds,
}

/// How many there are, and which.
#[derive(Serialize, ToSchema)]
pub struct SurvivingIds {
    /// How many there are.
    count: u32,
    /// At most 100, oldest first.
    #[schema(example = json!(["wh_0a1b2c3d4e5f6g7h"]))]
    ids: Vec<String>,
}

/// How many keys of pods there are, and which.
#[derive(Serialize, ToSchema)]
pub struct SurvivingPodKeys {
    /// How many there are.
    count: u32,
    /// At most 100, oldest first.
    keys: Vec<SurvivingPodKey>,
}

/// A key that still opens a pod.
#[derive(Serialize, ToSchema)]
pub struct SurvivingPodKey {
    id: KeyId,
    pod_id: PodId,
    /// The first characters of the key, to recognise it by.
    #[schema(example = "al_pod_k7x9m")]
    key_prefix: String,
    /// A name for the key.
    #[schema(example = "laptop")]
    label: Option<String>,
}

impl SurvivingIds {
    fn of(counted: Vec<Counted>) -> Self {
        let count = counted.first().map_or(0, |first| first.total);
        Self { count, ids: counted.into_iter().map(|counted| counted.id).collect() }
    }

    fn all(ids: Vec<String>) -> Self {
        Self { count: u32::try_from(ids.len()).unwrap_or(u32::MAX), ids }
    }
}

impl SurvivingPodKeys {
    fn of(keys: Vec<revocations::SurvivingKey>) -> Self {
        let count = keys.first().map_or(0, |first| first.total);
        let key = |key: revocations::SurvivingKey| SurvivingPodKey {
            id: key.id,
            pod_id: key.pod_id,
            key_prefix: key.key_prefix,
            label: key.label,
        };
        Self { count, keys: keys.into_iter().map(key).collect() }
    }
}

impl Edge {
    /// Prepares the account's own pod for a rotation that ends everything: it sees to it that pods hear of it, should this request die.
    pub(super) async fn prepared(
        &self,
        caller: &AccountPrincipal,
        rotation: &Rotation,
    ) -> Result<Option<EndEverything>> {
        if rotation.everything != Some(true) {
            return Ok(None);
        }
        self.internal_rpc()?.call(&caller.id().home_pod(), &ExpectRevocations {}).await?;
        let (key_prefix, request_id) = (caller.actor.key_prefix.clone(), caller.actor.request_id.clone());
        Ok(Some(EndEverything { key_prefix, request_id, now: clock::now() }))
    }

    /// Tells pods of a rotation. What survives it, and the pods that could not be told. A failure is no reason to keep the new key from
    /// its owner: the old one is dead in the directory, and nobody believes in it for more than a minute.
    pub(super) async fn told(
        &self,
        account: &AccountId,
        revoked: &[KeyHash],
        surviving: revocations::Surviving,
        everything: bool,
    ) -> Result<(Surviving, Vec<PodId>)> {
        let home = account.home_pod();
        let found = self.internal_rpc()?.call(&home, &KeysRotated(AccessChanged::revoked(revoked))).await;
        let pending = match everything {
            true => Revocations::new(&self.bindings)?.carry_out(account.as_str()).await.map(|done| done.pending),
            false => found.as_ref().map(|_| Vec::new()).map_err(Clone::clone),
        };
        let pending = pending.unwrap_or_else(|error| {
            log::error(&error.to_string());
            // How far it came is not known.
            let others = surviving.pods.iter().filter(|_| everything).map(|pod| PodId::of_object(pod.id.clone()));
            std::iter::once(home.clone()).chain(others).collect()
        });
        let others = || pending.iter().filter(|pod| **pod != home).map(ToString::to_string).collect();
        let other_pods = if everything { SurvivingIds::all(others()) } else { SurvivingIds::of(surviving.pods) };
        let subscriptions = match found {
            _ if everything && !pending.contains(&home) => Some(Subscriptions::default()),
            found => found.ok(),
        };
        let surviving = Surviving {
            backup_key: surviving.backup_key,
            pod_keys: SurvivingPodKeys::of(surviving.pod_keys),
            sessions: SurvivingIds::of(surviving.sessions),
            calendar_feed: subscriptions.as_ref().map(|found| found.calendar_feed),
            webhooks: subscriptions.map(|found| SurvivingIds::all(found.webhooks)),
            other_pods,
        };
        Ok((surviving, pending))
    }
}
