//! Payments to the deployment, from the ledger.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ledger_page::{LedgerPage, LedgerPlace};
use super::{ATOMIC_UNIT, CURRENCY, PageLimit};
use crate::directory::payments;
use crate::edge::Edge;
use crate::edge::admin::Operator;
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::time::Timestamp;
use crate::wire::{Json, Page, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListIncome {
    /// Payments on a page.
    #[serde(default)]
    #[param(inline)]
    limit: PageLimit,
    /// Only payments before this time: `next_before` of the previous page, or any time.
    #[param(value_type = Option<String>, format = DateTime)]
    before: Option<String>,
}

/// A settled payment.
#[derive(Serialize, ToSchema)]
pub struct SettledPayment {
    /// SHA-256 of network, payer and nonce.
    #[schema(example = "5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506")]
    id: String,
    /// When it was settled.
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    /// Amount in atomic USDC.
    amount_usdc: i64,
    /// The operation that was paid for.
    #[schema(example = "POST /v1/email/send")]
    route: String,
    /// The chain, as a CAIP-2 id.
    #[schema(example = "eip155:8453")]
    network: String,
    /// The payer's address.
    #[schema(example = "0x209693bc6afc0c5328ba36faf03c514ef312287c")]
    payer: String,
    /// Hash of the transaction. Null if the facilitator did not report it; the chain shows whether the nonce is used.
    #[schema(example = "0x5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506")]
    transaction: Option<String>,
    /// The account of the agent that paid; null for a payer without a key.
    account_id: Option<AccountId>,
    /// The pod of the agent that paid; null for a payer without a key.
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

/// A page of payments to the deployment.
#[derive(Serialize, ToSchema)]
pub struct Income {
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// The unit of all amounts.
    #[schema(example = "1e-6 USDC (one millionth of one USDC)")]
    atomic_unit: &'static str,
    /// Newest first.
    payments: Vec<SettledPayment>,
    /// Sum of this page's amounts in atomic USDC.
    total_usdc: i64,
    /// How to get the next page.
    pagination: LedgerPage,
}

/// List payments to the deployment.
///
/// Payments by x402, newest first. Entries are never changed or removed. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the
/// deployment has no such token.
#[operation(
    GET "/admin/income", tag = "admin", caller = Operator,
    reply = "A page of payments.",
    errors(InvalidRequest, Unauthorized = "The token is wrong.", NotFound = "The deployment has no `ADMIN_TOKEN`."),
)]
pub async fn get_income(edge: Edge, _: Operator, Query(list): Query<ListIncome>) -> Result<Json<Income>> {
    let before = LedgerPlace::before(list.before.as_deref())?;
    let payments = edge.directory()?.payments().income((before.at, before.seq), list.limit.get() + 1).await?;
    let page = Page::cut(payments, list.limit.get(), |last| LedgerPlace { at: last.at, seq: last.seq });
    Ok(Json(Income {
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        total_usdc: page.items.iter().map(|payment| payment.amount).sum(),
        pagination: LedgerPage::new(list.limit, &page),
        payments: page.items.into_iter().map(SettledPayment::from).collect(),
    }))
}
