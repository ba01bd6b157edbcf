//! Authorization requests: what a client asks of a person. They are sealed, so that they need not be stored or checked again.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use maud::{Markup, html};
use serde::{Deserialize, Serialize};

use super::browser::Browser;
use super::client::Client;
use super::{scopes, user_code};
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
    /// Set when the link to sign in is sent, unless a device asks.
    pub beginning: Option<Beginning>,
    expires_at: i64,
}

/// Who gets the answer.
#[derive(Serialize, Deserialize)]
pub enum ReplyTo {
    /// The client, by the person's browser.
    Browser { redirect_uri: RedirectUri, challenge: CodeChallenge, state: Option<String> },
    /// A device, when it polls.
    Device { request: DeviceRequestId, user_code: String },
}

/// Where a request began. The person who decides has to be the one who started it.
#[derive(Serialize, Deserialize)]
pub struct Beginning {
    /// The hash of the cookie of the browser.
    browser: String,
    /// The code that the browser shows. It is typed if the person decides in another browser.
    pub code: String,
}

impl Beginning {
    /// In a browser, which will show a new code.
    pub fn new(browser: &Browser) -> Result<Self> {
        Ok(Self { browser: browser.hash().as_str().to_owned(), code: user_code::generate()? })
    }
}

impl AuthorizationRequest {
    /// A request of a client.
    pub fn new(id: &str, client: Client, resource: Resource, scopes: Option<Permissions>, reply_to: ReplyTo) -> Self {
        // The URL of its metadata proves a client by the redirect URIs there. A device has none, and on the person's own machine any program
        // can listen.
        let (host, url) = match &reply_to {
            ReplyTo::Browser { redirect_uri, .. } => {
                (Some(redirect_uri.host()), client.url.filter(|_| !redirect_uri.is_loopback()))
            }
            ReplyTo::Device { .. } => (None, None),
        };
        Self {
            client_hash: KeyHash::of(id).as_str().to_owned(),
            client: OauthClient { name: client.name, id: url, host },
            resource,
            scopes: scopes::names(scopes.unwrap_or_default()).into_iter().map(str::to_owned).collect(),
            reply_to,
            beginning: None,
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
            ReplyTo::Device { request, .. } => Some(request),
            ReplyTo::Browser { .. } => None,
        }
    }

    /// The code that the person has to type in order to allow it: that of the device, or that of the browser in which the request began if
    /// this is another one. None if no code is needed. Without it, one could ask with the address of another person, who gets a genuine link.
    pub fn code(&self, browser: Option<&Browser>) -> Option<&str> {
        match (&self.reply_to, &self.beginning) {
            (ReplyTo::Device { user_code, .. }, _) => Some(user_code),
            (ReplyTo::Browser { .. }, Some(Beginning { browser: began_in, code })) => {
                let is_same = browser.is_some_and(|browser| browser.hash().as_str() == began_in);
                (!is_same).then_some(code)
            }
            // Nothing that is typed is this code.
            (ReplyTo::Browser { .. }, None) => Some(""),
        }
    }

    /// Whether the person's browser goes to a program on its own machine.
    fn is_local(&self) -> bool {
        matches!(&self.reply_to, ReplyTo::Browser { redirect_uri, .. } if redirect_uri.is_loopback())
    }

    /// Who asks: the name, and how far it is proved.
    pub fn introduction(&self) -> Markup {
        let OauthClient { name, id, host } = &self.client;
        let published = id.as_deref().and_then(|id| Some((id, url::Url::parse(id).ok()?.host_str()?.to_owned())));
        html! {
            p { strong { bdi { (name) } } " asks for access to your account at this deployment." }
            @match &published {
                Some((url, publisher)) => p { "It is the program that " strong { (publisher) } " has published: " code { (url) } }
                None => p.notice { strong { "This program is not verified." } " Anybody can use this name. Go on only if you have just started it yourself." }
            }
            @if self.is_local() {
                p.notice { "It runs on your own machine (" code { (host.as_deref().unwrap_or_default()) } "): any program there can pretend to be it." }
            } @else if let Some(host) = host {
                p { "Your browser then goes to " strong { (host) } "." }
                @if published.as_ref().is_some_and(|(_, publisher)| publisher != host) {
                    p.notice { strong { "That is another host than the one that has published the program." } " Go on only if you trust both." }
                }
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
