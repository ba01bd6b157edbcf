//! Confirming that somebody reads the mail of an operator's address.

use axum::body::Body;
use axum::http::{Response, StatusCode};
use macros::operation;
use maud::html;

use super::link_pages::{Link, OwnForm, button, dead_link};
use super::pages::{form_page, page};
use super::{Edge, Origin};
use crate::credential::KeyHash;
use crate::email::Email;
use crate::error::{Code, Result};
use crate::id::AccountId;
use crate::platform::clock;
use crate::random;
use crate::rpc::SystemEmail;
use crate::wire::{BodyOrForm, Query};

const CONFIRM: &str = "Confirm your address";
/// Random characters of a link's token: 165 bits.
const TOKEN_CHARS: usize = 32;

/// Shows the button that confirms an address.
#[operation(GET "/operator", page, caller = Anyone)]
pub async fn operator_page(edge: Edge, Query(link): Query<Link>) -> Result<Response<Body>> {
    let found = edge.directory()?.operator_link(&KeyHash::of(&link.token), clock::now()).await?;
    let Some(found) = found else { return Ok(dead_operator_link()) };
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { (CONFIRM) }
            p { "The account " code { (found.account_id) } " names " code { (found.email) } " for questions of its agents: to approve what they spend, and to send them credentials." }
            (button("/operator", &link.token, "Confirm"))
            p.dim { "The link works once. If you do not know of this, close this page." }
        }
    };
    Ok(form_page(CONFIRM, &content))
}

/// Confirms the address that a link was mailed to.
#[operation(POST "/operator", page, caller = Anyone)]
pub async fn confirm_operator(
    edge: Edge,
    origin: Origin,
    _: OwnForm,
    BodyOrForm(link): BodyOrForm<Link>,
) -> Result<Response<Body>> {
    edge.count_link_use(&origin).await?;
    let confirmed = edge.directory()?.confirm_operator(&KeyHash::of(&link.token), clock::now()).await?;
    let Some(confirmed) = confirmed else { return Ok(dead_operator_link()) };
    let content = html! {
        main {
            header { h1 { "Warren" } }
            h2 { "Your address is confirmed" }
            p { "Questions of the agents of " code { (confirmed.account_id) } " come to " code { (confirmed.email) } "." }
        }
    };
    Ok(page(StatusCode::OK, CONFIRM, &content))
}

fn dead_operator_link() -> Response<Body> {
    dead_link(CONFIRM, &html! { "The account gets another one with " code { "POST /v1/account/operator-email" } "." })
}

impl Edge {
    /// Mails a link that confirms the operator's address. What the account is told of it.
    pub(super) async fn ask_operator(&self, account: &AccountId, email: &Email) -> Result<&'static str> {
        let (token, pseudonym) = (random::base36(TOKEN_CHARS)?, self.pseudonym(email));
        let link = KeyHash::of(&token);
        let added = self.directory()?.add_operator_link(account, (email, &pseudonym), &link, clock::now()).await;
        match added {
            Ok(true) => {}
            Ok(false) => return Ok("The address was changed or confirmed at the same time."),
            Err(refusal) if refusal.code == Code::RateLimited => {
                return Ok(
                    "No letters go to this address until it is confirmed, and there were enough links to it or for \
                    your account today. Set it again tomorrow for another one.",
                );
            }
            Err(error) => return Err(error),
        }
        // The account chose the address and nothing else in this letter.
        let text = format!(
            "The account {account} at {url} names this address for questions of its agents: to approve what they spend, \
             and to send them credentials.\n\n\
             If that is you, confirm it within 24 hours:\n\n{url}/operator?token={token}\n\n\
             If you do not know of this, do nothing: you will get no such questions.\n",
            url = self.config.public_url,
        );
        let system_email = SystemEmail { to: email.clone().into(), subject: CONFIRM.to_owned(), text };
        self.mail_router()?.write(Some(&system_email)).await?;
        Ok("No letters go to this address until it is confirmed: a link was mailed to it, which works for 24 hours.")
    }
}
