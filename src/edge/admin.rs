//! Operations for the operator of the deployment.

use futures_util::{StreamExt, stream};
use macros::operation;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::Edge;
use crate::config::Config;
use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::id::{AccountId, PodId};
use crate::limits::Tier;
use crate::platform::log;
use crate::rpc::AccessChanged;
use crate::wire::{Body, Call, FromCall, Json, Path, no_such_path};

const CONCURRENT_CALLS: usize = 16;
const PAGE_SIZE: u32 = 1_000;

/// The operator of the deployment, authenticated by `ADMIN_TOKEN`.
#[derive(Clone)]
pub struct Operator;

impl Operator {
    /// Compares the credential with the operator's token.
    ///
    /// # Errors
    /// `not_found` if the deployment has no such token, `unauthorized`.
    pub fn authenticate(config: &Config, token: Option<&str>) -> Result<Self> {
        if config.admin_token.is_none() {
            return Err(no_such_path());
        }
        let refused = || Error::unauthorized().fix("Send `Authorization: Bearer <ADMIN_TOKEN>`.");
        if Self::is(config, token) { Ok(Self) } else { Err(refused()) }
    }

    /// Whether the credential is the operator's token.
    pub fn is(config: &Config, token: Option<&str>) -> bool {
        let (Some(token), Some(admin_token)) = (token, &config.admin_token) else { return false };
        // Hashes have the same length whatever was sent, so the comparison takes constant time.
        let (sent, expected) = (KeyHash::of(token), KeyHash::of(admin_token));
        sent.as_str().as_bytes().ct_eq(expected.as_str().as_bytes()).into()
    }
}

impl FromCall for Operator {
    fn from_call(call: &mut Call) -> Result<Self> {
        call.extension()
    }
}

/// Changes to an account.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AccountChanges {
    /// The new tier.
    tier: Tier,
}

/// A changed account.
#[derive(Serialize, ToSchema)]
pub struct UpdatedAccount {
    /// The account's id.
    id: AccountId,
    /// The same as `id`.
    account_id: AccountId,
    /// The account's tier.
    tier: Tier,
    /// Always true.
    updated: bool,
}

/// Change an account's tier.
///
/// The new limits apply to the next request. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
#[operation(
    PATCH "/admin/accounts/{id}", tag = "admin", caller = Operator,
    path(id = "The account."),
    reply = "The tier is changed.",
    errors(MissingFields, Unauthorized = "The token is wrong.", NotFound = "There is no such account, or the deployment has no `ADMIN_TOKEN`."),
)]
pub async fn update_account(
    edge: Edge,
    _: Operator,
    Path(id): Path<String>,
    Body(AccountChanges { tier }): Body<AccountChanges>,
) -> Result<Json<UpdatedAccount>> {
    let account = edge.directory()?.set_tier(&id, tier).await?.ok_or_else(|| Error::not_found("account"))?;
    edge.notify_pods(&account).await?;
    Ok(Json(UpdatedAccount { account_id: account.clone(), id: account, tier, updated: true }))
}

impl Edge {
    /// Tells the pods of an account to read their limits again. A pod that cannot be reached does so within a minute.
    async fn notify_pods(&self, account: &AccountId) -> Result<()> {
        let (directory, rpc) = (self.directory()?, self.internal_rpc()?);
        let mut pods = vec![account.home_pod()];
        let mut after: Option<(i64, PodId)> = None;
        loop {
            let page = directory
                .pods(account, after.as_ref().map(|(created_at, id)| (*created_at, id.as_str())), PAGE_SIZE)
                .await?;
            after = page.last().map(|pod| (pod.created_at, pod.id.clone()));
            let has_more = page.len() == PAGE_SIZE as usize;
            pods.extend(page.into_iter().map(|pod| pod.id));
            let notifications = pods.drain(..).map(|pod| {
                let rpc = &rpc;
                async move { log::logged(rpc.call(&pod, &AccessChanged::default()).await) }
            });
            stream::iter(notifications).buffer_unordered(CONCURRENT_CALLS).collect::<Vec<_>>().await;
            if !has_more {
                return Ok(());
            }
        }
    }
}
