//! Introspection of access tokens (RFC 7662).

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::input::ClientForm;
use super::{refusal, scopes};
use crate::credential::{Credential, Kind};
use crate::directory::TokenInfo;
use crate::edge::Edge;
use crate::error::{Code, Result};
use crate::id::{AccountId, MemberId};
use crate::platform::clock;
use crate::time::SECOND;
use crate::wire::{Json, NoStore, Permissions, Principal};

/// A token to introspect, as a form.
#[derive(Deserialize, ToSchema)]
pub struct IntrospectToken {
    /// An access token.
    #[schema(example = "al_oat_p0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    token: Option<String>,
    /// Ignored: a token shows what it is.
    #[serde(rename = "token_type_hint")]
    #[schema(example = "access_token")]
    _token_type_hint: Option<String>,
}

/// What is known of a token.
#[derive(Default, Serialize, ToSchema)]
pub struct Introspection {
    /// Whether the token works, and the caller may know of it. If not, there are no other fields.
    active: bool,
    /// What the token may do now: what the person has given and the person's role permits.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "mail:read mail:send")]
    scope: Option<String>,
    /// The client's id, if it is the URL of its metadata.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://client.example/oauth/metadata.json")]
    client_id: Option<String>,
    /// Always `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "Bearer")]
    token_type: Option<&'static str>,
    /// When it expires, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_790_003_600)]
    exp: Option<i64>,
    /// When it was issued, in seconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = 1_790_000_000)]
    iat: Option<i64>,
    /// The person.
    #[serde(skip_serializing_if = "Option::is_none")]
    sub: Option<MemberId>,
    /// The resource for which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://warren.example/mcp")]
    aud: Option<String>,
    /// The issuer: this deployment.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "https://warren.example")]
    iss: Option<String>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    account_id: Option<AccountId>,
    /// The environment in which the client acts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: Option<String>,
}

/// Introspect an access token.
///
/// Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and admins can ask about all tokens of the
/// account, a key of a pod about those of its pod. Other tokens are not active.
#[operation(
    POST "/oauth/introspect", tag = "oauth", caller = Pod, permission = KeysRead, idempotency = Ignored,
    body(content = IntrospectToken, content_type = "application/x-www-form-urlencoded"),
    replies((status = 200, description = "What is known of the token.", body = Introspection)),
    errors(InvalidRequest, NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn introspect_token(
    edge: Edge,
    caller: Principal,
    ClientForm(asked): ClientForm<IntrospectToken>,
) -> Result<NoStore<Json<Introspection>>> {
    edge.check_issuer()?;
    let token = asked.token.ok_or_else(|| refusal(Code::InvalidRequest, "token is missing."))?;
    let token = Credential::parse(&token, &edge.config.tagger).filter(|token| token.kind() == Kind::AccessToken);
    let info = match token {
        Some(token) => {
            edge.directory()?.token_info(&token.hash(), &caller.account, caller.confined(), clock::now()).await?
        }
        None => None,
    };
    let public_url = &edge.config.public_url;
    Ok(NoStore(Json(info.map(|info| Introspection::new(info, public_url)).unwrap_or_default())))
}

impl Introspection {
    fn new(info: TokenInfo, public_url: &str) -> Self {
        let permissions = info.scope.0.permissions().and(info.role.permissions());
        if permissions == Permissions::default() {
            return Self::default();
        }
        Self {
            active: true,
            scope: Some(scopes::names(permissions).join(" ")),
            client_id: info.client_id,
            token_type: Some("Bearer"),
            exp: Some(info.expires_at / SECOND),
            iat: Some(info.created_at / SECOND),
            sub: Some(info.member_id),
            aud: Some(info.resource.url(public_url)),
            iss: Some(public_url.to_owned()),
            account_id: Some(info.account_id),
            environment_id: Some(info.pod_id.environment()),
        }
    }
}
