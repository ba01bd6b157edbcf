//! Money: caps, charges, holds, refunds, approvals, and the ledger.
//!
//! Each operation that moves money is one batch, and each of its statements has its own condition: the database decides.
//! [`Booking::book`](ledger::Booking::book) books the charge that has the booking's id. If the charge was not made, its statements find no row and change
//! nothing.

pub mod approval;
pub mod budget;
pub mod charge;
pub mod decision_link;
pub mod hold;
mod idempotency;
pub mod ledger;
pub mod principal;
pub mod refund;
pub mod rows;
mod run;

use serde_json::Value;

use crate::error::{Code, Error, Result};
use crate::platform::{Batch, values};
use crate::time::Timestamp;

/// Open holds of an account, and separately its pending approvals. Every charge reads all open holds.
const MAX_OPEN: i64 = 100;
/// How many of them one pod can have, so that others have room. The home pod can have all of them, but its
/// runs together only as many as another pod.
const MAX_OPEN_OF_POD: i64 = 20;

/// As SQL: whether the account or the pod of the row `owner` has as many open rows of that status as it can have. The table has
/// `account_id`, `pod_id`, `run_id` and `expires_at`. `run` is the run whose row it would be, or null.
fn is_full(table: &str, status: &str, owner: &str, run: &str, now: &str) -> String {
    format!(
        "(SELECT count(*) >= {MAX_OPEN} OR ({owner}.pod_id <> {owner}.account_id OR {run} IS NOT NULL)
            AND count(*) FILTER (WHERE open.pod_id = {owner}.pod_id
              AND ({owner}.pod_id <> {owner}.account_id OR open.run_id IS NOT NULL)) >= {MAX_OPEN_OF_POD}
          FROM {table} AS open
          WHERE open.account_id = {owner}.account_id AND open.status = '{status}' AND open.expires_at > {now})"
    )
}

fn too_many_holds() -> String {
    format!("The account already has {MAX_OPEN} open holds, or the pod has {MAX_OPEN_OF_POD}.")
}

/// The refusal of a charge after which a total would be larger than clients can represent exactly.
fn beyond_range() -> Error {
    Error::new(Code::SpendingCapExceeded, "The total would be larger than the largest number that can be counted.")
        .fix("Spend less, or wait for the next period.")
        .with("status", "rejected")
        .with("reason", "spending_cap_exceeded")
        .with("exceeded", Vec::<Value>::new())
}

/// A pod with the limits of its spending. `?1` is the pod, `?2` now, `?3` to `?5` the starts of the day, the week and the month.
/// `line` has one row for each possible cap: those of the account, then those of the pod. Spending in a later period counts too: it
/// comes from a machine whose clock is ahead, and a hold may be captured in that period.
const WITH_BUDGET: &str = "
    WITH who AS (
      SELECT p.id AS pod_id, p.account_id, p.cap_daily, p.cap_weekly, p.cap_monthly,
        b.cap_daily AS all_daily, b.cap_weekly AS all_weekly, b.cap_monthly AS all_monthly,
        p.allowed_categories, p.allowed_payees, coalesce(b.on_limit, 'reject') AS on_limit, b.single_tx_limit,
        coalesce(b.require_second_principal, 0) AS require_second_principal, coalesce(b.approval_ttl, 86400000) AS approval_ttl
      FROM pod p LEFT JOIN budget b ON b.account_id = p.account_id WHERE p.id = ?1 AND NOT p.condemned
    ), book AS (
      SELECT 'account' AS scope, 'account:' || account_id AS book, all_daily AS daily, all_weekly AS weekly,
        all_monthly AS monthly, (SELECT coalesce(sum(requested), 0) FROM charge
          WHERE account_id = who.account_id AND status = 'held' AND expires_at > ?2) AS held
      FROM who
      UNION ALL
      SELECT 'pod', 'pod:' || pod_id, cap_daily, cap_weekly, cap_monthly, (SELECT coalesce(sum(requested), 0) FROM charge
          WHERE account_id = who.account_id AND status = 'held' AND expires_at > ?2 AND pod_id = who.pod_id)
      FROM who
    ), line AS (
      SELECT scope, period, CASE period WHEN 'daily' THEN daily WHEN 'weekly' THEN weekly ELSE monthly END AS cap, held,
        coalesce((SELECT max(amount) FROM spent WHERE spent.book = book.book AND spent.period = span.period
          AND spent.start >= span.start), 0) AS spent
      FROM book, (SELECT 'daily' AS period, ?3 AS start UNION ALL SELECT 'weekly', ?4 UNION ALL SELECT 'monthly', ?5) AS span
    )";

/// Ends what a pod that is being deleted leaves open: its pending approvals, holds and idempotency keys. What it spent stays. `?1` is the pod.
pub(super) const END_OF_POD: [&str; 3] = [
    "UPDATE approval SET status = 'expired' WHERE pod_id = ?1 AND status = 'pending'
       AND EXISTS (SELECT 1 FROM pod WHERE id = ?1 AND condemned)",
    "UPDATE charge SET status = 'released' WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1 AND condemned)
       AND pod_id = ?1 AND status = 'held'",
    "DELETE FROM money_key WHERE pod_id = ?1 AND EXISTS (SELECT 1 FROM pod WHERE id = ?1 AND condemned)",
];

/// Marks the expired holds of the pod's account before they are left out of the totals. Otherwise a capture by a machine whose clock is
/// behind could spend money that another charge has already taken.
fn expire_holds(batch: &mut Batch<'_>, pod: &str, now: Timestamp) -> Result<()> {
    const EXPIRE_HOLDS: &str = "
        UPDATE charge SET status = 'expired' WHERE account_id = (SELECT account_id FROM pod WHERE id = ?1)
          AND status = 'held' AND expires_at <= ?2";
    batch.run(EXPIRE_HOLDS, &values![pod, now])
}
