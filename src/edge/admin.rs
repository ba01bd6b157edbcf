//! What the operator of the deployment does.

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

/// Pods that are told at once, and a page of them.
const CONCURRENT_CALLS: usize = 16;
const PAGE_SIZE: u32 = 1_000;

/// The operator of the deployment, known by `ADMIN_TOKEN`.
#[derive(Clone)]
pub struct Operator;

impl Operator {
    /// Compares the credential with the operator's token, if the deployment has one.
    ///
    /// # Errors
    /// `not_found` where there is no operator, `unauthorized`.
    pub fn authenticate(config: &Config, token: Option<&str>) -> Result<Self> {
        let admin_token = config.admin_token.as_ref().ok_or_else(no_such_path)?;
        let refused = || Error::unauthorized().fix("Send `Authorization: Bearer <ADMIN_TOKEN>`.");
        // Hashes have the same length, whatever was sent.
        let (sent, expected) = (KeyHash::of(token.ok_or_else(refused)?), KeyHash::of(admin_token));
        let is_right: bool = sent.as_str().as_bytes().ct_eq(expected.as_str().as_bytes()).into();
        if is_right { Ok(Self) } else { Err(refused()) }
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
    tier: Tier,
}

/// A changed account.
#[derive(Serialize, ToSchema)]
pub struct UpdatedAccount {
    id: AccountId,
    /// The same as `id`.
    account_id: AccountId,
    tier: Tier,
    /// Always true.
    updated: bool,
}

/// Change an account's tier.
///
/// With `Authorization: Bearer <ADMIN_TOKEN>`; 404 where the deployment has none. Its limits hold from the next request on.
#[operation(
    PATCH "/admin/accounts/{id}", tag = "admin", caller = Operator,
    path(id = "The account."),
    reply = "It is changed.",
    errors(MissingFields, Unauthorized = "Another token.", NotFound = "No such account, or the deployment has no `ADMIN_TOKEN`."),
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
    /// Tells the pods of an account to ask anew what they may. One that cannot be told asks within a minute.
    async fn notify_pods(&self, account: &AccountId) -> Result<()> {
        let (directory, rpc) = (self.directory()?, self.internal_rpc()?);
        let mut told = vec![account.home_pod()];
        let mut after: Option<(i64, PodId)> = None;
        loop {
            let page =
                directory.pods(account, after.as_ref().map(|(made, id)| (*made, id.as_str())), PAGE_SIZE).await?;
            after = page.last().map(|pod| (pod.created_at, pod.id.clone()));
            let full = page.len() == PAGE_SIZE as usize;
            told.extend(page.into_iter().map(|pod| pod.id));
            let telling = told.drain(..).map(|pod| {
                let rpc = &rpc;
                async move {
                    if let Err(error) = rpc.call(&pod, &AccessChanged::default()).await {
                        log::error(&error.to_string());
                    }
                }
            });
            stream::iter(telling).buffer_unordered(CONCURRENT_CALLS).collect::<Vec<()>>().await;
            if !full {
                return Ok(());
            }
        }
    }
}
