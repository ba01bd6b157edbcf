//! What people have given OAuth clients: listed and ended.

use macros::operation;
use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{OauthClient, OauthGrant as Stored};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::id::{MemberId, OauthGrantId};
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Cursor, Json, Page, PageInfo, Paging, Path, Place, Query};

/// An OAuth client, as the person saw it.
#[derive(Serialize, ToSchema)]
pub struct GrantClient {
    /// The name that it gives itself.
    #[schema(example = "Example client")]
    name: String,
    /// The URL of its metadata, which proves its host; null if it is not verified, as always for a device or a program on the person's own
    /// machine.
    #[schema(example = "https://client.example/oauth/metadata.json")]
    url: Option<String>,
    /// The host to which the browser went; null for a device.
    #[schema(example = "client.example")]
    host: Option<String>,
}

/// What a person has given an OAuth client.
#[derive(Serialize, ToSchema)]
#[schema(as = OauthGrant)]
pub struct OauthGrant {
    id: OauthGrantId,
    client: GrantClient,
    /// The person.
    member_id: MemberId,
    /// The environment in which the client acts.
    #[schema(example = "env_0a1b2c3d4e5f6g7h")]
    environment_id: String,
    /// What the client may do, as far as the person's role permits it.
    #[schema(example = json!(["mail:read", "mail:send"]))]
    permissions: Vec<String>,
    /// The resource for which its tokens are.
    #[schema(example = "https://warren.example/mcp")]
    resource: String,
    /// When the person agreed.
    created_at: Timestamp,
    /// When it ends if the client does not use its refresh token.
    expires_at: Timestamp,
}

/// What people have given OAuth clients.
#[derive(Serialize, ToSchema)]
pub struct OauthGrants {
    /// The oldest first.
    grants: Vec<OauthGrant>,
    #[serde(flatten)]
    page: PageInfo,
}

/// List grants of OAuth clients.
///
/// Lists what the signed-in person has given OAuth clients, oldest first. With the account's key, lists those of all people of the account.
#[operation(
    GET "/v1/oauth/grants", tag = "oauth", caller = Account, permission = AccountRead,
    reply = "A page of grants.",
    errors(InvalidRequest, NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn list_oauth_grants(
    edge: Edge,
    caller: AccountPrincipal,
    Query(Paging { limit, cursor }): Query<Paging<100, 1_000, Place>>,
) -> Result<Json<OauthGrants>> {
    edge.check_issuer()?;
    let after = cursor.as_ref().map(|Cursor(place)| (place.number, &*place.id));
    let member = caller.member.as_ref().map(|member| &member.id);
    let grants = edge.directory()?.oauth_grants(caller.id(), member, clock::now(), after, limit.get() + 1).await?;
    let page = Page::cut(grants, limit.get(), |last| Place { number: last.created_at, id: last.id.to_string() });
    let (info, url) = (page.info(limit.get()), &edge.config.public_url);
    Ok(Json(OauthGrants {
        page: info,
        grants: page.items.into_iter().map(|grant| OauthGrant::new(grant, url)).collect(),
    }))
}

/// A grant that has ended.
#[derive(Serialize, ToSchema)]
pub struct EndedOauthGrant {
    /// The grant.
    #[schema(example = "ogr_0a1b2c3d4e5f6g7h")]
    id: String,
    /// Always true.
    ended: bool,
}

/// End a grant of an OAuth client.
///
/// The client's tokens stop working everywhere before this call returns, and its sockets are closed. A person ends own grants; the account's
/// key ends those of all people of the account. Webhooks that the client created stay.
#[operation(
    DELETE "/v1/oauth/grants/{id}", tag = "oauth", caller = Account, permission = AccountRead,
    path(id = "The grant's id."),
    reply = "The grant has ended.",
    errors(NotFound),
    audit(OauthGrantEnded),
)]
pub async fn end_oauth_grant(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
) -> Result<Json<EndedOauthGrant>> {
    edge.check_issuer()?;
    let member = caller.member.as_ref().map(|member| &member.id);
    let ended = edge.directory()?.end_grant_of(caller.id(), member, &id, clock::now()).await?;
    let ended = ended.ok_or_else(|| Error::not_found("grant").fix("GET /v1/oauth/grants lists them."))?;
    edge.follow_end(ended).await?;
    Ok(Json(EndedOauthGrant { id, ended: true }))
}

impl OauthGrant {
    fn new(grant: Stored, public_url: &str) -> Self {
        let OauthClient { name, id, host } = grant.client.0;
        Self {
            id: grant.id,
            client: GrantClient { name, url: id, host },
            member_id: grant.member_id,
            environment_id: grant.pod_id.environment(),
            permissions: grant.scope.0.permissions.unwrap_or_default(),
            resource: grant.resource.url(public_url),
            created_at: Timestamp::from_millis(grant.created_at),
            expires_at: Timestamp::from_millis(grant.expires_at),
        }
    }
}
