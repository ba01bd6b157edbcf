//! Confirmation of operator email addresses, by an emailed link.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::html;

use super::Edge;
use super::link_pages::{Link, LinkForm, LinkPage, invalid_link};
use super::pages::text_page;
use crate::credential::KeyHash;
use crate::email::Email;
use crate::error::{Code, Result};
use crate::id::AccountId;
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::wire::Query;

const CONFIRM: &str = "Confirm your address";

/// Show the button that confirms an address.
#[operation(GET "/operator", page, caller = Anyone)]
pub async fn operator_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Body>> {
    let found = edge.directory()?.operator_link(&KeyHash::of(&link.token), clock::now()).await?;
    let Some(found) = found else { return Ok(invalid_operator_link()) };
    Ok(LinkPage {
        title: CONFIRM,
        heading: CONFIRM,
        text: html! {
            "The account " code { (found.account_id) } " has set " code { (found.email) }
            " as the address for requests of its agents: to approve charges, and to send credentials."
        },
        path: "/operator",
        button: "Confirm",
        note: "The link works once. If you do not know about this, close this page.",
    }
    .show(&link))
}

/// Confirm the address that a link was sent to.
#[operation(POST "/operator", page, caller = Anyone)]
pub async fn confirm_operator(edge: Edge, form: LinkForm) -> Result<Response<Body>> {
    let link = KeyHash::of(&form.read(&edge).await?.token);
    let confirmed = edge.directory()?.confirm_operator(&link, clock::now()).await?;
    let Some(confirmed) = confirmed else { return Ok(invalid_operator_link()) };
    let content = html! {
        p { "Requests of the agents of " code { (confirmed.account_id) } " are now sent to " code { (confirmed.email) } "." }
    };
    Ok(text_page(StatusCode::OK, CONFIRM, "Your address is confirmed", &content))
}

fn invalid_operator_link() -> Response<Body> {
    invalid_link(
        CONFIRM,
        &html! { "The account can request another link: " code { "POST /v1/account/operator-email" } "." },
    )
}

impl Edge {
    /// Emails a link that confirms the operator's address. Returns a message for the account.
    pub(super) async fn send_operator_link(&self, account: &AccountId, email: &Email) -> Result<&'static str> {
        let (token, pseudonym) = (random::link_token()?, self.pseudonym(email));
        let link = KeyHash::of(&token);
        let added = self.directory()?.add_operator_link(account, (email, &pseudonym), &link, clock::now()).await;
        match added {
            Ok(true) => {}
            Ok(false) => return Ok("Another request changed or confirmed the address at the same time."),
            Err(refusal) if refusal.code == Code::RateLimited => {
                return Ok(
                    "No email is sent to this address until it is confirmed. The daily limit of links is reached for this \
                    address or for your account: set the address again tomorrow to get a link.",
                );
            }
            Err(error) => return Err(error),
        }
        // The account chose the recipient. It must have no influence on the text.
        let text = format!(
            "The account {account} at {url} has set this address for requests of its agents: to approve charges, and to \
             send credentials.\n\n\
             If this is right, confirm it within 24 hours:\n\n{url}/operator?token={token}\n\n\
             If you do not know about this, do nothing: you will get no such requests.\n",
            url = self.config.public_url,
        );
        let system_email = SystemEmail { to: email.clone().into(), subject: CONFIRM.to_owned(), text };
        self.mail_router()?.send(Some(&system_email)).await?;
        Ok(
            "A link was sent to this address. It works for 24 hours. No other email is sent to the address until it is confirmed.",
        )
    }
}
