//! Pages that links in emails lead to. Opening a page changes nothing, because mail filters open links too; its button uses the link.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use macros::operation;
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::pages::{form_page, text_page};
use super::sessions::Started;
use super::{Edge, Origin};
use crate::error::{Code, Error, Result};
use crate::platform::clock;
use crate::wire::{BodyOrForm, Call, FromCall, Query};

const RECOVER: &str = "Recover encrypted seeds";
pub const UNREQUESTED: &str = "The link works once. If you did not request it, close this page.";

/// The token in the URL of a link.
#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    pub token: String,
}

/// The form of a link's page, sent by that page. Browsers name the sender (Fetch Metadata). Without this check, another site could sign
/// its visitor in to an account of that site's choice.
pub struct LinkForm<T = Link> {
    form: T,
    origin: Origin,
}

impl<T: DeserializeOwned> FromCall for LinkForm<T> {
    const HEADERS: &'static [&'static str] = &["sec-fetch-site", "cf-connecting-ip"];

    fn from_call(call: &mut Call) -> Result<Self> {
        match call.head.headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
            None | Some(b"same-origin" | b"none") => {}
            Some(_) => {
                return Err(Error::new(Code::Forbidden, "Another site sent this form. Open the link in the email."));
            }
        }
        Ok(Self { form: BodyOrForm::from_call(call)?.0, origin: Origin::from_call(call)? })
    }
}

impl<T> LinkForm<T> {
    /// The fields of a form that does not use a link.
    pub fn fields(self) -> T {
        self.form
    }

    /// The fields. Counts the use of a link towards the limits of the sender's networks.
    pub async fn read(self, edge: &Edge) -> Result<T> {
        let (networks, allowed) = (self.origin.networks(), edge.config.unauthenticated_requests_per_hour);
        edge.directory()?.count_link_use(networks, allowed, clock::now()).await?;
        Ok(self.form)
    }
}

/// Show the button that recovers encrypted seeds.
#[operation(GET "/recover", page, caller = Anyone)]
pub async fn recover_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Body>> {
    if !edge.has_recovery_link(&link.token).await? {
        return Ok(invalid_recovery_link());
    }
    Ok(LinkPage {
        title: RECOVER,
        heading: RECOVER,
        text: html! { "This shows the encrypted seeds that are stored for your address." },
        path: "/recover",
        button: "Show the seeds",
        note: UNREQUESTED,
    }
    .show(&link))
}

/// Show the encrypted seeds of a link's address.
#[operation(POST "/recover", page, caller = Anyone)]
pub async fn submit_recovery(edge: Edge, form: LinkForm) -> Result<Response<Body>> {
    let link = form.read(&edge).await?;
    let Some(seeds) = edge.recovered(&link.token).await? else { return Ok(invalid_recovery_link()) };
    let content = html! {
        p { "Save the seeds now: the link does not work again." }
        @for (name, seed) in seeds.by_name() {
            h2 { code { (name) } }
            pre { code { (seed) } }
        }
    };
    Ok(text_page(StatusCode::OK, RECOVER, "Your encrypted seeds", &content))
}

fn invalid_recovery_link() -> Response<Body> {
    invalid_link(RECOVER, &html! { "Request a new link: " code { "POST /v1/vault/recover" } })
}

/// A page with the button that uses a link.
pub struct LinkPage<'a> {
    pub title: &'a str,
    pub heading: &'a str,
    pub text: Markup,
    /// Where the button sends the token.
    pub path: &'a str,
    pub button: &'a str,
    pub note: &'a str,
}

impl LinkPage<'_> {
    /// Shows the page.
    pub fn show(&self, link: &Link) -> Response<Body> {
        let content = html! {
            p { (self.text) }
            form method="post" action=(self.path) {
                input type="hidden" name="token" value=(link.token);
                button.main { (self.button) }
            }
            p.dim { (self.note) }
        };
        form_page(self.title, self.heading, &content)
    }
}

/// Says that a link does not work, and how to get another one.
pub fn invalid_link(title: &str, remedy: &Markup) -> Response<Body> {
    let content = html! {
        p { "This link was used before, has expired, or does not exist." }
        p { (remedy) }
    };
    text_page(StatusCode::BAD_REQUEST, title, "Invalid link", &content)
}

impl Edge {
    /// Redirects a browser to the dashboard. The session's tokens are in the fragment, which browsers do not send.
    pub(super) fn to_dashboard(&self, status: StatusCode, started: &Started) -> Response<Body> {
        let mut location = format!("/dashboard#session={}", started.session);
        if let Some(token) = &started.tenant_token {
            location.push_str(&format!("&tenant_token={token}"));
        }
        let headers = [
            (header::LOCATION, location.as_str()),
            (header::CACHE_CONTROL, "no-store"),
            (header::REFERRER_POLICY, "no-referrer"),
        ];
        (status, headers).into_response()
    }
}
