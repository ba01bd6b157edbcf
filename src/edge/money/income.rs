//! Payments to the deployment, from the ledger.

use macros::operation;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ledger_page::{LedgerPage, LedgerPlace};
use super::{ATOMIC_UNIT, CURRENCY, PageLimit};
use crate::directory::payments::SettledPayment;
use crate::edge::Edge;
use crate::edge::admin::Operator;
use crate::error::Result;
use crate::wire::{Json, Page, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListIncome {
    /// Payments on a page.
    #[serde(default)]
    #[param(inline)]
    limit: PageLimit,
    /// Only payments before this time: `next_before` of the previous page, unchanged, or any time (RFC 3339).
    before: Option<String>,
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
    let page = Page::cut(payments, list.limit.get(), |last| LedgerPlace { at: last.timestamp.millis(), seq: last.seq });
    Ok(Json(Income {
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        total_usdc: page.items.iter().map(|payment| payment.amount_usdc).sum(),
        pagination: LedgerPage::new(list.limit, &page),
        payments: page.items,
    }))
}
