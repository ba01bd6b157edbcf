//! What the deployment was paid, from the ledger.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::history::{LedgerPage, cursor, position};
use super::{ATOMIC_UNIT, CURRENCY, checked_limit};
use crate::directory::payments;
use crate::edge::Edge;
use crate::edge::admin::Operator;
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::time::Timestamp;
use crate::wire::{Json, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListIncome {
    /// Payments to return, 1 to 200.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Payments before this time: `next_before` of the page before, or any time.
    #[param(value_type = Option<String>, format = DateTime)]
    before: Option<String>,
}

/// A payment that was settled.
#[derive(Serialize, ToSchema)]
pub struct SettledPayment {
    /// The payer's nonce on its chain.
    #[schema(example = "pay_0a1b2c3d4e5f6g7h")]
    id: String,
    /// When the payment was settled.
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    /// Atomic USDC.
    amount_usdc: i64,
    /// What was paid for.
    #[schema(example = "POST /v1/email/send")]
    route: String,
    /// The network of the payment.
    #[schema(example = "eip155:8453")]
    network: String,
    /// The wallet that paid.
    #[schema(example = "0x209693bc6afc0c5328ba36faf03c514ef312287c")]
    payer: String,
    /// Its hash. Null where the facilitator did not tell it: see on the chain whether the nonce is used.
    #[schema(example = "0x5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506")]
    transaction: Option<String>,
    /// Whose agent paid, if it had a key.
    account_id: Option<AccountId>,
    pod_id: Option<PodId>,
}

impl From<payments::Income> for SettledPayment {
    fn from(income: payments::Income) -> Self {
        Self {
            id: income.id,
            timestamp: Timestamp::from_millis(income.at),
            amount_usdc: income.amount,
            route: income.route,
            network: income.network,
            payer: income.payer,
            transaction: income.transaction,
            account_id: income.account_id,
            pod_id: income.pod_id,
        }
    }
}

/// A page of what the deployment was paid.
#[derive(Serialize, ToSchema)]
pub struct Income {
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What the integers of amounts count.
    #[schema(example = "1e-6 USDC (one millionth of one USDC)")]
    atomic_unit: &'static str,
    /// The newest first.
    payments: Vec<SettledPayment>,
    /// Of this page.
    total_usdc: i64,
    pagination: LedgerPage,
}

/// Read what the deployment was paid.
///
/// By x402, newest first. With `Authorization: Bearer <ADMIN_TOKEN>`; 404 where the deployment has none. Nothing in it is ever changed or
/// removed.
#[operation(
    GET "/admin/income", tag = "admin", caller = Operator,
    reply = "A page.",
    errors(InvalidRequest, Unauthorized = "Another token.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn get_income(edge: Edge, _: Operator, Query(list): Query<ListIncome>) -> Result<Json<Income>> {
    let (limit, before) = (checked_limit(list.limit)?, position(list.before.as_deref())?);
    let mut payments = edge.directory()?.payments().income(before, limit + 1).await?;
    let has_more = payments.len() > limit as usize;
    payments.truncate(limit as usize);
    let next_before = payments.last().filter(|_| has_more).map(|last| cursor(last.at, last.seq));
    Ok(Json(Income {
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        total_usdc: payments.iter().map(|payment| payment.amount).sum(),
        payments: payments.into_iter().map(SettledPayment::from).collect(),
        pagination: LedgerPage { limit, has_more, next_before },
    }))
}
