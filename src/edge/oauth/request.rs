//! Authorization requests: what a client asks of a person. They are sealed, so that they need not be stored or checked again.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::client::Client;
use super::scopes;
use crate::credential::KeyHash;
use crate::directory::OauthClient;
use crate::edge::Edge;
use crate::error::Result;
use crate::id::DeviceRequestId;
use crate::oauth::{CodeChallenge, REQUEST_TTL, RedirectUri, Resource};
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::Permissions;

const CONTEXT: &str = "oauth request";

/// An authorization request that was checked.
#[derive(Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The hash of the client's id.
    client_hash: String,
    pub client: OauthClient,
    pub resource: Resource,
    /// The scopes that the client asks for; empty if it names none.
    scopes: Vec<String>,
    pub reply_to: ReplyTo,
    expires_at: i64,
}

/// Who gets the answer.
#[derive(Serialize, Deserialize)]
pub enum ReplyTo {
    /// The client, by the person's browser.
    Browser { redirect_uri: RedirectUri, challenge: CodeChallenge, state: Option<String> },
    /// A device, when it polls.
    Device { request: DeviceRequestId },
}

impl AuthorizationRequest {
    /// A request of a client.
    pub fn new(id: &str, client: Client, resource: Resource, scopes: Permissions, reply_to: ReplyTo) -> Self {
        let host = match &reply_to {
            ReplyTo::Browser { redirect_uri, .. } => Some(redirect_uri.host()),
            ReplyTo::Device { .. } => None,
        };
        Self {
            client_hash: KeyHash::of(id).as_str().to_owned(),
            client: OauthClient { name: client.name, id: client.url, host },
            resource,
            scopes: scopes::names(scopes).into_iter().map(str::to_owned).collect(),
            reply_to,
            expires_at: clock::now().plus(REQUEST_TTL).millis(),
        }
    }

    /// The hash of the client's id.
    pub fn client_hash(&self) -> KeyHash {
        KeyHash::trusted(self.client_hash.clone())
    }

    /// What the client asks for; none if it names no scopes.
    pub fn asked(&self) -> Option<Permissions> {
        (!self.scopes.is_empty()).then(|| scopes::read(&self.scopes.join(" ")))
    }

    /// The request of the device, if one asks.
    pub fn device(&self) -> Option<&DeviceRequestId> {
        match &self.reply_to {
            ReplyTo::Device { request } => Some(request),
            ReplyTo::Browser { .. } => None,
        }
    }

    /// Whether the person's browser goes to a program on its own machine.
    fn is_local(&self) -> bool {
        matches!(&self.reply_to, ReplyTo::Browser { redirect_uri, .. } if redirect_uri.is_loopback())
    }

    /// Who asks: the name, and how far it is proved.
    pub fn introduction(&self) -> Markup {
        let OauthClient { name, id, host } = &self.client;
        let verified = id.as_deref().and_then(|id| url::Url::parse(id).ok()?.host_str().map(str::to_owned));
        html! {
            p { strong { (name) } " asks for access to your account at this deployment." }
            @match &verified {
                Some(verified) => p { "It is the program that " strong { (verified) } " has published." }
                None => p.notice { strong { "This program is not verified." } " Anybody can use this name. Go on only if you have just started it yourself." }
            }
            @if self.is_local() {
                p.notice { "It runs on your own machine (" code { (host.as_deref().unwrap_or_default()) } "): any program there can pretend to be it." }
            } @else if let Some(host) = host {
                p { "Your browser then goes to " strong { (host) } "." }
            } @else {
                p.notice { "It runs on another device. Go on only if that device is yours, and shows the code that you have typed." }
            }
        }
    }
}

impl Edge {
    /// Seals a request.
    pub(super) fn sealed_request(&self, request: &AuthorizationRequest) -> Result<String> {
        self.sealed(CONTEXT, request)
    }

    /// Opens a request. None if it is not one of ours, or its time is over.
    pub(super) fn opened_request(&self, sealed: &str) -> Option<AuthorizationRequest> {
        let request: AuthorizationRequest = self.opened(CONTEXT, sealed)?;
        (clock::now() < Timestamp::from_millis(request.expires_at)).then_some(request)
    }

    /// The URL to which a client's answer goes, with `state` and `iss` (RFC 9207).
    pub(super) fn answer_url(
        &self,
        redirect_uri: &RedirectUri,
        state: Option<&str>,
        answer: &[(&str, &str)],
    ) -> String {
        let state = state.map(|state| ("state", state));
        let issuer = ("iss", self.config.public_url.as_str());
        redirect_uri.with(&answer.iter().copied().chain(state).chain([issuer]).collect::<Vec<_>>())
    }
}

/// Sends the browser to a client.
pub fn redirect(url: &str) -> Response<Body> {
    let headers =
        [(header::LOCATION, url), (header::CACHE_CONTROL, "no-store"), (header::REFERRER_POLICY, "no-referrer")];
    (StatusCode::SEE_OTHER, headers).into_response()
}
