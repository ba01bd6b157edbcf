//! What the operator of the deployment does.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use futures_util::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use utoipa::ToSchema;

use super::{Edge, bearer};
use crate::credential::KeyHash;
use crate::error::{Error, Result};
use crate::id::{AccountId, PodId};
use crate::limits::Tier;
use crate::platform::log;
use crate::pod::runtime::rpc::Changed;
use crate::wire::{Body, ErrorBody, Json, Path, no_such_path};

/// Pods that are told at once, and a page of them.
const WIDTH: usize = 16;
const PAGE: u32 = 1_000;

/// The operator of the deployment, known by `ADMIN_TOKEN`.
pub struct Operator;

impl<S: Send + Sync> FromRequestParts<S> for Operator {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let edge = Edge::from_request_parts(parts, state).await?;
        // Where there is no operator, there is no such path.
        let Some(token) = &edge.config.admin_token else { return Err(no_such_path().await) };
        let refused = || Error::unauthorized().fix("Send `Authorization: Bearer <ADMIN_TOKEN>`.");
        let given = bearer(parts).map_err(|_| refused())?;
        // Hashes: they are of the same length, whatever was sent.
        let [given, token] = [&given, token].map(|token| KeyHash::of(token));
        let right: bool = given.as_str().as_bytes().ct_eq(token.as_str().as_bytes()).into();
        if right { Ok(Self) } else { Err(refused()) }
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
#[utoipa::path(patch, path = "/admin/accounts/{id}", tag = "admin", request_body = AccountChanges, security(()), params(
    ("id" = String, Path, description = "The account."),
), responses(
    (status = 200, description = "It is changed.", body = UpdatedAccount),
    (status = 401, description = "`unauthorized`: another token.", body = ErrorBody),
    (status = 404, description = "`not_found`: no such account, or the deployment has no `ADMIN_TOKEN`.", body = ErrorBody),
))]
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
            let page = directory.pods(account, after.as_ref().map(|(made, id)| (*made, id.as_str())), PAGE).await?;
            after = page.last().map(|pod| (pod.created_at, pod.id.clone()));
            let full = page.len() == PAGE as usize;
            told.extend(page.into_iter().map(|pod| pod.id));
            let telling = told.drain(..).map(|pod| {
                let rpc = &rpc;
                async move {
                    if let Err(error) = rpc.changed(&pod, Changed::default()).await {
                        log::error(&error.to_string());
                    }
                }
            });
            stream::iter(telling).buffer_unordered(WIDTH).collect::<Vec<()>>().await;
            if !full {
                return Ok(());
            }
        }
    }
}
