//! The pages that links in letters lead to. Opening one changes nothing, because programs that look at mail open links too; the
//! button on it uses the link.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::{Markup, html};
use serde::Deserialize;

use super::pages::{form_page, page};
use super::{Edge, Origin};
use crate::error::{Code, Error, Result};
use crate::platform::clock;
use crate::wire::{BodyOrForm, Call, FromCall, Query};

const SIGN_IN: &str = "Sign in to Warren";
const RECOVER: &str = "Recover encrypted seeds";

/// The token of a link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    pub token: String,
}

/// A form that a page of ours sent, as far as the browser says where it comes from (Fetch Metadata). Another site's page could
/// else sign its reader in to an account of the site's choice.
pub struct OwnForm;

impl FromCall for OwnForm {
    const HEADERS: &'static [&'static str] = &["sec-fetch-site"];

    fn from_call(call: &mut Call) -> Result<Self> {
        match call.head.headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
            None | Some(b"same-origin" | b"none") => Ok(Self),
            Some(_) => Err(Error::new(Code::Forbidden, "Another site sent this form. Open the link in the mail.")),
        }
    }
}

/// Shows the button that signs in.
#[operation(GET "/sign-in", page, caller = Anyone)]
pub async fn sign_in_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Body>> {
    let Some(account) = edge.linked_account(&link.token).await? else { return Ok(dead_sign_in_link()) };
    let content = html! {
        header { h1 { "Warren" } }
        h2 { "Sign in" }
        p { "This signs you in to the account " code { (account) } "." }
        (button("/sign-in", &link.token, "Sign in"))
        p.dim { "The link works once. If you did not ask for it, close this page." }
    };
    Ok(form_page(SIGN_IN, &html! { main { (content) } }))
}

/// Begins a session with a link and leads to the dashboard.
#[operation(POST "/sign-in", page, caller = Anyone)]
pub async fn submit_sign_in(
    edge: Edge,
    origin: Origin,
    _: OwnForm,
    BodyOrForm(link): BodyOrForm<Link>,
) -> Result<Response<Body>> {
    edge.count_link_use(&origin).await?;
    Ok(match edge.session_of_link(&link.token).await? {
        Some(session) => edge.to_dashboard(StatusCode::SEE_OTHER, &session),
        None => dead_sign_in_link(),
    })
}

/// Says that a link does not sign in.
pub fn dead_sign_in_link() -> Response<Body> {
    dead_link(SIGN_IN, &html! { a href="/dashboard" { "Ask for a new one" } })
}

/// Shows the button that recovers encrypted seeds.
#[operation(GET "/recover", page, caller = Anyone)]
pub async fn recover_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Body>> {
    if !edge.has_recovery_link(&link.token).await? {
        return Ok(dead_recovery_link());
    }
    let content = html! {
        header { h1 { "Warren" } }
        h2 { "Recover encrypted seeds" }
        p { "This shows the encrypted seeds that were left for your address." }
        (button("/recover", &link.token, "Show them"))
        p.dim { "The link works once. If you did not ask for it, close this page." }
    };
    Ok(form_page(RECOVER, &html! { main { (content) } }))
}

/// Shows the encrypted seeds of a link's address.
#[operation(POST "/recover", page, caller = Anyone)]
pub async fn submit_recovery(
    edge: Edge,
    origin: Origin,
    _: OwnForm,
    BodyOrForm(link): BodyOrForm<Link>,
) -> Result<Response<Body>> {
    edge.count_link_use(&origin).await?;
    let Some(seeds) = edge.recovered(&link.token).await? else { return Ok(dead_recovery_link()) };
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { "Your encrypted seeds" }
            p { "Keep what you need now: the link does not work again." }
            @for (name, seed) in seeds.shown() {
                h2 { code { (name) } }
                pre { code { (seed) } }
            }
        }
    };
    Ok(page(StatusCode::OK, RECOVER, &content))
}

fn dead_recovery_link() -> Response<Body> {
    dead_link(RECOVER, &html! { "Ask for a new one: " code { "POST /v1/vault/recover" } })
}

/// The form that uses a link.
pub fn button(action: &str, token: &str, text: &str) -> Markup {
    html! {
        form method="post" action=(action) {
            input type="hidden" name="token" value=(token);
            button.main { (text) }
        }
    }
}

/// Says that a link does not work.
pub fn dead_link(title: &str, way_out: &Markup) -> Response<Body> {
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { "Invalid link" }
            p { "This link was used already, has expired, or never was." }
            p { (way_out) }
        }
    };
    page(StatusCode::BAD_REQUEST, title, &content)
}

impl Edge {
    /// Counts the use of a link by somebody without a key.
    pub(super) async fn count_link_use(&self, origin: &Origin) -> Result<()> {
        self.directory()?
            .count_link_use(origin.networks(), self.config.unauthenticated_requests_per_hour, clock::now())
            .await
    }

    /// Leads a browser to the dashboard. The session is in the fragment, which browsers send to nobody.
    pub(super) fn to_dashboard(&self, status: StatusCode, session: &str) -> Response<Body> {
        let location = format!("/dashboard#session={session}");
        let headers = [
            (header::LOCATION, location.as_str()),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        (status, headers).into_response()
    }
}
