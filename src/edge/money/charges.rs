//! Charges and holds, as agents make them.

use axum::body::Body as HttpBody;
use axum::http::Response;
use axum::response::IntoResponse;
use macros::operation;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::approval::approval_reason;
use super::charge::Charge;
use super::{CURRENCY, Replayed, line, text};
use crate::directory::money::charge::{self as directory_charge, ChargeOutcome};
use crate::directory::money::hold::HoldAction;
use crate::directory::money::rows::{self, Approval};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::id::ApprovalId;
use crate::money::{Amount, Exceeded};
use crate::platform::clock;
use crate::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use crate::wire::{Accepted, Body, Json, Path, Principal, to_json};

const MAX_CATEGORY_CHARS: usize = 64;
pub const MAX_DESCRIPTION_CHARS: usize = 500;
const MAX_REFERENCE_CHARS: usize = 200;
const MAX_PAYEE_CHARS: usize = 200;
const MAX_METADATA_BYTES: usize = 4_096;
const DEFAULT_CATEGORY: &str = "platform";
const DEFAULT_HOLD: i64 = HOUR;
const MIN_HOLD: i64 = MINUTE;
const MAX_HOLD: i64 = 7 * DAY;

/// A charge to make.
#[derive(Deserialize, ToSchema)]
pub struct NewCharge {
    /// Amount in atomic USDC, 1 to 1,000,000,000,000. 1,000,000 are 1.00 USDC.
    #[schema(value_type = i64, minimum = 1, maximum = 1_000_000_000_000_i64, example = 250_000)]
    amount: Amount,
    /// What the money is spent on, at most 64 characters.
    #[schema(default = "platform", max_length = 64, example = "api")]
    category: Option<String>,
    /// For people, at most 500 characters.
    #[schema(max_length = 500, example = "1,000 pages of OCR")]
    description: Option<String>,
    /// Your own reference, at most 200 characters.
    #[schema(max_length = 200, example = "invoice-4711")]
    reference_id: Option<String>,
    /// Who gets the money, at most 200 characters. Required if the pod's policy lists payees.
    #[schema(max_length = 200, example = "ocr.example")]
    payee: Option<String>,
    /// An object that is stored with the charge, at most 4,096 bytes of JSON.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
    /// False: hold the money instead of spending it.
    #[schema(default = true)]
    capture: Option<bool>,
    /// With `capture: false`: how long the money is held, 60 to 604,800 seconds.
    #[schema(default = 3600, minimum = 60, maximum = 604_800, example = 3600)]
    expires_in: Option<i64>,
}

/// A charge that waits for approval.
#[derive(Serialize, ToSchema)]
pub struct ApprovalRequired {
    /// Always `approval_required`.
    #[schema(example = "approval_required")]
    status: &'static str,
    /// The id of the approval.
    approval_id: ApprovalId,
    /// The page of the console where a person approves or rejects the charge, after signing in.
    #[schema(example = "https://warren.example/console#ap_0a1b2c3d4e5f6g7h")]
    approval_url: String,
    /// `spending_cap_exceeded` or `single_tx_limit_exceeded`.
    #[schema(example = "spending_cap_exceeded")]
    reason: &'static str,
    /// Amount in atomic USDC.
    amount_usdc: i64,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What the money is spent on.
    #[schema(example = "compute")]
    category: String,
    /// When the approval expires.
    expires_at: Timestamp,
    /// The caps that the charge would exceed.
    exceeded: Vec<Exceeded>,
    /// What to do next.
    #[schema(example = "The charge waits for approval.")]
    message: &'static str,
}

impl ApprovalRequired {
    fn new(approval: Approval, confined: bool, public_url: &str) -> Result<Self> {
        Ok(Self {
            status: "approval_required",
            reason: approval_reason(&approval),
            approval_url: format!("{public_url}/console#{}", approval.id),
            approval_id: approval.id,
            amount_usdc: approval.amount,
            currency: CURRENCY,
            category: approval.category,
            expires_at: Timestamp::from_millis(approval.expires_at),
            exceeded: Exceeded::read(&approval.exceeded, confined)?,
            message: "The account must approve this charge. GET /v1/approvals/{approval_id} shows the decision.",
        })
    }
}

/// Spend or hold money.
///
/// Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would be exceeded, the reply is 402
/// and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202 instead: the charge waits for
/// approval until it expires, after a day unless the account has set another time, and the operator gets an email. A charge above
/// `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.
///
/// With `capture: false` the money is held: it counts against the caps until it is captured or released, or until `expires_in` seconds
/// have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has at most 20 of each.
///
/// A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it (`scope` is `run`), which nobody can
/// approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they are now.
///
/// With an `Idempotency-Key`, repeated requests move the money only once.
#[operation(
    POST "/v1/charge", tag = "budget", caller = Pod, permission = BudgetCharge, idempotency = Directory, tool,
    replies((status = 200, description = "The money is spent (`completed`) or held (`held`).", body = Charge), (status = 202, description = "The charge waits for approval.", body = ApprovalRequired)),
    errors(MissingFields, InvalidRequest, SpendingCapExceeded = "`status` is `rejected`; `exceeded` lists the caps.", PolicyViolation = "`reason` is `category_not_allowed` or `payee_not_allowed`.", CeilingExceeded = "A ceiling does not allow the agent of the run any more.", HoldLimit, RateLimited = "The rate limit is reached, or 100 charges of the account or 20 of the pod wait for approval."),
    events(ApprovalRequested, RunWaiting),
)]
pub async fn charge(edge: Edge, caller: Principal, Body(new): Body<NewCharge>) -> Result<Response<HttpBody>> {
    let hold_for = hold(new.capture, new.expires_in)?;
    let category = line("category", new.category, MAX_CATEGORY_CHARS)?;
    let description = text("description", new.description, MAX_DESCRIPTION_CHARS)?;
    let reference_id = line("reference_id", new.reference_id, MAX_REFERENCE_CHARS)?;
    let payee = line("payee", new.payee, MAX_PAYEE_CHARS)?;
    let metadata = new.metadata.map(|metadata| to_json(&metadata)).transpose()?;
    if metadata.as_ref().is_some_and(|metadata| metadata.len() > MAX_METADATA_BYTES) {
        return Err(Error::invalid(format!("metadata has at most {MAX_METADATA_BYTES} bytes as JSON.")));
    }
    let now = clock::now();
    let new = directory_charge::NewCharge {
        pod: &caller.pod,
        by: &caller.key_id,
        confined: caller.confined().is_some(),
        amount: new.amount,
        category: category.as_deref().unwrap_or(DEFAULT_CATEGORY),
        description: description.as_deref(),
        reference_id: reference_id.as_deref(),
        payee: payee.as_deref(),
        metadata: metadata.as_deref(),
        hold_for,
        idempotent: edge.idempotent(),
        now,
    };
    let charged = edge.directory()?.charge(&new).await?;
    let is_replay = charged.is_repeated;
    let reply = match charged.outcome {
        ChargeOutcome::Charge(charge) => {
            let created_at = Timestamp::from_millis(charge.created_at);
            Json(Charge::new(charge, created_at)?).into_response()
        }
        ChargeOutcome::Approval(approval) => {
            edge.send_approval_event(&approval, EventKind::ApprovalRequested).await;
            if !is_replay {
                edge.email_operator(&approval).await;
                edge.notify_people(&approval).await;
            }
            Accepted(ApprovalRequired::new(approval, caller.confined().is_some(), &edge.config().public_url)?)
                .into_response()
        }
    };
    Ok(Replayed { reply, is_replay }.into_response())
}

/// How long to hold the money, in milliseconds. None if it is spent at once.
fn hold(capture: Option<bool>, expires_in: Option<i64>) -> Result<Option<i64>> {
    if capture != Some(false) {
        return match expires_in {
            Some(_) => Err(Error::invalid("expires_in needs `\"capture\": false`.").fix("Leave out expires_in.")),
            None => Ok(None),
        };
    }
    let hold_for = expires_in.map_or(DEFAULT_HOLD, |seconds| seconds.saturating_mul(SECOND));
    if !(MIN_HOLD..=MAX_HOLD).contains(&hold_for) {
        let (min, max) = (MIN_HOLD / SECOND, MAX_HOLD / SECOND);
        return Err(Error::invalid(format!("expires_in is a number of seconds from {min} to {max}.")));
    }
    Ok(Some(hold_for))
}

/// Read a charge.
///
/// A pod reads its own charges; the account also reads those of its pods.
#[operation(
    GET "/v1/charges/{id}", tag = "budget", caller = Pod, permission = BudgetRead, tool,
    path(id = "The charge."),
    reply = "The charge.",
    errors(NotFound),
)]
pub async fn get_charge(edge: Edge, caller: Principal, Path(id): Path<String>) -> Result<Json<Charge>> {
    let charge = edge.directory()?.charge_of(&caller.account, caller.confined(), &id).await?;
    Charge::new(charge, clock::now()).map(Json)
}

/// A capture of a hold.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// Amount to spend in atomic USDC, at most the amount that is held. Default: all of it. The rest is released.
    #[schema(value_type = Option<i64>, minimum = 1, example = 180_000)]
    amount: Option<Amount>,
}

/// Capture a hold.
///
/// Spends the amount that is held, or less. It counts in the day, week and month of the capture. No cap can refuse it, because the hold
/// has counted since it was made.
#[operation(
    POST "/v1/charges/{id}/capture", tag = "budget", caller = Pod, permission = BudgetCharge, idempotency = Directory, tool,
    path(id = "The charge."),
    reply = "The money is spent.",
    errors(InvalidRequest = "`amount` is more than is held.", InProgress = "The hold was made a moment ago.", SpendingCapExceeded = "The total would exceed the largest number that can be counted.", NotFound, HoldOver = "The hold was captured or released before.", Expired),
)]
pub async fn capture_charge(
    edge: Edge,
    caller: Principal,
    Path(id): Path<String>,
    Body(capture): Body<Capture>,
) -> Result<Replayed<Json<Charge>>> {
    let action = edge.hold_action(&caller, &id);
    let (charge, is_replay) = edge.directory()?.capture(&action, capture.amount).await?;
    ended_hold(charge, is_replay, action.now)
}

/// Release a hold.
///
/// Nothing is spent. The amount no longer counts against any cap.
#[operation(
    POST "/v1/charges/{id}/release", tag = "budget", caller = Pod, permission = BudgetCharge, idempotency = Directory, tool,
    path(id = "The charge."),
    reply = "The hold is released.",
    errors(NotFound, HoldOver = "The hold was captured or released before.", Expired),
)]
pub async fn release_charge(edge: Edge, caller: Principal, Path(id): Path<String>) -> Result<Replayed<Json<Charge>>> {
    let action = edge.hold_action(&caller, &id);
    let (charge, is_replay) = edge.directory()?.release(&action).await?;
    ended_hold(charge, is_replay, action.now)
}

/// Leaves out later refunds, so that a repeated request gets the first reply.
fn ended_hold(charge: rows::Charge, is_replay: bool, now: Timestamp) -> Result<Replayed<Json<Charge>>> {
    Ok(Replayed { reply: Json(Charge::new(charge, now)?.without_refunds()), is_replay })
}

impl Edge {
    fn hold_action<'a>(&'a self, caller: &'a Principal, id: &'a str) -> HoldAction<'a> {
        HoldAction {
            id,
            account: &caller.account,
            pod: caller.confined(),
            caller: &caller.pod,
            idempotent: self.idempotent(),
            now: clock::now(),
        }
    }
}
