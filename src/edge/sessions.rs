//! Sessions of people, who sign in with an emailed link.

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::link_pages::invalid_sign_in_link;
use super::{Edge, Origin};
use crate::credential::{Credential, KeyHash, Kind};
use crate::directory;
use crate::email::Email;
use crate::error::{Error, Result};
use crate::id::{AccountId, SessionId};
use crate::platform::clock;
use crate::random;
use crate::rpc::{AccessChanged, SystemEmail};
use crate::time::{DAY, MINUTE};
use crate::wire::{AccountPrincipal, Body, Json, Path, Query};

/// How long a link works.
const LINK_TTL: i64 = 15 * MINUTE;
/// How long a session lasts.
const SESSION_TTL: i64 = DAY;

/// A request for a link to sign in.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    /// The recovery email of an account.
    #[schema(value_type = String, format = Email)]
    email: Email,
}

/// The reply to every request for a link.
#[derive(Serialize, ToSchema)]
pub struct LinkSent {
    /// Always true, whether or not the address belongs to an account.
    sent: bool,
    /// The result, for a person.
    #[schema(example = "If an account has this address, a link is on its way.")]
    message: &'static str,
}

/// Request a link to sign in.
///
/// Sends an email to the address with a link for each account that has it as recovery email, at most ten: first accounts to which a person
/// has signed in before, then the newest. A link works once, for 15 minutes. The reply and the time that it takes are the same if there
/// is no such account. At most 5 requests an hour for one address, and 30 from one IP address (configurable).
#[operation(
    POST "/v1/auth/login", tag = "auth", caller = Anyone,
    reply = "If the address belongs to an account, a link is on its way.",
    errors(InvalidEmail, RateLimited),
)]
pub async fn sign_in(edge: Edge, origin: Origin, Body(SignIn { email }): Body<SignIn>) -> Result<Json<LinkSent>> {
    let (directory, now) = (edge.directory()?, clock::now());
    directory.count_sign_in(edge.rate_limit_subjects(&edge.pseudonym(&email), &origin), now).await?;
    let members = directory.members(&email).await?;
    let mut text = "Open a link within 15 minutes and press the button to sign in. It works once.\n".to_owned();
    let mut links = Vec::new();
    for member in &members {
        let token = token()?;
        let url = format!("{}/sign-in?token={token}", edge.config.public_url);
        let who =
            member.verified_name().map_or_else(|| member.id.to_string(), |name| format!("{name} ({})", member.id));
        text.push_str(&format!("\n{who}:\n{url}\n"));
        links.push((KeyHash::of(&token), Some(member.id.clone())));
    }
    text.push_str("\nIf you did not request this, do nothing.\n");
    if links.is_empty() {
        links.push((KeyHash::of(&token()?), None));
    }
    directory.add_links(&email, &links, now.plus(LINK_TTL), now).await?;
    let system_email = SystemEmail { to: email.into(), subject: "Sign in to Warren".to_owned(), text };
    edge.mail_router()?.send(Some(&system_email).filter(|_| !members.is_empty())).await?;
    let message = "If this address belongs to an account, a link to sign in is on its way.";
    Ok(Json(LinkSent { sent: true, message }))
}

fn token() -> Result<String> {
    Ok(format!("link_{}", random::link_token()?))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Link {
    /// The token of the link in the email.
    #[param(required = true, value_type = String)]
    token: Option<String>,
}

/// Sign in with a link.
///
/// For programs. Starts a session of 24 hours and redirects to `/dashboard#session=<token>`. The token is a credential like the account's
/// key; browsers do not send the fragment of a URL. Emails link to `/sign-in?token=…` instead, a page for people with a button; opening
/// that page does not use the link.
#[operation(
    GET "/v1/auth/verify", tag = "auth", caller = Anyone,
    replies((status = 302, description = "A session has started: redirects to the dashboard."), (status = 400, description = "A page for people: the link does not work.", body = String, content_type = "text/html")),
)]
pub async fn verify_sign_in(edge: Edge, method: Method, Query(link): Query<Link>) -> Result<Response> {
    if method == Method::HEAD {
        // Programs that check links with HEAD must not use them up.
        return Ok(StatusCode::OK.into_response());
    }
    Ok(match edge.session_of_link(&link.token.unwrap_or_default()).await? {
        Some(session) => edge.to_dashboard(StatusCode::FOUND, &session),
        None => invalid_sign_in_link(),
    })
}

impl Edge {
    /// The account that a link signs in to. None if the link no longer works. Does not use the link.
    pub(super) async fn linked_account(&self, token: &str) -> Result<Option<AccountId>> {
        if token.is_empty() {
            return Ok(None);
        }
        self.directory()?.link(&KeyHash::of(token), clock::now()).await
    }

    /// Uses a link and returns the token of the new session. None if the link no longer works.
    pub(super) async fn session_of_link(&self, token: &str) -> Result<Option<String>> {
        let Some(account) = self.linked_account(token).await? else { return Ok(None) };
        let (link, now) = (KeyHash::of(token), clock::now());
        let session = Credential::issue(Kind::Session, &account.home_pod(), &self.config.tagger)?;
        let id = SessionId::generate()?;
        let until = now.plus(SESSION_TTL);
        let has_begun = self.directory()?.start_session(&link, (&id, &session), until, now).await?;
        Ok(has_begun.then(|| session.reveal().to_owned()))
    }
}

/// The sessions of an account.
#[derive(Serialize, ToSchema)]
pub struct Sessions {
    /// The latest first.
    sessions: Vec<directory::Session>,
    /// Number of items in this reply.
    count: usize,
}

/// List sessions.
///
/// Lists the people who are signed in to the account, latest first.
#[operation(GET "/v1/auth/sessions", tag = "auth", caller = Account, permission = KeysRead, reply = "The sessions.")]
pub async fn list_sessions(edge: Edge, caller: AccountPrincipal) -> Result<Json<Sessions>> {
    let sessions = edge.directory()?.sessions(caller.id(), clock::now()).await?;
    Ok(Json(Sessions { count: sessions.len(), sessions }))
}

/// A session that was ended.
#[derive(Serialize, ToSchema)]
pub struct EndedSession {
    /// Always true.
    ended: bool,
    /// The session that was ended.
    #[schema(example = "ses_0a1b2c3d4e5f6g7h")]
    id: String,
}

/// End a session.
///
/// The session's token stops working everywhere before this call returns. To sign out, end `current`.
#[operation(
    DELETE "/v1/auth/sessions/{id}", tag = "auth", caller = Account, permission = KeysWrite,
    path(id = "The session's id; `current` is the caller's session."),
    reply = "The session has ended.",
    errors(NotFound),
)]
pub async fn end_session(edge: Edge, caller: AccountPrincipal, Path(id): Path<String>) -> Result<Json<EndedSession>> {
    let id = if id == "current" { caller.key_id.to_string() } else { id };
    let ended = edge.directory()?.end_session(caller.id(), &id).await?;
    let hash = ended.ok_or_else(|| Error::not_found("session").fix("GET /v1/auth/sessions lists them."))?;
    edge.internal_rpc()?.call(&caller.id().home_pod(), &AccessChanged::revoked(&[hash])).await?;
    Ok(Json(EndedSession { ended: true, id }))
}
