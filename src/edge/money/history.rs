//! What was spent, from the ledger.

use macros::operation;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{ATOMIC_UNIT, CURRENCY, book, checked_limit};
use crate::directory::money::ledger::{Entry, EntryKind};
use crate::edge::Edge;
use crate::error::{Error, Result};
use crate::id::{ApprovalId, ChargeId, EntryId, PodId};
use crate::time::Timestamp;
use crate::wire::{Json, Principal, Query};

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct ListHistory {
    /// Entries to return, 1 to 200.
    #[param(default = 50, minimum = 1, maximum = 200)]
    limit: Option<u32>,
    /// Entries before this time: `next_before` of the page before, or any time.
    #[param(value_type = Option<String>, format = DateTime)]
    before: Option<String>,
    /// With the account's key: one of its pods instead of the account.
    pod_id: Option<String>,
}

/// A movement of money.
#[derive(Serialize, ToSchema)]
pub struct LedgerEntry {
    id: EntryId,
    /// When the money moved.
    #[schema(value_type = String, format = DateTime)]
    timestamp: Timestamp,
    /// Negative where money came back.
    amount_usdc: i64,
    /// What the money is for.
    #[schema(example = "compute")]
    category: String,
    /// For a refund, its reason.
    #[schema(example = "GPU hours")]
    description: String,
    /// Your own reference, for example an invoice number.
    #[schema(example = "invoice-42")]
    reference_id: Option<String>,
    kind: EntryKind,
    /// Who gets the money.
    #[schema(example = "api.example.com")]
    payee: Option<String>,
    pod_id: PodId,
    charge_id: ChargeId,
    /// The approval that let it be, whatever the caps said.
    approval_id: Option<ApprovalId>,
}

/// The entries of a page, added up.
#[derive(Serialize, ToSchema)]
pub struct LedgerSummary {
    /// Entries on the page.
    count: usize,
    /// The total of the page, in atomic USDC.
    total_usdc: i64,
    /// The total of each category, in atomic USDC.
    by_category: BTreeMap<String, i64>,
}

/// Where a page ends.
#[derive(Serialize, ToSchema)]
pub struct LedgerPage {
    /// Entries on a page.
    pub(super) limit: u32,
    /// Whether there is another page.
    pub(super) has_more: bool,
    /// The `before` of the next page. Its fraction of a second has more digits than a timestamp's: they tell entries of one
    /// millisecond apart, so pass it on as it is.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub(super) next_before: Option<String>,
}

/// A page of the ledger.
#[derive(Serialize, ToSchema)]
pub struct SpendingHistory {
    /// The account, or the pod.
    #[schema(example = "acc_k7x9m2p4abcd1234")]
    agent_id: String,
    /// Always `USDC`.
    #[schema(example = "USDC")]
    currency: &'static str,
    /// What the integers of amounts count.
    #[schema(example = "1e-6 USDC (one millionth of one USDC)")]
    atomic_unit: &'static str,
    /// The newest first.
    entries: Vec<LedgerEntry>,
    /// Of this page.
    summary: LedgerSummary,
    pagination: LedgerPage,
    /// An explanation, for a person.
    #[schema(example = "Amounts are in atomic USDC.")]
    note: &'static str,
}

/// Read what was spent.
///
/// The ledger, newest first: of the account with all of its pods; with a pod's key of the pod. Nothing in it is ever changed or
/// removed; what came back is an entry of its own.
#[operation(
    GET "/v1/budget/history", tag = "budget", caller = Pod, permission = BudgetRead,
    reply = "A page.",
    errors(InvalidRequest, NotFound),
)]
pub async fn get_budget_history(
    edge: Edge,
    caller: Principal,
    Query(list): Query<ListHistory>,
) -> Result<Json<SpendingHistory>> {
    let limit = checked_limit(list.limit)?;
    let before = position(list.before.as_deref())?;
    let pod = edge.pod_in_question(&caller, list.pod_id.as_deref()).await?;
    let book = book(&caller, pod.as_ref());
    let mut entries = edge.directory()?.entries(&book, before, limit + 1).await?;
    let has_more = entries.len() > limit as usize;
    entries.truncate(limit as usize);
    let next_before = entries.last().filter(|_| has_more).map(|last| cursor(last.at, last.seq));
    let entries: Vec<LedgerEntry> = entries.into_iter().map(LedgerEntry::from).collect();
    Ok(Json(SpendingHistory {
        agent_id: book.owner().to_owned(),
        currency: CURRENCY,
        atomic_unit: ATOMIC_UNIT,
        summary: LedgerSummary::of(&entries),
        entries,
        pagination: LedgerPage { limit, has_more, next_before },
        note: "Amounts are atomic USDC: 1000000 are 1.00 USDC.",
    }))
}

impl From<Entry> for LedgerEntry {
    fn from(entry: Entry) -> Self {
        Self {
            id: entry.id,
            timestamp: Timestamp::from_millis(entry.at),
            amount_usdc: entry.amount,
            category: entry.category,
            description: entry.description.unwrap_or_default(),
            reference_id: entry.reference_id,
            kind: entry.kind,
            payee: entry.payee,
            pod_id: entry.pod_id,
            charge_id: entry.charge_id,
            approval_id: entry.approval_id,
        }
    }
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

/// Digits of the sequence number that follow the milliseconds in a cursor.
const CURSOR_SEQ_DIGITS: usize = 12;

/// Where an entry stands, as a time: the milliseconds go on with the entry's number. RFC 3339 takes any count of digits.
pub(super) fn cursor(at: i64, seq: i64) -> String {
    let at = Timestamp::from_millis(at).to_string();
    format!("{}{seq:0CURSOR_SEQ_DIGITS$}Z", at.trim_end_matches('Z'))
}

/// Before what: a cursor, or any time; everything, if not told.
pub(super) fn position(before: Option<&str>) -> Result<(i64, i64)> {
    let Some(before) = before else { return Ok((i64::MAX >> 11, 0)) };
    let bad = || Error::invalid("before is a time as in RFC 3339, or the next_before of a page.");
    let fraction = before.split_once('.').map(|(_, rest)| rest);
    let number = fraction
        .and_then(|fraction| fraction.strip_suffix('Z'))
        .filter(|digits| digits.len() == 3 + CURSOR_SEQ_DIGITS && digits.bytes().all(|digit| digit.is_ascii_digit()))
        .and_then(|digits| digits[3..].parse().ok());
    let at = match number {
        Some(_) => Timestamp::parse(&format!("{}Z", &before[..before.len() - CURSOR_SEQ_DIGITS - 1])),
        // A plus sign in a query is a space.
        None => Timestamp::parse(&before.replace(' ', "+")),
    };
    Ok((at.ok_or_else(bad)?.millis(), number.unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_a_time_that_knows_its_entry() {
        let at = Timestamp::parse("2026-04-01T10:00:00.123Z").expect("a time").millis();
        let written = "2026-04-01T10:00:00.123000000000042Z";
        assert_eq!(position(Some(written)).expect("a cursor"), (at, 42));
        assert!(Timestamp::parse(written).is_some(), "and a time to others");
        assert_eq!(position(Some("2026-04-01T10:00:00.123Z")).expect("a time"), (at, 0));
        assert_eq!(position(Some("2026-04-01T12:00:00.123 02:00")).expect("a time"), (at, 0));
        for bad in ["yesterday", "", "é.000000000000000Z"] {
            assert!(position(Some(bad)).is_err(), "{bad}");
        }
    }
}
