//! Devices without a browser (RFC 8628): the person decides on another machine.

use axum::body::Body;
use axum::http::Response;
use macros::operation;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::authorize::{TITLE, checked_resource, checked_scopes};
use super::client::{id_hash, no_client_id};
use super::grant_type::GrantType;
use super::input::ClientForm;
use super::request::{AuthorizationRequest, ReplyTo};
use super::{refusal, user_code};
use crate::directory::{NewDeviceRequest, POLL_INTERVAL_SECONDS};
use crate::edge::link_pages::LinkForm;
use crate::edge::pages::form_page;
use crate::edge::{Edge, Origin};
use crate::error::{Code, Result};
use crate::id::DeviceRequestId;
use crate::oauth::{GrantSecret, REQUEST_TTL};
use crate::platform::clock;
use crate::time::SECOND;
use crate::wire::{Json, NoStore, Query};

/// A request of a device, as a form (RFC 8628).
#[derive(Deserialize, ToSchema)]
pub struct DeviceAuthorization {
    /// The client's id.
    #[schema(example = "https://client.example/oauth/metadata.json")]
    client_id: Option<String>,
    /// What the client asks for: names of permissions. Default: the person chooses.
    #[schema(example = "mail:read mail:send")]
    scope: Option<String>,
    /// The resource for which the tokens will be. Default: the MCP server.
    #[schema(example = "https://warren.example")]
    resource: Option<String>,
}

/// A request that waits for a person.
#[derive(Serialize, ToSchema)]
#[schema(as = DeviceAuthorizationReply)]
pub struct WaitingDevice {
    /// For polling: `POST /oauth/token`. Keep it secret.
    #[schema(example = "al_odc_0a1b2c3d4e5f6g7h8i9j0a1b2c3d4e5f6g7h8i9j0a1b2c")]
    device_code: String,
    /// The code that the person types.
    #[schema(example = "BCDF-GHJK")]
    user_code: String,
    /// The page on which the person types it.
    #[schema(example = "https://warren.example/device")]
    verification_uri: String,
    /// The same page with the code filled in.
    #[schema(example = "https://warren.example/device?user_code=BCDF-GHJK")]
    verification_uri_complete: String,
    /// Seconds until the request expires.
    #[schema(example = 900)]
    expires_in: i64,
    /// Seconds to wait between two polls.
    #[schema(example = 5)]
    interval: i64,
}

/// Ask for access for a device.
///
/// For clients without a browser, such as command lines (RFC 8628). Show `user_code` and `verification_uri` to the person, and poll
/// `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address (configurable).
#[operation(
    POST "/oauth/device_authorization", tag = "oauth", caller = Anyone,
    body(content = DeviceAuthorization, content_type = "application/x-www-form-urlencoded"),
    replies((status = 200, description = "The request, which waits for a person.", body = WaitingDevice)),
    errors(InvalidRequest, InvalidClient, UnauthorizedClient, InvalidScope, InvalidTarget, RateLimited, NotFound = "The request was sent to the host of a tenant."),
)]
pub async fn authorize_device(
    edge: Edge,
    origin: Origin,
    ClientForm(asked): ClientForm<DeviceAuthorization>,
) -> Result<NoStore<Json<WaitingDevice>>> {
    edge.check_issuer()?;
    let id = asked.client_id.as_deref().ok_or_else(no_client_id)?;
    let client = edge.client(id, &origin).await?;
    if !client.has(GrantType::DeviceCode) {
        return Err(refusal(Code::UnauthorizedClient, "The client has not registered the grant type of devices.")
            .fix("List urn:ietf:params:oauth:grant-type:device_code in grant_types."));
    }
    let refused = |(code, message): (_, &'static str)| refusal(code, message);
    let resource = checked_resource(asked.resource.as_deref(), &edge.config.public_url).map_err(refused)?;
    let scopes = checked_scopes(asked.scope.as_deref()).map_err(refused)?;
    let request_id = DeviceRequestId::generate()?;
    let code = GrantSecret::issue_device_code(&request_id, &edge.config.tagger)?;
    let user_code = user_code::generate()?;
    let reply_to = ReplyTo::Device { request: request_id.clone(), user_code: user_code.clone() };
    let request = AuthorizationRequest::new(id, client, resource, scopes, reply_to);
    let new = NewDeviceRequest {
        id: &request_id,
        code: &code,
        user_code: &user_code,
        client_hash: &id_hash(id),
        sealed: &edge.sealed_request(&request)?,
        networks: origin.networks(),
        allowed: edge.config.unauthenticated_requests_per_hour,
        now: clock::now(),
    };
    edge.directory()?.add_device_request(&new).await?;
    let verification_uri = format!("{}/device", edge.config.public_url);
    Ok(NoStore(Json(WaitingDevice {
        device_code: code.reveal().to_owned(),
        verification_uri_complete: format!("{verification_uri}?user_code={user_code}"),
        user_code,
        verification_uri,
        expires_in: REQUEST_TTL / SECOND,
        interval: POLL_INTERVAL_SECONDS,
    })))
}

/// The code in the URL of the page.
#[derive(Deserialize)]
pub struct CodeQuery {
    #[serde(default)]
    user_code: String,
}

/// Show the form for the code of a device.
#[operation(GET "/device", page, caller = Anyone)]
pub async fn device_page(edge: Edge, Query(query): Query<CodeQuery>) -> Result<Response<Body>> {
    edge.check_issuer()?;
    Ok(code_page(&query.user_code, &html! {}))
}

/// Show the request of a device, and ask for the person's email address.
#[operation(POST "/device", page, caller = Anyone)]
pub async fn submit_device_code(edge: Edge, origin: Origin, form: LinkForm<CodeQuery>) -> Result<Response<Body>> {
    edge.check_issuer()?;
    let typed = form.fields().user_code;
    let Some(code) = user_code::read(&typed) else { return Ok(code_page(&typed, &unknown())) };
    let allowed = edge.config.unauthenticated_requests_per_hour;
    let found = edge.directory()?.device_request(&code, origin.networks(), allowed, clock::now()).await?;
    match found.and_then(|sealed| edge.opened_request(&sealed)) {
        Some(request) => edge.email_page(&request),
        None => Ok(code_page(&typed, &unknown())),
    }
}

fn unknown() -> Markup {
    html! { p.notice { "There is no such code, or its time is over. Compare it with the device, or start again there." } }
}

fn code_page(typed: &str, notice: &Markup) -> Response<Body> {
    let content = html! {
        (notice)
        p { "Type the code that your device shows." }
        form method="post" action="/device" {
            input type="text" name="user_code" value=(typed) required maxlength="20" placeholder="XXXX-XXXX" autocomplete="off";
            button.main { "Go on" }
        }
    };
    form_page(TITLE, "A device asks for access", &content)
}
