//! The ledger of an account or of a pod.

use macros::operation;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::ledger_page::{LedgerPage, LedgerPlace};
use super::{ATOMIC_UNIT, CURRENCY, PageLimit, book};
use crate::directory::money::ledger::LedgerEntry;
use crate::edge::Edge;
use crate::error::Result;
use crate::wire::{Json, Page, Principal, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListHistory {
    /// Entries on a page.
    #[serde(default)]
    #[param(inline)]
    limit: PageLimit,
    /// Only entries before this time: `next_before` of the previous page, unchanged, or any time (RFC 3339).
    before: Option<String>,
    /// With the account's key: a pod of the account. Default: the account.
    pod_id: Option<String>,
}

/// Totals of a page.
#[derive(Serialize, ToSchema)]
pub struct LedgerSummary {
    /// Entries on this page.
    count: usize,
    /// Sum of their amounts in atomic USDC.
    total_usdc: i64,
    /// The same for each category.
    by_category: BTreeMap<String, i64>,
}

/// A page of the ledger.
#[derive(Serialize, ToSchema)]
pub struct SpendingHistory {
    /// The id of the account or of the pod.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    agent_id: String,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// The unit of all amounts.
    #[schema(example = "1e-6 USDC (one millionth of one USDC)")]
    atomic_unit: &'static str,
    /// Newest first.
    entries: Vec<LedgerEntry>,
    /// Totals of this page.
    summary: LedgerSummary,
    /// How to get the next page.
    pagination: LedgerPage,
    /// The unit of all amounts, for people.
    #[schema(example = "Amounts are in atomic USDC.")]
    note: &'static str,
}

/// Read the ledger.
///
/// Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the account's key: those of the account
/// and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an entry of its own.
#[operation(
    GET "/v1/budget/history", tag = "budget", caller = Pod, permission = BudgetRead,
    reply = "A page of the ledger.",
    errors(InvalidRequest, NotFound),
)]
pub async fn get_budget_history(
    edge: Edge,
    caller: Principal,
    Query(list): Query<ListHistory>,
) -> Result<Json<SpendingHistory>> {
    let before = LedgerPlace::before(list.before.as_deref())?;
    let pod = edge.budget_pod(&caller, list.pod_id.as_deref()).await?;
    let book = book(&caller, pod.as_ref());
    let entries = edge.directory()?.entries(&book, (before.at, before.seq), list.limit.get() + 1).await?;
    let page = Page::cut(entries, list.limit.get(), |last| LedgerPlace { at: last.timestamp.millis(), seq: last.seq });
    Ok(Json(SpendingHistory {
        agent_id: book.owner().to_owned(),
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        summary: LedgerSummary::of(&page.items),
        pagination: LedgerPage::new(list.limit, &page),
        entries: page.items,
        note: "Amounts are atomic USDC: 1,000,000 are 1.00 USDC.",
    }))
}

impl LedgerSummary {
    fn of(entries: &[LedgerEntry]) -> Self {
        let mut by_category = BTreeMap::new();
        for entry in entries {
            *by_category.entry(entry.category.clone()).or_insert(0) += entry.amount_usdc;
        }
        Self { count: entries.len(), total_usdc: entries.iter().map(|entry| entry.amount_usdc).sum(), by_category }
    }
}
