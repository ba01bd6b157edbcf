//! Rotation of an account's key: what ends with the old key, and what survives.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Edge;
use crate::directory::ReplacedKey;
use crate::directory::revocations::{self, Counted, EndEverything, Revocations};
use crate::error::Result;
use crate::id::{AccountId, KeyId, PodId};
use crate::platform::{clock, log};
use crate::rpc::{AccessChanged, ExpectRevocations, KeysRotated, Subscriptions};
use crate::wire::{AccountPrincipal, Actor};

/// How to replace a key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// True also ends all other access: the backup key, all keys of pods, all other sessions, all open invitations, all webhooks, and the
    /// URLs of all calendar feeds. Default: false.
    #[schema(default = false)]
    everything: Option<bool>,
}

/// What still has access to the account or receives its data after a rotation.
#[derive(Serialize, ToSchema)]
pub struct Surviving {
    /// The first characters of the dormant backup key; null if there is none.
    #[schema(example = "al_live_k7x9")]
    backup_key: Option<String>,
    /// Keys of the account's pods.
    pod_keys: SurvivingPodKeys,
    /// Keys for runs: of programs that manage runs, of runners with their tokens, and of runs.
    run_keys: SurvivingIds,
    /// Sessions: at most the caller's own.
    sessions: SurvivingIds,
    /// People who can sign in again. A rotation removes nobody.
    members: SurvivingIds,
    /// Tokens of identity providers.
    scim_tokens: SurvivingIds,
    /// Open invitations, which make more people members.
    invitations: SurvivingIds,
    /// Webhooks of the account's home pod; null if the pod did not answer.
    webhooks: Option<SurvivingIds>,
    /// Whether the calendar feed of the account's home pod has a URL; null if the pod did not answer.
    calendar_feed: Option<bool>,
    /// Other pods of the account; after `everything`, only those that are not notified yet. Their webhooks and feeds still work and are
    /// not listed.
    other_pods: SurvivingIds,
}

/// Their number and ids.
#[derive(Serialize, ToSchema)]
pub struct SurvivingIds {
    /// How many there are.
    count: u32,
    /// At most 100, oldest first.
    #[schema(example = json!(["wh_0a1b2c3d4e5f6g7h"]))]
    ids: Vec<String>,
}

/// Keys of pods.
#[derive(Serialize, ToSchema)]
pub struct SurvivingPodKeys {
    /// How many there are.
    count: u32,
    /// At most 100, oldest first.
    keys: Vec<SurvivingPodKey>,
}

/// A key that still has access to a pod.
#[derive(Serialize, ToSchema)]
pub struct SurvivingPodKey {
    id: KeyId,
    pod_id: PodId,
    /// The first characters of the key, to recognize it.
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
    /// Prepares a rotation that ends everything: the home pod will notify the other pods if this request dies.
    pub(super) async fn prepare_rotation(
        &self,
        caller: &AccountPrincipal,
        rotation: &Rotation,
    ) -> Result<Option<EndEverything>> {
        if rotation.everything != Some(true) {
            return Ok(None);
        }
        self.internal_rpc()?.call(&caller.id().home_pod(), &ExpectRevocations {}).await?;
        let Actor { key_prefix, request_id, member_id } = caller.actor.clone();
        Ok(Some(EndEverything { key_prefix, request_id, member_id, now: clock::now() }))
    }

    /// Notifies pods of a rotation. Returns what survives it, and the pods that could not be notified. A failed notification does not fail
    /// the rotation: the directory no longer knows the old key, and pods remember it for at most a minute.
    pub(super) async fn notify_of_rotation(
        &self,
        account: &AccountId,
        replaced: ReplacedKey,
        surviving: revocations::Surviving,
        everything: bool,
    ) -> Result<(Surviving, Vec<PodId>)> {
        let home = account.home_pod();
        let mut ended = replaced.ended.by_pod();
        let revoked = [replaced.revoked, ended.remove(&home).unwrap_or_default()].concat();
        let found = self.internal_rpc()?.call(&home, &KeysRotated(AccessChanged::revoked(&revoked))).await;
        // The failure is on the log.
        _ = self.notify_each(ended.into_iter().map(|(pod, sessions)| (pod, AccessChanged::revoked(&sessions)))).await;
        let pending = match everything {
            true => Revocations::new(&self.bindings)?.carry_out(account.as_str()).await.map(|done| done.pending),
            false => found.as_ref().map(|_| Vec::new()).map_err(Clone::clone),
        };
        let pending = pending.unwrap_or_else(|error| {
            log::error(&error.to_string());
            // Nobody knows which pods were notified.
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
            run_keys: SurvivingIds::of(surviving.run_keys),
            sessions: SurvivingIds::of(surviving.sessions),
            members: SurvivingIds::of(surviving.members),
            scim_tokens: SurvivingIds::of(surviving.scim_tokens),
            invitations: SurvivingIds::of(surviving.invitations),
            calendar_feed: subscriptions.as_ref().map(|found| found.calendar_feed),
            webhooks: subscriptions.map(|found| SurvivingIds::all(found.webhooks)),
            other_pods,
        };
        Ok((surviving, pending))
    }
}
