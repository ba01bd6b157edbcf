//! The account's name in paths.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::edge::Edge;
use crate::error::Result;
use crate::id::AccountId;
use crate::rpc::AccessChanged;
use crate::slug::Slug;
use crate::wire::{AccountPrincipal, Body, Json};

/// A slug to set.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAccountSlug {
    /// 2 to 63 lower-case letters, digits and hyphens.
    #[schema(value_type = String, example = "my-org")]
    slug: Slug,
}

/// The account's slug.
#[derive(Serialize, ToSchema)]
pub struct AccountSlug {
    account_id: AccountId,
    /// The account's name in paths.
    #[schema(example = "my-org")]
    slug: String,
}

/// Set the account's slug.
///
/// The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is unique in the
/// deployment and set once. Paths with the slug work at once in the default environment, and within a minute in others.
#[operation(
    PUT "/v1/account/slug", tag = "account", caller = Account, permission = AccountWrite,
    reply = "The slug.",
    errors(InvalidRequest, SlugTaken = "Another account has the slug, or this account has another one."),
)]
pub async fn set_account_slug(
    edge: Edge,
    caller: AccountPrincipal,
    Body(NewAccountSlug { slug }): Body<NewAccountSlug>,
) -> Result<Json<AccountSlug>> {
    edge.directory()?.set_account_slug(caller.id(), &slug).await?;
    edge.internal_rpc()?.call(&caller.id().home_pod(), &AccessChanged::default()).await?;
    Ok(Json(AccountSlug { account_id: caller.id().clone(), slug: slug.as_str().to_owned() }))
}
