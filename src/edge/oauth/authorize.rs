//! The authorization endpoint: what a client asks for, on a page.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::{Markup, html};
use serde::Deserialize;

use super::client::{Client, no_client_id};
use super::grant_type::GrantType;
use super::request::{AuthorizationRequest, ReplyTo};
use super::scopes;
use crate::edge::pages::{form_page, text_page};
use crate::edge::{Edge, Origin};
use crate::error::{Code, Result};
use crate::oauth::{CodeChallenge, RedirectUri, Resource};
use crate::wire::{Permissions, Query};

pub const TITLE: &str = "Access for a program";
/// Characters of `state`.
const MAX_STATE_CHARS: usize = 2_048;

/// A request to authorize a client (RFC 6749, RFC 7636, RFC 8707).
#[derive(Deserialize)]
pub struct Authorize {
    response_type: Option<String>,
    response_mode: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    resource: Option<String>,
}

/// Why a request cannot be shown to a person.
type RequestError = (Code, &'static str);

/// Show a client's request, and ask for the person's email address.
#[operation(GET "/oauth/authorize", page, caller = Anyone)]
pub async fn authorization_page(edge: Edge, origin: Origin, Query(asked): Query<Authorize>) -> Result<Response<Body>> {
    edge.check_issuer()?;
    let id = asked.client_id.as_deref().ok_or_else(no_client_id)?;
    let client = edge.client(id, &origin).await?;
    let redirect_uri = client.redirect_uri(asked.redirect_uri.as_deref())?;
    match checked(&asked, &client, &redirect_uri, &edge.config.public_url) {
        Ok((resource, scopes, reply_to)) => {
            let request = AuthorizationRequest::new(id, client, resource, scopes, reply_to);
            edge.email_page(&request)
        }
        Err(error) => Ok(edge.refused_page(&client, &redirect_uri, asked.state.as_deref(), error)),
    }
}

/// Checks what a client asks for.
fn checked(
    asked: &Authorize,
    client: &Client,
    redirect_uri: &RedirectUri,
    public_url: &str,
) -> Result<(Resource, Option<Permissions>, ReplyTo), RequestError> {
    if !client.has(GrantType::AuthorizationCode) {
        return Err((Code::UnauthorizedClient, "The client has not registered the grant type authorization_code."));
    }
    if asked.response_type.as_deref() != Some("code") {
        return Err((Code::UnsupportedResponseType, "response_type must be `code`."));
    }
    if asked.response_mode.as_deref().is_some_and(|mode| mode != "query") {
        return Err((Code::InvalidRequest, "response_mode must be `query`."));
    }
    if asked.state.as_ref().is_some_and(|state| state.len() > MAX_STATE_CHARS) {
        return Err((Code::InvalidRequest, "state has more than 2,048 characters."));
    }
    // Without a method, RFC 7636 means `plain`.
    if asked.code_challenge_method.as_deref() != Some("S256") {
        return Err((Code::InvalidRequest, "code_challenge_method must be `S256`."));
    }
    let challenge = asked.code_challenge.as_deref().and_then(CodeChallenge::parse);
    let challenge =
        challenge.ok_or((Code::InvalidRequest, "code_challenge must be the SHA-256 of a verifier in base64url."))?;
    let resource = checked_resource(asked.resource.as_deref(), public_url)?;
    let scopes = checked_scopes(asked.scope.as_deref())?;
    let (redirect_uri, state) = (redirect_uri.clone(), asked.state.clone());
    Ok((resource, scopes, ReplyTo::Browser { redirect_uri, challenge, state }))
}

/// The resource that a client names. Without one, the MCP server: its older clients name none.
pub fn checked_resource(resource: Option<&str>, public_url: &str) -> Result<Resource, RequestError> {
    match resource {
        None => Ok(Resource::Mcp),
        Some(resource) => Resource::find(resource, public_url)
            .ok_or((Code::InvalidTarget, "resource is no resource of this deployment.")),
    }
}

/// The scopes that a client names; none if it names none.
pub fn checked_scopes(scope: Option<&str>) -> Result<Option<Permissions>, RequestError> {
    scopes::requested(scope.unwrap_or_default()).map_err(|_| (Code::InvalidScope, "None of the scopes is known here."))
}

impl Edge {
    /// The first page: who asks, and a form for the person's email address.
    pub(super) fn email_page(&self, request: &AuthorizationRequest) -> Result<Response<Body>> {
        let sealed = self.sealed_request(request)?;
        let content = html! {
            (request.introduction())
            p { "Sign in to decide: type your email address, and open the link that is sent to you." }
            form method="post" action="/oauth/login" {
                input type="hidden" name="request" value=(sealed);
                input type="email" name="email" required placeholder="you@example.com" autocomplete="email";
                button.main { "Send the link" }
            }
        };
        Ok(form_page(TITLE, TITLE, &content))
    }

    /// A page instead of a redirect: anybody can register a redirect URI, so only a person's own decision leads there.
    fn refused_page(
        &self,
        client: &Client,
        redirect_uri: &RedirectUri,
        state: Option<&str>,
        error: RequestError,
    ) -> Response<Body> {
        let (code, message) = error;
        let answer = [("error", code.as_str()), ("error_description", message)];
        let back = self.answer_url(redirect_uri, state.filter(|state| state.len() <= MAX_STATE_CHARS), &answer);
        let content = html! {
            p { "The request of " strong { bdi { (client.name) } } " cannot be answered: " (message) " (" code { (code.as_str()) } ")" }
            p { a href=(back) rel="noreferrer" { "Back to " (redirect_uri.host()) } }
        };
        text_page(StatusCode::BAD_REQUEST, TITLE, "Request refused", &content)
    }
}

/// Says that a request cannot be decided any more.
pub fn over(remedy: &Markup) -> Response<Body> {
    let content = html! {
        p { "The request was answered before, has expired, or does not exist." }
        p { (remedy) }
    };
    text_page(StatusCode::BAD_REQUEST, TITLE, "Invalid request", &content)
}
