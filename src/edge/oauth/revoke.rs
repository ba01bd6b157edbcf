//! Revocation of tokens (RFC 7009).

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::client::id_hash;
use super::input::ClientForm;
use super::refusal;
use crate::credential::{Credential, Kind};
use crate::edge::Edge;
use crate::error::{Code, Result};
use crate::oauth::{GrantSecret, SecretKind};
use crate::platform::clock;
use crate::wire::{Json, NoStore};

/// A token to revoke, as a form.
#[derive(Deserialize, ToSchema)]
pub struct RevokeToken {
    /// An access token or a refresh token.
    #[schema(example = "al_ort_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    token: Option<String>,
    /// Ignored: a token shows what it is.
    #[serde(rename = "token_type_hint")]
    #[schema(example = "refresh_token")]
    _token_type_hint: Option<String>,
    /// The client's id. If it is sent, the token must be one of that client.
    #[schema(example = "https://client.example/oauth/metadata.json")]
    client_id: Option<String>,
}

/// An empty object.
#[derive(Serialize, ToSchema)]
pub struct RevokedToken {}

/// Revoke a token.
///
/// Ends the grant of an access token or a refresh token, with all of its tokens, before this call returns (RFC 7009). A token that is
/// unknown, or that is another client's, gets the same reply.
#[operation(
    POST "/oauth/revoke", tag = "oauth", caller = Anyone, audit(OauthGrantEnded),
    body(content = RevokeToken, content_type = "application/x-www-form-urlencoded"),
    replies((status = 200, description = "The token does not work.", body = RevokedToken)),
    errors(InvalidRequest, NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn revoke_token(
    edge: Edge,
    ClientForm(asked): ClientForm<RevokeToken>,
) -> Result<NoStore<Json<RevokedToken>>> {
    edge.check_issuer()?;
    let token = asked.token.ok_or_else(|| refusal(Code::InvalidRequest, "token is missing."))?;
    let client = asked.client_id.as_deref().map(id_hash);
    let (tagger, directory) = (&edge.config.tagger, edge.directory()?);
    let now = clock::now();
    // Invented tokens cause no look-up.
    let ended = if let Some(refresh) = GrantSecret::parse(SecretKind::RefreshToken, &token, tagger) {
        directory.end_grant(&refresh.grant(), client.as_ref(), now).await?
    } else if let Some(access) = Credential::parse(&token, tagger).filter(|token| token.kind() == Kind::AccessToken) {
        directory.end_grant_of_token(&access.hash(), client.as_ref(), now).await?
    } else {
        None
    };
    if let Some(ended) = ended {
        edge.follow_end(ended).await?;
    }
    Ok(NoStore(Json(RevokedToken {})))
}
