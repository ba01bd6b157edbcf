//! Money: budgets, charges, approvals, refunds, and the ledger.

mod approval;
pub mod approvals;
pub mod budget;
mod charge;
pub mod charges;
pub mod decision_page;
pub mod history;
pub mod income;
mod ledger_page;
mod notices;
pub mod refunds;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response};
use axum::response::IntoResponse;

use super::Edge;
use crate::directory::money::budget::Book;
use crate::error::{Error, Result};
use crate::id::PodId;
use crate::wire::{IdempotentRequest, Limit, Principal};

/// The currency of all amounts, and the unit that they are integers of.
const CURRENCY: &str = "USDC";
const ATOMIC_UNIT: &str = "1e-6 USDC (one millionth of one USDC)";

/// A reply, with `Idempotency-Replayed: true` if it repeats an earlier one.
pub struct Replayed<T> {
    reply: T,
    is_replay: bool,
}

impl<T: IntoResponse> IntoResponse for Replayed<T> {
    fn into_response(self) -> Response<Body> {
        let mut response = self.reply.into_response();
        if self.is_replay {
            let name = HeaderName::from_static("idempotency-replayed");
            response.headers_mut().insert(name, HeaderValue::from_static("true"));
        }
        response
    }
}

impl Edge {
    fn idempotent(&self) -> Option<&IdempotentRequest> {
        self.idempotent.as_deref()
    }
}

/// Items on a page of a list about money.
type PageLimit = Limit<50, 200>;

/// The account's own book, or the pod's.
fn book<'a>(caller: &'a Principal, pod: Option<&'a PodId>) -> Book<'a> {
    pod.map_or(Book::Account(&caller.account), Book::Pod)
}

impl Edge {
    /// The pod whose money is meant: a pod's own, or the one that the account names. None for the account's own money.
    async fn budget_pod(&self, caller: &Principal, named: Option<&str>) -> Result<Option<PodId>> {
        let named = named.map(|pod| PodId::of_any(pod, &caller.account));
        match (caller.confined(), named) {
            (None, None) => Ok(None),
            (None, Some(pod)) => Ok(Some(self.directory()?.pod(&caller.account, &pod).await?.id)),
            (Some(own), Some(pod)) if *own != pod => Err(Error::not_found("pod")),
            (Some(own), _) => Ok(Some(own.clone())),
        }
    }
}

/// One line of text, trimmed. Empty text is None.
fn line(field: &str, text: Option<String>, max_chars: usize) -> Result<Option<String>> {
    checked_text(field, text, max_chars, |_| false)
}

/// Text of any number of lines, trimmed. Empty text is None.
fn text(field: &str, text: Option<String>, max_chars: usize) -> Result<Option<String>> {
    checked_text(field, text, max_chars, |c| matches!(c, '\n' | '\r' | '\t'))
}

fn checked_text(
    field: &str,
    text: Option<String>,
    max_chars: usize,
    is_allowed_control: fn(char) -> bool,
) -> Result<Option<String>> {
    let Some(text) = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > max_chars || text.chars().any(|c| c.is_control() && !is_allowed_control(c)) {
        let message = format!("{field} has at most {max_chars} characters and no control characters.");
        return Err(Error::invalid(message));
    }
    Ok(Some(text))
}
