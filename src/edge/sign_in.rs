//! Signing in with an emailed link, on a page or by a program.

use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use macros::operation;
use maud::html;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::link_pages::{self, LinkForm, LinkPage, UNREQUESTED, invalid_link};
use super::pages::form_page;
use super::sessions::{Started, Unstarted};
use super::{Edge, Origin};
use crate::credential::KeyHash;
use crate::directory::{NewLink, SignInChoice};
use crate::email::Email;
use crate::error::Result;
use crate::id::PodId;
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::time::MINUTE;
use crate::wire::{Body, Json, Query};

/// How long a link works.
pub const LINK_TTL: i64 = 15 * MINUTE;
const SIGN_IN: &str = "Sign in to Warren";

/// A request for a link to sign in.
#[derive(Deserialize, ToSchema)]
pub struct SignIn {
    /// The address of a member of an account, such as its recovery email.
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
/// Sends an email with one link to the address. The link signs in to the accounts of which the address is a member, such as those that have it
/// as recovery email; the person chooses one of them. It names at most ten: first accounts to which a person has signed in before with this
/// address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes are the same if there is no such
/// account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour for one address, and 30 from one IP address (configurable).
#[operation(
    POST "/v1/auth/login", tag = "auth", caller = Anyone,
    reply = "If the address belongs to an account, a link is on its way.",
    errors(InvalidEmail, RateLimited),
)]
pub async fn sign_in(edge: Edge, origin: Origin, Body(SignIn { email }): Body<SignIn>) -> Result<Json<LinkSent>> {
    let (directory, now) = (edge.directory()?, clock::now());
    directory.count_sign_in(edge.rate_limit_subjects(&edge.pseudonym(&email), &origin), now).await?;
    let token = format!("link_{}", random::link_token()?);
    let link = NewLink {
        email: &email,
        hash: &KeyHash::of(&token),
        pod: edge.tenant_pod(),
        authorization: None,
        expires_at: now.plus(LINK_TTL),
        now,
    };
    let choices = directory.add_link(&link).await?;
    let mut text = format!(
        "Open the link within 15 minutes and press the button to sign in. It works once.\n\n{}/sign-in?token={token}\n\n\
         You can sign in to:\n",
        edge.config.url_of(&edge.place.host)
    );
    for choice in &choices {
        text.push_str(&format!("- {}\n", choice.shown_name()));
    }
    text.push_str("\nIf you did not request this, do nothing.\n");
    let system_email = SystemEmail { to: email.into(), subject: "Sign in to Warren".to_owned(), text };
    edge.mail_router()?.send(Some(&system_email).filter(|_| !choices.is_empty())).await?;
    let message = "If this address belongs to an account, a link to sign in is on its way.";
    Ok(Json(LinkSent { sent: true, message }))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Link {
    /// The token of the link in the email.
    #[param(required = true, value_type = String)]
    token: Option<String>,
    /// The account to sign in to. Default: the first that the email names.
    #[param(example = "acc_0a1b2c3d4e5f6g7h")]
    account: Option<String>,
}

/// Sign in with a link.
///
/// For programs. Starts a session of 24 hours and redirects to `/dashboard#session=<token>`. The token is a credential with the permissions of
/// the person's role; browsers do not send the fragment of a URL. Emails link to `/sign-in?token=…` instead, a page for people with a
/// button for each account; opening that page does not use the link. At the host of a tenant, the session works at this host only, and the
/// URL also has `tenant_token`.
#[operation(
    GET "/v1/auth/verify", tag = "auth", caller = Anyone,
    replies((status = 302, description = "A session has started: redirects to the dashboard."), (status = 400, description = "A page for people: the link does not work, or not for this account.", body = String, content_type = "text/html")),
)]
pub async fn verify_sign_in(edge: Edge, method: Method, Query(link): Query<Link>) -> Result<Response> {
    if method == Method::HEAD {
        // Programs that check links with HEAD must not use them up.
        return Ok(StatusCode::OK.into_response());
    }
    let token = link.token.unwrap_or_default();
    Ok(match edge.session_of_link(&token, link.account.as_deref()).await? {
        Some(session) => edge.to_dashboard(StatusCode::FOUND, &session),
        None => invalid_sign_in_link(),
    })
}

/// A form that signs in, with the account that the person chose if there are several.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    token: String,
    account: Option<String>,
}

/// Show a button for each account that the person can sign in to.
#[operation(GET "/sign-in", page, caller = Anyone)]
pub async fn sign_in_page(edge: Edge, Query(link): Query<link_pages::Link>) -> Result<Response> {
    Ok(match edge.link_choices(&link.token).await?.as_slice() {
        [] => invalid_sign_in_link(),
        [choice] => LinkPage {
            title: SIGN_IN,
            heading: "Sign in",
            text: html! { "This signs you in to the account " code { (choice.shown_name()) } "." },
            path: "/sign-in",
            button: "Sign in",
            note: UNREQUESTED,
        }
        .show(&link),
        choices => choose_account(&link, choices),
    })
}

fn choose_account(link: &link_pages::Link, choices: &[SignInChoice]) -> Response {
    let content = html! {
        p { "Choose the account to sign in to." }
        form method="post" action="/sign-in" {
            input type="hidden" name="token" value=(link.token);
            @for choice in choices {
                p { button.main name="account" value=(choice.account_id) { (choice.shown_name()) } }
            }
        }
        p.dim { (UNREQUESTED) }
    };
    form_page(SIGN_IN, "Sign in", &content)
}

/// Start a session and redirect to the dashboard.
#[operation(POST "/sign-in", page, caller = Anyone)]
pub async fn submit_sign_in(edge: Edge, form: LinkForm<SignInForm>) -> Result<Response> {
    let SignInForm { token, account } = form.read(&edge).await?;
    Ok(match edge.session_of_link(&token, account.as_deref()).await? {
        Some(session) => edge.to_dashboard(StatusCode::SEE_OTHER, &session),
        None => invalid_sign_in_link(),
    })
}

/// Says that a link cannot sign in.
pub fn invalid_sign_in_link() -> Response {
    invalid_link(SIGN_IN, &html! { a href="/console" { "Request a new link" } })
}

impl Edge {
    /// The accounts that a link can sign in to; none if the link no longer works. Does not use the link.
    pub(super) async fn link_choices(&self, token: &str) -> Result<Vec<SignInChoice>> {
        if token.is_empty() {
            return Ok(Vec::new());
        }
        self.directory()?.link_choices(&KeyHash::of(token), self.tenant_pod(), clock::now()).await
    }

    /// Uses a link and returns the new session: of the named account, or of the first. None if the link does not work for it.
    pub(super) async fn session_of_link(&self, token: &str, account: Option<&str>) -> Result<Option<Started>> {
        let choices = self.link_choices(token).await?;
        let mut choices = choices.iter().map(|choice| &choice.account_id);
        let chosen = choices.find(|id| account.is_none_or(|account| id.as_str() == account));
        let Some(account) = chosen else { return Ok(None) };
        let session = Unstarted::new(self, account)?;
        match self.directory()?.start_session(&KeyHash::of(token), account, &session.row()).await? {
            Some(member) => session.started(self, member).await.map(Some),
            None => Ok(None),
        }
    }

    /// The pod of the tenant whose host the request names.
    fn tenant_pod(&self) -> Option<&PodId> {
        self.tenant.as_ref().map(|tenant| &tenant.pod)
    }
}
