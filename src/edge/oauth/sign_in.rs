//! Signing in for an authorization request, with a link that is sent by email.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::{Markup, html};
use serde::Deserialize;

use super::authorize::{TITLE, over};
use super::browser::Cookies;
use super::request::{AuthorizationRequest, Beginning};
use crate::credential::KeyHash;
use crate::directory::{NewLink, NewSession, SignInChoice};
use crate::edge::link_pages::{Link, LinkForm};
use crate::edge::pages::{form_page, text_page};
use crate::edge::sessions::Unstarted;
use crate::edge::sign_in::LINK_TTL;
use crate::edge::{Edge, Origin};
use crate::email::Email;
use crate::error::{Error, Result};
use crate::oauth::REQUEST_TTL;
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::wire::Query;

/// How the token of a link begins.
const LINK_PREFIX: &str = "link_";

/// The form of the first page.
#[derive(Deserialize)]
pub struct LoginForm {
    #[serde(default)]
    request: String,
    #[serde(default)]
    email: String,
}

/// The form of a link's page.
#[derive(Deserialize)]
pub struct SignInForm {
    #[serde(default)]
    token: String,
    account: Option<String>,
}

/// Send a link to sign in for an authorization request.
#[operation(POST "/oauth/login", page, caller = Anyone)]
pub async fn send_sign_in_link(
    edge: Edge,
    origin: Origin,
    cookies: Cookies,
    form: LinkForm<LoginForm>,
) -> Result<Response<Body>> {
    edge.check_issuer()?;
    let LoginForm { request, email } = form.fields();
    let Some(mut request) = edge.opened_request(&request) else { return Ok(start_again()) };
    if request.device().is_some() {
        edge.send_link(&request, email, &origin).await?;
        return Ok(link_sent(&html! { "The page asks once more for the code that your device shows." }));
    }
    let browser = edge.browser_or_new(&cookies)?;
    let beginning = Beginning::new(&browser)?;
    let next = html! {
        "Open it in this browser. Any other browser asks for this code: " strong { (beginning.code) }
    };
    request.beginning = Some(beginning);
    edge.send_link(&request, email, &origin).await?;
    let mut response = link_sent(&next);
    edge.remember_browser(&mut response, &browser);
    Ok(response)
}

fn link_sent(next: &Markup) -> Response<Body> {
    let content = html! {
        p { "If this address belongs to an account, a link is on its way. It works once, for 15 minutes." }
        p { (next) }
    };
    text_page(StatusCode::OK, TITLE, "Look into your mail", &content)
}

/// Show a button for each account that the person can sign in to.
#[operation(GET "/oauth/sign-in", page, caller = Anyone)]
pub async fn authorization_sign_in_page(
    edge: Edge,
    origin: Origin,
    Query(link): Query<Link>,
) -> Result<Response<Body>> {
    edge.check_issuer()?;
    if !is_link(&link.token) {
        return Ok(start_again());
    }
    let allowed = edge.config.unauthenticated_requests_per_hour;
    edge.directory()?.count_link_use(origin.networks(), allowed, clock::now()).await?;
    let (request, choices) = (edge.request_of_link(&link.token).await?, edge.link_choices(&link.token).await?);
    let Some(request) = request.filter(|_| !choices.is_empty()) else { return Ok(start_again()) };
    Ok(choose_account(&request, &link, &choices))
}

fn choose_account(request: &AuthorizationRequest, link: &Link, choices: &[SignInChoice]) -> Response<Body> {
    let content = html! {
        (request.introduction())
        p { "Choose your account. On the next page you decide." }
        form method="post" action="/oauth/sign-in" {
            input type="hidden" name="token" value=(link.token);
            @for choice in choices {
                p { button.main name="account" value=(choice.account_id) { (choice.shown_name()) } }
            }
        }
        p.dim { "The link works once. If you did not start this, close this page." }
    };
    form_page(TITLE, TITLE, &content)
}

/// Sign in, and show the request to the person.
#[operation(POST "/oauth/sign-in", page, caller = Anyone)]
pub async fn submit_authorization_sign_in(
    edge: Edge,
    cookies: Cookies,
    form: LinkForm<SignInForm>,
) -> Result<Response<Body>> {
    edge.check_issuer()?;
    let SignInForm { token, account } = form.read(&edge).await?;
    let Some(request) = edge.request_of_link(&token).await? else { return Ok(start_again()) };
    let choices = edge.link_choices(&token).await?;
    let mut choices = choices.iter().map(|choice| &choice.account_id);
    let chosen = choices.find(|id| account.as_deref().is_none_or(|account| id.as_str() == account));
    let Some(account) = chosen else { return Ok(start_again()) };
    let session = Unstarted::new(&edge, account)?;
    // It decides about this request, and nothing else.
    let row = NewSession { expires_at: clock::now().plus(REQUEST_TTL), ..session.row() };
    match edge.directory()?.start_session(&KeyHash::of(&token), account, &row).await? {
        Some(_) => edge.consent_page(request, session.id(), edge.browser(&cookies).as_ref()).await,
        None => Ok(start_again()),
    }
}

/// Whether a text can be the token of a link.
fn is_link(token: &str) -> bool {
    token.strip_prefix(LINK_PREFIX).is_some_and(random::is_link_token)
}

/// Says that the person has to begin again.
pub fn start_again() -> Response<Body> {
    over(&html! { "Start again in the program that asks for access." })
}

impl Edge {
    /// Sends a link to sign in for a request. Nothing that the client has chosen is in the email.
    async fn send_link(&self, request: &AuthorizationRequest, email: String, origin: &Origin) -> Result<()> {
        let email = Email::try_from(email).map_err(|_: Error| Error::invalid("This is not an email address."))?;
        let (directory, now) = (self.directory()?, clock::now());
        directory.count_sign_in(self.rate_limit_subjects(&self.pseudonym(&email), origin), now).await?;
        let token = format!("{LINK_PREFIX}{}", random::link_token()?);
        let link = NewLink {
            email: &email,
            hash: &KeyHash::of(&token),
            pod: None,
            authorization: Some(&self.sealed_request(request)?),
            expires_at: now.plus(LINK_TTL),
            now,
        };
        let choices = directory.add_link(&link).await?;
        let text = format!(
            "A program asks for access to your account. Open the link within 15 minutes to see which one, and to decide. \
             It works once.\n\n{}/oauth/sign-in?token={token}\n\n\
             If you did not start this, do nothing.\n",
            self.config.public_url
        );
        let system_email = SystemEmail { to: email.into(), subject: "A program asks for access".to_owned(), text };
        self.mail_router()?.send(Some(&system_email).filter(|_| !choices.is_empty())).await
    }

    /// The request for which a link was sent.
    async fn request_of_link(&self, token: &str) -> Result<Option<AuthorizationRequest>> {
        if !is_link(token) {
            return Ok(None);
        }
        let sealed = self.directory()?.authorization_request(&KeyHash::of(token), clock::now()).await?;
        Ok(sealed.and_then(|sealed| self.opened_request(&sealed)))
    }
}
