//! Rotation of the master key, for the operator. See docs/KEYS.md.

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
use crate::wire::{Cursor, Json, Query};

/// Pods that one call wakes, and how many of them at once.
const MAX_RESEALED_PODS: u32 = 100;
const CONCURRENT_CALLS: usize = 16;
/// Proofs of domains that one call stores.
const MAX_PROOFS: u32 = 100;
/// The number of the key that was in use before keys had numbers.
const FIRST: u8 = 1;

/// A master key and what depends on it.
#[derive(Serialize, ToSchema)]
pub struct MasterKeyReport {
    /// The key's number in `MASTER_KEY`.
    #[schema(example = 2)]
    number: u8,
    /// `current`: it encrypts and decrypts. `opens`: it decrypts what it encrypted before. `verifies`: it only recognizes credentials
    /// and addresses. `missing`: it is not in `MASTER_KEY`, although something needs it.
    #[schema(example = "current")]
    r#use: &'static str,
    /// Pods in which everything is encrypted with it.
    pods: u32,
    /// API keys that it signed and that are not revoked. They work while `MASTER_KEY` lists it.
    api_keys: u32,
    /// Sessions that it signed. They end within 24 hours.
    sessions: u32,
    /// Calendar feeds whose token it signed. They work while `MASTER_KEY` lists it.
    feeds: u32,
    /// Encrypted seeds whose address it hashed. They are found while `MASTER_KEY` lists it. The next request that names the address
    /// moves them to the current key.
    seeds: u32,
    /// Whether nothing needs it, so that it can be removed.
    unused: bool,
}

/// The use of all master keys.
#[derive(Serialize, ToSchema)]
pub struct MasterKeysReport {
    /// The number of the current key.
    current: u8,
    /// By number, newest first.
    keys: Vec<MasterKeyReport>,
    /// Pods in which something may be encrypted with another key than the current one.
    pods_behind: u32,
    /// Whether the current key decrypts everything except `unreadable` values. Then older keys can be reduced to `verify`.
    resealed: bool,
    /// Values that were skipped because they are missing or no listed key decrypts them. If their key is listed again, they are encrypted
    /// with the current key.
    unreadable: u32,
}

/// Read the use of master keys.
///
/// Counts the pods, credentials and addresses that depend on each key. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment
/// has no such token.
#[operation(
    GET "/admin/master-keys", tag = "admin", caller = Operator,
    reply = "The keys.",
    errors(Unauthorized = "The token is wrong.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn get_master_keys(edge: Edge, _: Operator) -> Result<Json<MasterKeysReport>> {
    let counts = edge.directory()?.key_counts(clock::now()).await?;
    // Proofs that are not stored yet can be computed only while the first key is listed.
    let has_first = edge.config.master_key.uses().any(|(number, _)| number == FIRST);
    let lacks_proofs = has_first && !edge.directory()?.unproved_stacks(1).await?.is_empty();
    let own = edge.internal_rpc()?.call(&PodId::postmaster(), &rpc::Reseal {}).await?;
    Ok(Json(edge.report(&counts, own.unreadable, own.complete && !lacks_proofs)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Reseal {
    /// Where to continue: `next` of the call before.
    #[param(value_type = Option<String>)]
    after: Option<Cursor<String>>,
}

/// Pods that were notified.
#[derive(Serialize, ToSchema)]
pub struct Resealing {
    /// Pods that now reseal in the background.
    woken: usize,
    /// Pods that could not be reached. `woken` does not count them.
    unreached: usize,
    /// The `after` of the next call; null if no pods are left.
    #[schema(value_type = Option<String>, example = "pod_0a1b2c3d4e5f6g7h")]
    next: Option<Cursor<String>>,
    /// The maximum number of pods of a call. Always 100.
    limit: u32,
}

/// Reseal pods with the current master key.
///
/// Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each pod works in the background. Active
/// pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET /admin/master-keys` shows the progress.
/// Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
#[operation(
    POST "/admin/master-keys/reseal", tag = "admin", caller = Operator,
    reply = "The pods that were notified.",
    errors(Unauthorized = "The token is wrong.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn reseal_pods(edge: Edge, _: Operator, Query(reseal): Query<Reseal>) -> Result<Json<Resealing>> {
    edge.reseal_some(&reseal.after.map(|Cursor(id)| id).unwrap_or_default()).await.map(Json)
}

impl Edge {
    /// Wakes pods that are behind to reseal, in the order of their ids.
    async fn reseal_some(&self, after: &str) -> Result<Resealing> {
        self.store_some_proofs().await?;
        let pods = self.directory()?.pods_to_reseal(self.config.master_key.number(), after, MAX_RESEALED_PODS).await?;
        let next =
            pods.last().filter(|_| pods.len() == MAX_RESEALED_PODS as usize).map(|last| Cursor(last.to_string()));
        let count = pods.len();
        let unreached = self.wake_to_reseal(pods).await?;
        Ok(Resealing { woken: count - unreached, unreached, next, limit: MAX_RESEALED_PODS })
    }

    /// Wakes any of the pods that are behind, to reseal.
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

    /// Returns how many of the pods could not be reached.
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

    /// The hash of an address in the directory, by the current master key. Entries under hashes of older keys move to it.
    pub(super) async fn address_hash(&self, email: &Email) -> Result<String> {
        let mut names = self.config.master_key.names(email.as_str());
        let hash = names.next().unwrap_or_default();
        let others: Vec<String> = names.collect();
        if !others.is_empty() {
            self.directory()?.rehash_address(&others, &hash).await?;
        }
        Ok(hash)
    }

    /// The proof of a domain from before proofs were stored. None if the first master key, which it depends on, is not listed.
    pub(super) fn first_proof(&self, account: &AccountId, domain: &str) -> Option<String> {
        self.config.master_key.name_by(FIRST, &proof_text(account, domain))
    }

    /// The proof of a domain that an account adds now.
    pub(super) fn new_proof(&self, account: &AccountId, domain: &str) -> String {
        self.config.master_key.name(&proof_text(account, domain))
    }
}

fn proof_text(account: &AccountId, domain: &str) -> String {
    format!("stack {account} {domain}")
}
