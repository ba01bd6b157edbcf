//! Charges, as agents make them.

use axum::body::Body as HttpBody;
use axum::http::Response;
use axum::response::IntoResponse;
use macros::operation;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{CURRENCY, Replayed, name, text};
use crate::directory::money::approval::Approval;
use crate::directory::money::charge::{self as directory_charge, ChargeOutcome, ChargeStatus, NewCharge};
use crate::directory::money::hold::HoldAction;
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::event_kind::EventKind;
use crate::id::{AccountId, ApprovalId, ChargeId, PodId};
use crate::money::{Amount, Exceeded};
use crate::platform::clock;
use crate::time::{DAY, HOUR, MINUTE, SECOND, Timestamp};
use crate::wire::{Accepted, Body, Json, Path, Principal, to_json};

/// Characters of a category, a description, a reference, a payee; bytes of metadata.
const MAX_CATEGORY_CHARS: usize = 64;
pub const MAX_DESCRIPTION_CHARS: usize = 500;
const MAX_REFERENCE_CHARS: usize = 200;
const MAX_PAYEE_CHARS: usize = 200;
const MAX_METADATA_BYTES: usize = 4_096;
/// What a charge is for if nobody says.
const PLATFORM: &str = "platform";
/// How long money is held: unless told, at least, at most.
const DEFAULT_HOLD_TTL: i64 = HOUR;
const MIN_HOLD_TTL: i64 = MINUTE;
const MAX_HOLD_TTL: i64 = 7 * DAY;

/// A charge to make.
#[derive(Deserialize, ToSchema)]
pub struct WantedCharge {
    /// Atomic USDC: 1,000,000 are 1.00 USDC.
    #[schema(value_type = i64, minimum = 1, maximum = 1_000_000_000_000_i64, example = 250_000)]
    amount: Amount,
    /// What it is for, at most 64 characters.
    #[schema(default = "platform", max_length = 64, example = "api")]
    category: Option<String>,
    /// For people, at most 500 characters.
    #[schema(max_length = 500, example = "1,000 pages of OCR")]
    description: Option<String>,
    /// What it is called elsewhere, at most 200 characters.
    #[schema(max_length = 200, example = "invoice-4711")]
    reference_id: Option<String>,
    /// Who gets it, at most 200 characters: needed where the pod's policy names who may.
    #[schema(max_length = 200, example = "ocr.example")]
    payee: Option<String>,
    /// An object, kept with the charge: at most 4,096 bytes.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Map<String, Value>>,
    /// False: hold the money until the price is known.
    #[schema(default = true)]
    capture: Option<bool>,
    /// With `capture: false`: seconds for which to hold it, 60 to 604800.
    #[schema(default = 3600, minimum = 60, maximum = 604_800, example = 3600)]
    expires_in: Option<i64>,
}

/// A charge.
#[derive(Serialize, ToSchema)]
pub struct Charge {
    status: ChargeStatus,
    charge_id: ChargeId,
    /// The same as `charge_id`.
    id: ChargeId,
    account_id: AccountId,
    /// Whose agent made it; for the account's own, the account.
    pod_id: PodId,
    /// What was spent, or is held.
    amount_usdc: i64,
    /// What was held, where it was.
    held_usdc: Option<i64>,
    /// What came back of it.
    refunded_usdc: i64,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What the money is for.
    #[schema(example = "compute")]
    category: String,
    /// A description, for a person.
    #[schema(example = "GPU hours")]
    description: Option<String>,
    /// Your own reference, for example an invoice number.
    #[schema(example = "invoice-42")]
    reference_id: Option<String>,
    /// Who gets the money.
    #[schema(example = "api.example.com")]
    payee: Option<String>,
    /// Your own JSON object, as it was sent.
    #[schema(value_type = Option<Object>)]
    metadata: Option<Box<RawValue>>,
    /// The approval that let it be, whatever the caps said.
    approval_id: Option<ApprovalId>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// When it was spent.
    #[schema(value_type = Option<String>, format = DateTime)]
    completed_at: Option<Timestamp>,
    /// Until when it is held.
    #[schema(value_type = Option<String>, format = DateTime)]
    expires_at: Option<Timestamp>,
}

impl Charge {
    pub(super) fn new(charge: directory_charge::Charge, now: Timestamp) -> Result<Self> {
        Ok(Self {
            status: charge.status_at(now),
            charge_id: charge.id.clone(),
            id: charge.id,
            account_id: charge.account_id,
            pod_id: charge.pod_id,
            amount_usdc: charge.amount,
            held_usdc: charge.expires_at.map(|_| charge.requested),
            refunded_usdc: charge.refunded,
            currency: CURRENCY,
            category: charge.category,
            description: charge.description,
            reference_id: charge.reference_id,
            payee: charge.payee,
            metadata: raw(charge.metadata)?,
            approval_id: charge.approval_id,
            created_at: Timestamp::from_millis(charge.created_at),
            completed_at: charge.booked_at.map(Timestamp::from_millis),
            expires_at: charge.expires_at.map(Timestamp::from_millis),
        })
    }
}

/// JSON as it was stored.
pub(super) fn raw(json: Option<String>) -> Result<Option<Box<RawValue>>> {
    json.map(RawValue::from_string).transpose().map_err(Error::internal)
}

/// A charge that waits.
#[derive(Serialize, ToSchema)]
pub struct ApprovalRequired {
    /// Always `approval_required`.
    #[schema(example = "approval_required")]
    status: &'static str,
    approval_id: ApprovalId,
    /// `spending_cap_exceeded`, or `single_tx_limit_exceeded`.
    #[schema(example = "spending_cap_exceeded")]
    reason: &'static str,
    /// The amount, in atomic USDC.
    amount_usdc: i64,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What the money is for.
    #[schema(example = "compute")]
    category: String,
    /// When the request for approval expires.
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    /// The caps that it would exceed.
    exceeded: Vec<Exceeded>,
    /// The result, for a person.
    #[schema(example = "The charge waits for approval.")]
    message: &'static str,
}

impl ApprovalRequired {
    fn new(approval: Approval, confined: bool) -> Result<Self> {
        Ok(Self {
            status: "approval_required",
            reason: super::approvals::reason(&approval),
            approval_id: approval.id,
            amount_usdc: approval.amount,
            currency: CURRENCY,
            category: approval.category,
            expires_at: Timestamp::from_millis(approval.expires_at),
            exceeded: Exceeded::read(&approval.exceeded, confined)?,
            message: "The account has to approve this; GET /v1/approvals/{approval_id} tells how it decided.",
        })
    }
}

/// Spend money.
///
/// Declares that you spend, and records it if no cap of the pod or of its account stands against it. Beyond a cap the answer is 402
/// with the caps in `exceeded`, or, where the account says `on_limit: approve`, 202: then the account decides within a day, and its operator
/// email is told. A charge
/// above `single_tx_limit_cents` waits for approval even within the caps. The pod's policy may name the categories and payees that it
/// can spend on.
///
/// With `capture: false` the money is held: it counts against the caps until it is captured, released, or `expires_in` has passed.
/// An account has at most 100 open holds, and 100 charges that wait for approval; of each a pod may have 20.
///
/// With an `Idempotency-Key` money moves once, however often the request is sent, whatever breaks meanwhile.
#[operation(
    POST "/v1/charge", tag = "budget", caller = Pod, permission = BudgetCharge, idempotency = Directory, tool,
    replies((status = 200, description = "It is spent (`completed`), or held (`held`).", body = Charge), (status = 202, description = "It waits for approval.", body = ApprovalRequired)),
    errors(MissingFields, InvalidRequest, SpendingCapExceeded = "`status` is `rejected`, `exceeded` lists the caps.", PolicyViolation = "`reason` is `category_not_allowed` or `payee_not_allowed`.", HoldLimit, RateLimited = "Also where 100 charges of the account, or 20 of the pod, wait for approval."),
    events(ApprovalRequested),
)]
pub async fn charge(edge: Edge, caller: Principal, Body(new): Body<WantedCharge>) -> Result<Response<HttpBody>> {
    let hold_for = hold(new.capture, new.expires_in)?;
    let category = name("category", new.category, MAX_CATEGORY_CHARS)?;
    let description = text("description", new.description, MAX_DESCRIPTION_CHARS)?;
    let reference_id = name("reference_id", new.reference_id, MAX_REFERENCE_CHARS)?;
    let payee = name("payee", new.payee, MAX_PAYEE_CHARS)?;
    let metadata = new.metadata.map(|metadata| to_json(&metadata)).transpose()?;
    if metadata.as_ref().is_some_and(|metadata| metadata.len() > MAX_METADATA_BYTES) {
        return Err(Error::invalid(format!("metadata takes {MAX_METADATA_BYTES} bytes as JSON.")));
    }
    let now = clock::now();
    let new = NewCharge {
        pod: &caller.pod,
        by: &caller.key_id,
        amount: new.amount,
        category: category.as_deref().unwrap_or(PLATFORM),
        description: description.as_deref(),
        reference_id: reference_id.as_deref(),
        payee: payee.as_deref(),
        metadata: metadata.as_deref(),
        hold_for,
        idempotent: edge.idempotent(),
        now,
    };
    let charged = edge.directory()?.charge(&new).await?;
    let again = charged.again;
    let reply = match charged.made {
        ChargeOutcome::Charge(charge) => {
            let made = Timestamp::from_millis(charge.created_at);
            Json(Charge::new(charge, made)?).into_response()
        }
        ChargeOutcome::Approval(approval) => {
            edge.announce(&approval, EventKind::ApprovalRequested).await;
            if !again {
                edge.write_to_operator(&approval).await;
            }
            Accepted(ApprovalRequired::new(approval, caller.confined().is_some())?).into_response()
        }
    };
    Ok(Replayed { reply, again }.into_response())
}

/// For how long to hold the money, if at all.
fn hold(capture: Option<bool>, expires_in: Option<i64>) -> Result<Option<i64>> {
    if capture != Some(false) {
        return match expires_in {
            Some(_) => Err(Error::invalid("expires_in belongs to `\"capture\": false`.").fix("Leave it out.")),
            None => Ok(None),
        };
    }
    let hold_for = expires_in.map_or(DEFAULT_HOLD_TTL, |seconds| seconds.saturating_mul(SECOND));
    if !(MIN_HOLD_TTL..=MAX_HOLD_TTL).contains(&hold_for) {
        return Err(Error::invalid(format!(
            "expires_in lies between {} and {}.",
            MIN_HOLD_TTL / SECOND,
            MAX_HOLD_TTL / SECOND
        )));
    }
    Ok(Some(hold_for))
}

/// Read a charge.
///
/// One of your own; the account reads those of its pods too.
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

/// How much of a hold to spend.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Capture {
    /// Atomic USDC, at most what is held; all of it if absent. What is left is let go.
    #[schema(value_type = Option<i64>, minimum = 1, example = 180_000)]
    amount: Option<Amount>,
}

/// Spend what is held.
///
/// Or less, once the price is known. It counts in the periods in which it is captured; no cap can stand against it, as what is held
/// has counted all along.
#[operation(
    POST "/v1/charges/{id}/capture", tag = "budget", caller = Pod, permission = BudgetCharge, idempotency = Directory, tool,
    path(id = "The charge."),
    reply = "It is spent.",
    errors(InvalidRequest = "More than is held.", InProgress = "The hold was made a moment ago.", SpendingCapExceeded = "More than can be counted.", NotFound, HoldOver = "It was captured or released before.", Expired),
)]
pub async fn capture_charge(
    edge: Edge,
    caller: Principal,
    Path(id): Path<String>,
    Body(capture): Body<Capture>,
) -> Result<Replayed<Json<Charge>>> {
    let of = edge.of_hold(&caller, &id);
    let (charge, again) = edge.directory()?.capture(&of, capture.amount).await?;
    ended(charge, again, of.now)
}

/// Let go of what is held.
#[operation(
    POST "/v1/charges/{id}/release", tag = "budget", caller = Pod, permission = BudgetCharge, idempotency = Directory, tool,
    path(id = "The charge."),
    reply = "It counts against no cap any more.",
    errors(NotFound, HoldOver = "It was captured or released before.", Expired),
)]
pub async fn release_charge(edge: Edge, caller: Principal, Path(id): Path<String>) -> Result<Replayed<Json<Charge>>> {
    let of = edge.of_hold(&caller, &id);
    let (charge, again) = edge.directory()?.release(&of).await?;
    ended(charge, again, of.now)
}

/// What came back later is not told here: a repeated request gets the first reply.
fn ended(charge: directory_charge::Charge, again: bool, now: Timestamp) -> Result<Replayed<Json<Charge>>> {
    let charge = Charge { refunded_usdc: 0, ..Charge::new(charge, now)? };
    Ok(Replayed { reply: Json(charge), again })
}

impl Edge {
    fn of_hold<'a>(&'a self, caller: &'a Principal, id: &'a str) -> HoldAction<'a> {
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
