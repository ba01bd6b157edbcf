//! Money that came back, as the account records it.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::charges::MAX_DESCRIPTION_CHARS;
use super::{CURRENCY, Replayed, text};
use crate::directory::money::refund::{NewRefund, Refund};
use crate::edge::Edge;
use crate::error::Result;
use crate::id::{ChargeId, RefundId};
use crate::money::Amount;
use crate::platform::clock;
use crate::time::Timestamp;
use crate::wire::{AccountPrincipal, Body, Json, Path};

/// How much to put back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WantedRefund {
    /// Atomic USDC; all that is left of the charge if absent.
    #[schema(value_type = Option<i64>, minimum = 1, example = 50_000)]
    amount: Option<Amount>,
    /// For people, at most 500 characters.
    #[schema(max_length = 500, example = "The order was cancelled")]
    reason: Option<String>,
}

/// Money that came back.
#[derive(Serialize, ToSchema)]
pub struct RefundedCharge {
    /// Always `refunded`.
    #[schema(example = "refunded")]
    status: &'static str,
    refund_id: RefundId,
    charge_id: ChargeId,
    /// What came back, in atomic USDC.
    amount_usdc: i64,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// Why the money came back.
    #[schema(example = "Not needed any more.")]
    reason: Option<String>,
    /// When it was created.
    #[schema(value_type = String, format = DateTime)]
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
/// Refunds a charge in full or in part. Needs the account's key or a session: an agent that refunds its own charges would have no caps.
/// Reduces what was spent in the periods in which the charge counted, so it makes room only in those that are not over, and adds an
/// entry to the ledger. With `require_second_principal`, only a signed-in person refunds charges of the account's own key.
#[operation(
    POST "/v1/charges/{id}/refund", tag = "budget", caller = Account, permission = BudgetManage, idempotency = Directory,
    path(id = "The charge."),
    reply = "It is recorded.",
    errors(InvalidRequest = "More than is left of the charge.", SelfApprovalForbidden, NotFound, AlreadyResolved = "All of it was refunded.", HoldOver = "Nothing was spent."),
)]
pub async fn refund_charge(
    edge: Edge,
    caller: AccountPrincipal,
    Path(id): Path<String>,
    Body(wanted): Body<WantedRefund>,
) -> Result<Replayed<Json<RefundedCharge>>> {
    let reason = text("reason", wanted.reason, MAX_DESCRIPTION_CHARS)?;
    let new = NewRefund {
        charge: &id,
        account: caller.id(),
        by: &caller.key_id,
        caller: &caller.id().home_pod(),
        amount: wanted.amount,
        reason: reason.as_deref(),
        idempotent: edge.idempotent(),
        now: clock::now(),
    };
    let (refund, again) = edge.directory()?.refund(&new).await?;
    Ok(Replayed { reply: Json(refund.into()), again })
}
