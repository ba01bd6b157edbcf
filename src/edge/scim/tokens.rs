//! The tokens of identity providers.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::credential::{Credential, Kind};
use crate::directory::ScimToken as Stored;
use crate::edge::Edge;
use crate::edge::register::checked_name;
use crate::error::Result;
use crate::id::KeyId;
use crate::platform::clock;
use crate::rpc::{AccessChanged, KeyUse, ListKeyUses};
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Created, Json, Path};

/// A SCIM token to create.
#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewScimToken {
    /// A name for the token, at most 100 characters.
    #[schema(example = "Entra ID")]
    label: Option<String>,
}

/// A new SCIM token.
#[derive(Serialize, ToSchema)]
pub struct CreatedScimToken {
    /// The token. Not shown again.
    #[schema(example = "al_scim_k7x9m2p4abcdefghijklmnopqrstuvwxyz0123456789abc")]
    token: String,
    /// The URL that the identity provider asks for.
    #[schema(example = "https://warren.example/scim/v2")]
    base_url: String,
    #[serde(flatten)]
    stored: ScimToken,
}

/// A SCIM token, without its secret.
#[derive(Serialize, ToSchema)]
pub struct ScimToken {
    id: KeyId,
    /// The first characters of the token, to recognize it.
    #[schema(example = "al_scim_k7x9")]
    prefix: String,
    /// A name for the token.
    #[schema(example = "Entra ID")]
    label: Option<String>,
    /// The key, or the member, that made it.
    #[schema(example = "mem_0a1b2c3d4e5f6g7h")]
    created_by: String,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was last used, to the minute; null if it was never used.
    #[schema(value_type = Option<String>, format = DateTime)]
    last_used_at: Option<Timestamp>,
}

/// Create a SCIM token.
///
/// An identity provider manages the people of the account and their environments with it, at `/scim/v2`. It gives access to nothing else.
/// Only the account's key and owners create one; an account can have 10. The token is shown only in this reply. A token that an owner
/// made ends when that person is no longer an owner who can sign in; one that the account's key made stays.
#[operation(
    POST "/v1/scim/tokens", tag = "scim", caller = Account, permission = ScimManage,
    reply = "The token.",
    errors(InvalidRequest, KeyLimit = "The account has 10 SCIM tokens."),
)]
pub async fn create_scim_token(
    edge: Edge,
    caller: AccountPrincipal,
    Body(new): Body<NewScimToken>,
) -> Result<Created<CreatedScimToken>> {
    let label = checked_name(new.label)?;
    let token = Credential::issue(Kind::Scim, &caller.id().home_pod(), &edge.config.tagger)?;
    let directory = edge.directory()?;
    let stored = directory.add_scim_token(caller.id(), &caller.key_id, &token, label.as_deref(), clock::now()).await?;
    Ok(Created(CreatedScimToken {
        token: token.reveal().to_owned(),
        base_url: edge.scim_base(),
        stored: ScimToken::new(stored, &[]),
    }))
}

/// The SCIM tokens of an account.
#[derive(Serialize, ToSchema)]
pub struct ScimTokens {
    /// Oldest first.
    tokens: Vec<ScimToken>,
    /// Number of items in this reply.
    count: usize,
}

/// List SCIM tokens.
///
/// Returns the account's tokens without their secrets.
#[operation(
    GET "/v1/scim/tokens", tag = "scim", caller = Account, permission = ScimManage,
    reply = "The tokens.",
)]
pub async fn list_scim_tokens(edge: Edge, caller: AccountPrincipal) -> Result<Json<ScimTokens>> {
    let tokens = edge.directory()?.scim_tokens(caller.id()).await?;
    let uses = edge.internal_rpc()?.call(&caller.id().home_pod(), &ListKeyUses {}).await?;
    let tokens: Vec<_> = tokens.into_iter().map(|token| ScimToken::new(token, &uses)).collect();
    Ok(Json(ScimTokens { count: tokens.len(), tokens }))
}

/// A revoked SCIM token.
#[derive(Serialize, ToSchema)]
pub struct RevokedScimToken {
    /// The token that was revoked.
    #[schema(example = "key_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    revoked: bool,
}

/// Revoke a SCIM token.
///
/// The token stops working before this call returns. The people and environments that it made stay.
#[operation(
    DELETE "/v1/scim/tokens/{id}", tag = "scim", caller = Account, permission = ScimManage,
    path(id = "The token's id."),
    reply = "The token is revoked.",
    errors(NotFound),
)]
pub async fn revoke_scim_token(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<RevokedScimToken>> {
    edge.directory()?.delete_scim_token(caller.id(), &id).await?;
    edge.internal_rpc()?.call(&caller.id().home_pod(), &AccessChanged::default()).await?;
    Ok(Json(RevokedScimToken { id, revoked: true }))
}

impl ScimToken {
    fn new(stored: Stored, uses: &[KeyUse]) -> Self {
        let used = uses.iter().find(|used| used.key_id == stored.id.as_str());
        Self {
            last_used_at: used.map(|used| used.used_at),
            id: stored.id,
            prefix: stored.prefix,
            label: stored.label,
            created_by: stored.created_by,
            created_at: Timestamp::from_millis(stored.created_at),
        }
    }
}
