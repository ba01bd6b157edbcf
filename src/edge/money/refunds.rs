//! Refunds of charges, as the account records them.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::charges::MAX_DESCRIPTION_CHARS;
use super::{CURRENCY, Replayed, text};
use crate::directory::money::refund::{self, Refund};
use crate::edge::Edge;
use crate::error::Result;
use crate::id::{ChargeId, RefundId};
use crate::money::Amount;
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Json, Path};

/// A refund to record.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Amount in atomic USDC. Default: everything that was not refunded before.
    #[schema(value_type = Option<i64>, minimum = 1, example = 50_000)]
    amount: Option<Amount>,
    /// Why, at most 500 characters.
    #[schema(max_length = 500, example = "The order was cancelled")]
    reason: Option<String>,
}

/// A refund.
#[derive(Serialize, ToSchema)]
pub struct RefundedCharge {
    /// Always `refunded`.
    #[schema(example = "refunded")]
    status: &'static str,
    /// The refund's id.
    refund_id: RefundId,
    /// The charge that was refunded.
    charge_id: ChargeId,
    /// Amount in atomic USDC.
    amount_usdc: i64,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// Why.
    #[schema(example = "Not needed any more.")]
    reason: Option<String>,
    /// When it was recorded.
    created_at: Timestamp,
}

impl From<Refund> for RefundedCharge {
    fn from(refund: Refund) -> Self {
        Self {
            status: "refunded",
            refund_id: refund.id,
            charge_id: refund.charge_id,
            amount_usdc: refund.amount,
            currency: CURRENCY,
            reason: refund.reason,
            created_at: Timestamp::from_millis(refund.created_at),
        }
    }
}

/// Record a refund.
///
/// Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a session, because an agent that
/// refunds its own charges would have no caps. The amount no longer counts in the day, week and month of the charge, so the caps allow
/// more only in periods that are not over. With `require_second_principal`, only a signed-in person refunds charges of the account's
/// own key.
#[operation(
    POST "/v1/charges/{id}/refund", tag = "budget", caller = Account, permission = BudgetManage, idempotency = Directory,
    path(id = "The charge."),
    reply = "The refund is recorded.",
    errors(InvalidRequest = "`amount` is more than is left of the charge.", SelfApprovalForbidden, NotFound, AlreadyResolved = "The charge is refunded in full.", HoldOver = "The charge is a hold: nothing was spent."),
)]
pub async fn refund_charge(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(refund): Body<NewRefund>,
) -> Result<Replayed<Json<RefundedCharge>>> {
    let reason = text("reason", refund.reason, MAX_DESCRIPTION_CHARS)?;
    let new = refund::NewRefund {
        charge: &id,
        account: caller.id(),
        by: &caller.key_id,
        caller: &caller.id().home_pod(),
        amount: refund.amount,
        reason: reason.as_deref(),
        idempotent: edge.idempotent(),
        now: clock::now(),
    };
    let (refund, is_replay) = edge.directory()?.refund(&new).await?;
    Ok(Replayed { reply: Json(refund.into()), is_replay })
}
