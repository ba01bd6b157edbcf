//! Rotation of the master key, as the operator follows it. See docs/KEYS.md.

use futures_util::{StreamExt, stream};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::Edge;
use super::admin::Operator;
use crate::crypto::KeyUse;
use crate::directory::{KeyCount, KeyCounts};
use crate::email::Email;
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::platform::{clock, log};
use crate::rpc;
use crate::wire::{Json, Query};

/// Pods that one call wakes, and how many of them at once.
const MAX_RESEALED_PODS: u32 = 100;
const CONCURRENT_CALLS: usize = 16;
/// Proofs of domains that one call stores.
const MAX_PROOFS: u32 = 100;
/// The key with which everything was made before keys had numbers.
const FIRST: u8 = 1;

/// A master key, and what follows from it.
#[derive(Serialize, ToSchema)]
pub struct MasterKeyReport {
    /// The number of the key: `MASTER_KEY` is 1.
    #[schema(example = 2)]
    number: u8,
    /// `current`: it seals and opens. `opens`: it opens what it sealed before. `verifies`: it only recognizes credentials and addresses.
    /// `missing`: it is not in `MASTER_KEY`, although something needs it.
    #[schema(example = "current")]
    r#use: &'static str,
    /// Pods in which everything is sealed under it.
    pods: u32,
    /// API keys that it tagged and that are not revoked. They work while it is listed.
    api_keys: u32,
    /// Sessions that it tagged. They end within 24 hours.
    sessions: u32,
    /// Tokens of calendar feeds that it tagged. They work while it is listed.
    feeds: u32,
    /// Encrypted seeds whose address it hashed. They are found while it is listed, and follow the current key when the address is named.
    seeds: u32,
    /// Whether nothing needs it.
    unused: bool,
}

/// What follows from which master key.
#[derive(Serialize, ToSchema)]
pub struct MasterKeysReport {
    /// The number of the key that seals.
    current: u8,
    /// By number, the newest first.
    keys: Vec<MasterKeyReport>,
    /// Pods that may have something sealed under another key than the current one.
    pods_behind: u32,
    /// Whether the current key opens everything but what is `unreadable`: keys of before can then be retired to `verify`.
    resealed: bool,
    /// Values that were passed over because they are missing, or no listed key opens them. If the key that sealed them is listed again, they are
    /// sealed anew.
    unreadable: u32,
}

/// Read what each master key is needed for.
///
/// Counts pods, credentials and addresses by the number of the key that they follow from. Reads the directory and asks one pod.
/// With `Authorization: Bearer <ADMIN_TOKEN>`; 404 where the deployment has none.
#[operation(
    GET "/admin/master-keys", tag = "admin", caller = Operator,
    reply = "The keys.",
    errors(Unauthorized = "Another token.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn get_master_keys(edge: Edge, _: Operator) -> Result<Json<MasterKeysReport>> {
    let counts = edge.directory()?.key_counts(clock::now()).await?;
    // Where the first key is not listed, proofs wait for it and for no other.
    let has_first = edge.config.master_key.uses().any(|(number, _)| number == FIRST);
    let proofs_lack = has_first && !edge.directory()?.unproved_stacks(1).await?.is_empty();
    let own = edge.internal_rpc()?.call(&PodId::postmaster(), &rpc::Reseal {}).await?;
    Ok(Json(edge.report(&counts, own.unreadable, own.complete && !proofs_lack)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Reseal {
    /// Only pods after this one: `next` of the call before.
    after: Option<String>,
}

/// Pods that were woken.
#[derive(Serialize, ToSchema)]
pub struct Resealing {
    /// Pods that were woken to reseal in the background, under the current key.
    woken: usize,
    /// Pods that could not be reached; they are not counted in `woken`.
    unreached: usize,
    /// `after` of the next call, if there are more.
    #[schema(example = "pod_0a1b2c3d4e5f6g7h")]
    next: Option<String>,
}

/// Reseal pods under the current master key.
///
/// Wakes up to 100 pods that may have something sealed under another key, in the order of their ids; each works in the background until it is
/// done. Pods that are awake anyway do that by themselves, and every ten minutes the deployment wakes 100.
/// `GET /admin/master-keys` shows the progress. With `Authorization: Bearer <ADMIN_TOKEN>`; 404 where the deployment has none.
#[operation(
    POST "/admin/master-keys/reseal", tag = "admin", caller = Operator,
    reply = "They were woken.",
    errors(Unauthorized = "Another token.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn reseal_pods(edge: Edge, _: Operator, Query(reseal): Query<Reseal>) -> Result<Json<Resealing>> {
    edge.reseal_some(&reseal.after.unwrap_or_default()).await.map(Json)
}

impl Edge {
    /// Wakes some of the pods that are behind, in the order of their ids.
    async fn reseal_some(&self, after: &str) -> Result<Resealing> {
        self.store_some_proofs().await?;
        let pods = self.directory()?.pods_to_reseal(self.config.master_key.number(), after, MAX_RESEALED_PODS).await?;
        let next = pods.last().filter(|_| pods.len() == MAX_RESEALED_PODS as usize).map(PodId::to_string);
        let count = pods.len();
        let unreached = self.wake_to_reseal(pods).await?;
        Ok(Resealing { woken: count - unreached, unreached, next })
    }

    /// Wakes any of the pods that are behind.
    pub(super) async fn reseal_any(&self) -> Result<()> {
        self.store_some_proofs().await?;
        let pods = self.directory()?.any_pods_to_reseal(self.config.master_key.number(), MAX_RESEALED_PODS).await?;
        self.wake_to_reseal(pods).await.map(drop)
    }

    async fn store_some_proofs(&self) -> Result<()> {
        let directory = self.directory()?;
        let proofs = directory.unproved_stacks(MAX_PROOFS).await?.into_iter().filter_map(|stack| {
            let proof = self.first_proof(&stack.account_id, &stack.domain)?;
            Some((stack.id, proof))
        });
        directory.store_proofs(&proofs.collect::<Vec<_>>()).await
    }

    /// How many of them could not be reached.
    async fn wake_to_reseal(&self, pods: Vec<PodId>) -> Result<usize> {
        let rpc = self.internal_rpc()?;
        let waking = pods.into_iter().map(|pod| {
            let rpc = &rpc;
            async move {
                let woken = rpc.call(&pod, &rpc::Reseal {}).await;
                woken.map_err(|error| log::error(&format!("{pod} {error}"))).is_ok()
            }
        });
        let woken: Vec<bool> = stream::iter(waking).buffer_unordered(CONCURRENT_CALLS).collect().await;
        Ok(woken.iter().filter(|woken| !**woken).count())
    }

    fn report(&self, counts: &KeyCounts, own_unreadable: u32, rest_is_resealed: bool) -> MasterKeysReport {
        let keys = &self.config.master_key;
        let current = keys.number();
        let count = |all: &[KeyCount], number: u8| {
            all.iter().find(|counted| counted.number == number).map_or(0, |counted| counted.count)
        };
        let every = [&counts.pods, &counts.api_keys, &counts.sessions, &counts.feeds, &counts.seeds];
        let mut numbers: Vec<u8> = every.into_iter().flatten().map(|counted| counted.number).collect();
        numbers.extend(keys.uses().map(|(number, _)| number));
        numbers.retain(|number| *number != 0);
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        numbers.dedup();
        let all_pods: u32 = counts.pods.iter().map(|counted| counted.count).sum();
        let pods_behind = all_pods - count(&counts.pods, current);
        let resealed = pods_behind == 0 && rest_is_resealed;
        let keys = numbers.into_iter().map(|number| {
            let listed = keys.uses().find(|(listed, _)| *listed == number);
            let [pods, api_keys, sessions, feeds, seeds] = every.map(|all| count(all, number));
            MasterKeyReport {
                number,
                r#use: match listed {
                    Some((_, KeyUse::Current)) => "current",
                    Some((_, KeyUse::Opens)) => "opens",
                    Some((_, KeyUse::Verifies)) => "verifies",
                    None => "missing",
                },
                unused: number != current && resealed && api_keys + sessions + feeds + seeds == 0,
                pods,
                api_keys,
                sessions,
                feeds,
                seeds,
            }
        });
        MasterKeysReport {
            current,
            keys: keys.collect(),
            pods_behind,
            resealed,
            unreadable: counts.unreadable.saturating_add(own_unreadable),
        }
    }

    /// What stands for an address in the directory. What another master key called it is called so from now on.
    pub(super) async fn address_hash(&self, email: &Email) -> Result<String> {
        let mut names = self.config.master_key.names(email.as_str());
        let hash = names.next().unwrap_or_default();
        let others: Vec<String> = names.collect();
        if !others.is_empty() {
            self.directory()?.rehash_address(&others, &hash).await?;
        }
        Ok(hash)
    }

    /// What proved that a domain is an account's before proofs were stored. None if the key that it follows from is not listed.
    pub(super) fn first_proof(&self, account: &AccountId, domain: &str) -> Option<String> {
        self.config.master_key.name_by(FIRST, &proof_text(account, domain))
    }

    /// The proof of a domain that an account begins with.
    pub(super) fn new_proof(&self, account: &AccountId, domain: &str) -> String {
        self.config.master_key.name(&proof_text(account, domain))
    }
}

fn proof_text(account: &AccountId, domain: &str) -> String {
    format!("stack {account} {domain}")
}
