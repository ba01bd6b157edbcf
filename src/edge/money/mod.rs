//! Money: what agents spend, and what their account lets them.

pub mod approvals;
pub mod budget;
pub mod charges;
pub mod history;
pub mod income;
pub mod refunds;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response};
use axum::response::IntoResponse;
use futures_util::future::join;

use self::approvals::ApprovalRequest;
use super::Edge;
use crate::directory::money::approval::Approval;
use crate::directory::money::budget::Book;
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::id::PodId;
use crate::platform::log;
use crate::rpc::RecordEvent;
use crate::wire::{IdempotentRequest, Principal, to_json};

/// The currency of all amounts, and what they are integers of.
const CURRENCY: &str = "USDC";
const ATOMIC_UNIT: &str = "1e-6 USDC (one millionth of one USDC)";

/// A reply, which may have been given before.
pub struct Replayed<T> {
    reply: T,
    again: bool,
}

impl<T: IntoResponse> IntoResponse for Replayed<T> {
    fn into_response(self) -> Response<Body> {
        let mut response = self.reply.into_response();
        if self.again {
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

    /// Tells of an approval where it was asked for and where it is decided. It stands in the directory already, so that a call that
    /// fails is not a failure of what was asked.
    async fn announce(&self, approval: &Approval, kind: EventKind) {
        let told = async {
            let event = |confined| {
                let json = to_json(&ApprovalRequest::new(approval, confined)?)?;
                Ok::<_, Error>(RecordEvent { kind, about: approval.id.to_string(), name: "approval".to_owned(), json })
            };
            let (account, pod) = (&approval.account_id, &approval.pod_id);
            let (rpc, home) = (self.internal_rpc()?, account.home_pod());
            let of_account = event(false)?;
            if *pod == home {
                return rpc.call(&home, &of_account).await;
            }
            // A pod that was purged meanwhile must not come into being again.
            let in_pod = async {
                if self.directory()?.pod(account, pod.as_str()).await.is_ok() {
                    rpc.call(pod, &event(true)?).await?;
                }
                Ok::<_, Error>(())
            };
            let (there, here) = join(in_pod, rpc.call(&home, &of_account)).await;
            there.and(here)
        };
        if let Err(error) = told.await {
            log::error(&format!("{} {error}", self.request_id));
        }
    }
}

/// Entries of the ledger, or approvals, a page, unless told and at most.
const DEFAULT_PAGE_SIZE: u32 = 50;
const MAX_PAGE_SIZE: u32 = 200;

/// How many entries a page is to have.
fn checked_limit(limit: Option<u32>) -> Result<u32> {
    let limit = limit.unwrap_or(DEFAULT_PAGE_SIZE);
    if (1..=MAX_PAGE_SIZE).contains(&limit) {
        Ok(limit)
    } else {
        Err(Error::invalid(format!("limit lies between 1 and {MAX_PAGE_SIZE}.")))
    }
}

fn book<'a>(caller: &'a Principal, pod: Option<&'a PodId>) -> Book<'a> {
    pod.map_or(Book::Account(&caller.account), Book::Pod)
}

impl Edge {
    /// The pod whose money is asked about: the caller's own, or the one that the account names. None: the account's.
    async fn pod_in_question(&self, caller: &Principal, named: Option<&str>) -> Result<Option<PodId>> {
        match (caller.confined(), named) {
            (None, None) => Ok(None),
            (None, Some(pod)) => Ok(Some(self.directory()?.pod(&caller.account, pod).await?.id)),
            (Some(own), Some(pod)) if own.as_str() != pod => Err(Error::not_found("pod")),
            (Some(own), _) => Ok(Some(own.clone())),
        }
    }
}

/// A name, of 1 to so many characters, none of them a control character; trimmed.
fn name(field: &'static str, text: Option<String>, most: usize) -> Result<Option<String>> {
    fitting(field, text, most, |_| false)
}

/// Text for people: like a name, but of any number of lines.
fn text(field: &'static str, text: Option<String>, most: usize) -> Result<Option<String>> {
    fitting(field, text, most, |sign| matches!(sign, '\n' | '\r' | '\t'))
}

fn fitting(field: &str, text: Option<String>, most: usize, takes: fn(char) -> bool) -> Result<Option<String>> {
    let Some(text) = text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) else { return Ok(None) };
    if text.chars().count() > most || text.chars().any(|sign| sign.is_control() && !takes(sign)) {
        return Err(Error::invalid(format!("{field} takes {most} characters, none of them control characters.")));
    }
    Ok(Some(text))
}
