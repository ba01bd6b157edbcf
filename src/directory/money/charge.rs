//! Charges: money that is spent at once, held, or waits for approval.

use serde::Deserialize;

use super::idempotency::Earlier;
use super::ledger::Booking;
use super::rows::{APPROVAL_COLUMNS, Approval, CHARGE_COLUMNS, Charge};
use super::run::{exceeded_caps, extend_key, refused_agent, with_run};
use super::{MAX_OPEN, MAX_OPEN_OF_POD, WITH_BUDGET, beyond_range, expire_holds, is_full, too_many_holds};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, ApprovalId, ChargeId, KeyId, PodId};
use crate::money::{Amount, Exceeded, period};
use crate::platform::{Conflict, values};
use crate::time::Timestamp;
use crate::wire::IdempotentRequest;

/// A charge to be made.
pub struct NewCharge<'a> {
    pub pod: &'a PodId,
    /// The key or session of the caller. It can be the key of a run.
    pub by: &'a KeyId,
    /// Whether the caller has access to the pod only, and so does not see the numbers of the account's caps.
    pub confined: bool,
    pub amount: Amount,
    pub category: &'a str,
    pub description: Option<&'a str>,
    pub reference_id: Option<&'a str>,
    pub payee: Option<&'a str>,
    /// JSON.
    pub metadata: Option<&'a str>,
    /// Milliseconds for which to hold the money; `None` spends it at once.
    pub hold_for: Option<i64>,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

/// The outcome of a charge.
pub enum ChargeOutcome {
    /// The money is spent, or held.
    Charge(Charge),
    /// The charge waits for approval.
    Approval(Approval),
}

/// A charge that was made now or before under the same key.
pub struct Charged {
    pub is_repeated: bool,
    pub outcome: ChargeOutcome,
}

/// What the checks select from: the budget of the pod, and the run whose key is `?11`.
fn with_budgets() -> String {
    format!("{WITH_BUDGET}, {}", with_run("b.key_id = ?11 AND b.pod_id = ?1", "?2"))
}

/// Selects what decides about a charge. `?6` is the amount, `?7` the category, `?8` the payee.
fn select_checks() -> String {
    let run = "(SELECT run_id FROM run)";
    let holds_full = is_full("charge", "held", "who", run, "?2");
    let approvals_full = is_full("approval", "pending", "who", run, "?2");
    let exceeded_of_run = exceeded_caps("?6");
    format!("
    SELECT on_limit = 'approve' AS asks, coalesce(?6 > single_tx_limit, 0) AS too_large,
      coalesce(allowed_categories IS NULL OR ?7 IN (SELECT value FROM json_each(allowed_categories)), 0) AS category_allowed,
      coalesce(allowed_payees IS NULL OR ?8 IN (SELECT value FROM json_each(allowed_payees)), 0) AS payee_allowed,
      {holds_full} AS holds_full, {approvals_full} AS approvals_full,
      (SELECT json_group_array(json_object('scope', scope, 'period', period, 'limit_usdc', cap, 'spent_usdc', spent,
        'held_usdc', held, 'requested_usdc', CAST(?6 AS INTEGER))) FROM line WHERE spent + held + ?6 > cap) AS exceeded,
      {exceeded_of_run} AS exceeded_of_run, EXISTS (SELECT 1 FROM run WHERE NOT works) AS run_ended,
      (SELECT refused FROM refused) AS refused, approval_ttl
    FROM who")
}
/// The checks that every charge must pass. `?9` is how long to hold it, `?10` the idempotency key. Nobody approves more than a run's cap.
const IS_ALLOWED: &str =
    "category_allowed AND payee_allowed AND exceeded_of_run = '[]' AND NOT run_ended AND refused IS NULL
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?1 AND key = ?10)";
const INSERT_CHARGE: &str = "
    INSERT INTO charge (id, account_id, pod_id, requested, amount, status, category, description, reference_id, payee, metadata,
      booking, booked_at, created_at, expires_at, run_id)
    SELECT ?12, account_id, pod_id, ?6, ?6, iif(?9 IS NULL, 'completed', 'held'), ?7, ?13, ?14, ?8, ?15,
      iif(?9 IS NULL, ?16, NULL), iif(?9 IS NULL, ?2, NULL), ?2, ?2 + ?9, (SELECT run_id FROM run)
    FROM who, checks WHERE exceeded = '[]' AND NOT too_large AND (?9 IS NULL OR NOT holds_full)";
const INSERT_APPROVAL: &str = "
    INSERT INTO approval (id, account_id, pod_id, amount, hold_for, category, description, reference_id, payee, metadata, exceeded,
      requested_by, created_at, expires_at, run_id)
    SELECT ?12, account_id, pod_id, ?6, ?9, ?7, ?13, ?14, ?8, ?15, exceeded, ?11, ?2, ?2 + checks.approval_ttl, (SELECT run_id FROM run)
    FROM who, checks WHERE iif(exceeded = '[]', too_large, asks) AND NOT approvals_full
      AND NOT EXISTS (SELECT 1 FROM charge WHERE id = ?16)";
const INSERT_KEY: &str = "
    INSERT INTO money_key (pod_id, key, fingerprint, charge_id, approval_id, at)
    SELECT ?1, ?2, ?3, (SELECT id FROM charge WHERE id = ?4), (SELECT id FROM approval WHERE id = ?5), ?6
    WHERE ?2 IS NOT NULL AND (EXISTS (SELECT 1 FROM charge WHERE id = ?4) OR EXISTS (SELECT 1 FROM approval WHERE id = ?5))";

#[derive(Deserialize)]
struct Checks {
    asks: i64,
    category_allowed: i64,
    payee_allowed: i64,
    holds_full: i64,
    approvals_full: i64,
    exceeded: String,
    exceeded_of_run: String,
    run_ended: i64,
    refused: Option<String>,
    too_large: i64,
}

impl Directory {
    /// Makes a charge, or an approval that it waits for. Done once under one key.
    ///
    /// # Errors
    /// `spending_cap_exceeded`, `policy_violation`, `ceiling_exceeded`, `hold_limit_reached`, `rate_limited`, `idempotency_mismatch`;
    /// `unauthorized`: the run has ended.
    pub async fn charge(&self, new: &NewCharge<'_>) -> Result<Charged> {
        let (charge_id, approval_id) = (ChargeId::generate()?, ApprovalId::generate()?);
        let (charge_id, approval_id, booking) = (charge_id.as_str(), approval_id.as_str(), Booking::new(new.now)?);
        let (pod, now, key) = (new.pod.as_str(), new.now, new.idempotent.map(|idempotent| &idempotent.key));
        let fingerprint = new.idempotent.map(|idempotent| &idempotent.fingerprint);
        let [day, week, month] = period::starts(now);
        let (amount, by) = (new.amount.atomic(), new.by.as_str());
        let common = values![pod, now, day, week, month, amount, new.category, new.payee, new.hold_for, key, by];
        let charge = values![charge_id, new.description, new.reference_id, new.metadata, booking.id.as_str()];
        let approval = values![approval_id, new.description, new.reference_id, new.metadata, charge_id];
        let (with_budgets, checks) = (with_budgets(), select_checks());
        let with_checks = format!("{with_budgets}, checks AS ({checks})");
        let insert_charge = format!("{with_checks} {INSERT_CHARGE} AND {IS_ALLOWED}");
        let insert_approval = format!("{with_checks} {INSERT_APPROVAL} AND {IS_ALLOWED}");

        let mut batch = self.db.batch();
        expire_holds(&mut batch, pod, now)?;
        let earlier = Earlier::select(&mut batch, pod, new.idempotent, now)?;
        let checks = batch.add(&format!("{with_budgets} {checks}"), &common)?;
        batch.run(&insert_charge, &[&common[..], &charge].concat())?;
        batch.run(&insert_approval, &[&common[..], &approval].concat())?;
        extend_key(&mut batch, by, approval_id)?;
        batch.run(INSERT_KEY, &values![pod, key, fingerprint, charge_id, approval_id, now])?;
        booking.book(&mut batch)?;
        let charge = batch.add(&select_made("charge", CHARGE_COLUMNS), &values![pod, key, charge_id])?;
        let approval = batch.add(&select_made("approval", APPROVAL_COLUMNS), &values![pod, key, approval_id])?;
        let done = batch.commit().await.on_conflict("spent_range", beyond_range)?;

        let is_repeated = earlier.repeats(&done, new.idempotent)?;
        let outcome = match (done.row::<Charge>(charge)?, done.row(approval)?) {
            (Some(charge), _) => ChargeOutcome::Charge(charge.first()),
            (None, Some(approval)) => ChargeOutcome::Approval(approval),
            (None, None) => {
                return Err(match done.row::<Checks>(checks)? {
                    Some(checks) => checks.refusal(new)?,
                    None => Error::not_found("pod"),
                });
            }
        };
        Ok(Charged { is_repeated, outcome })
    }

    /// A charge of an account, or of one of its pods.
    pub async fn charge_of(&self, account: &AccountId, pod: Option<&PodId>, id: &str) -> Result<Charge> {
        let select = format!(
            "SELECT {CHARGE_COLUMNS} FROM charge WHERE id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id)"
        );
        let charge = self.db.row(&select, &values![id, account.as_str(), pod.map(PodId::as_str)]).await?;
        charge.ok_or_else(|| Error::not_found("charge"))
    }
}

/// Selects the charge or approval that was made under a key, or now. `?1` is the pod, `?2` the key, `?3` the id that it gets now.
fn select_made(table: &str, columns: &str) -> String {
    format!(
        "SELECT {columns} FROM {table}
         WHERE id = coalesce((SELECT {table}_id FROM money_key WHERE pod_id = ?1 AND key = ?2), ?3)"
    )
}

impl Checks {
    fn refusal(&self, new: &NewCharge<'_>) -> Result<Error> {
        let refused = |code, reason: &str, message: String| {
            Error::new(code, message).with("status", "rejected").with("reason", reason)
        };
        let fits = self.exceeded == "[]";
        Ok(if self.run_ended == 1 {
            Error::unauthorized()
        } else if let Some(name) = &self.refused {
            refused_agent(name)?.with("status", "rejected").with("reason", "ceiling_exceeded")
        } else if self.category_allowed == 0 {
            let message = format!("This pod may not spend on {:?}.", new.category);
            refused(Code::PolicyViolation, "category_not_allowed", message)
                .fix("Use a category that the pod's policy allows, or ask the account to change it.")
        } else if self.payee_allowed == 0 {
            refused(Code::PolicyViolation, "payee_not_allowed", "This pod may not pay this payee.".to_owned())
                .fix("Name a payee that the pod's policy allows, or ask the account to change it.")
        } else if self.exceeded_of_run != "[]" {
            let message = "The charge would exceed what its run may spend.".to_owned();
            refused(Code::SpendingCapExceeded, "spending_cap_exceeded", message)
                .fix("Spend less. Nobody can approve more than `max_spend_usdc` of a run.")
                .with("amount_usdc", new.amount.atomic())
                .with("exceeded", self.all_exceeded(new)?)
        } else if (!fits && self.asks == 1 || fits && self.too_large == 1) && self.approvals_full == 1 {
            let message = format!(
                "{MAX_OPEN} charges of the account, or {MAX_OPEN_OF_POD} of the pod, already wait for approval."
            );
            refused(Code::RateLimited, "too_many_approvals", message)
                .fix("Wait until a charge is decided or has expired.")
                .retry_after(60)
        } else if fits && self.holds_full == 1 {
            refused(Code::HoldLimit, "too_many_holds", too_many_holds()).fix("Capture or release a hold first.")
        } else {
            refused(Code::SpendingCapExceeded, "spending_cap_exceeded", "The charge would exceed a cap.".to_owned())
                .fix("Spend less, wait for the next period, or ask the account to raise the cap.")
                .with("amount_usdc", new.amount.atomic())
                .with("exceeded", self.all_exceeded(new)?)
        })
    }

    /// The caps that the charge would exceed, those of runs last.
    fn all_exceeded(&self, new: &NewCharge<'_>) -> Result<serde_json::Value> {
        let mut all = Exceeded::read(&self.exceeded, new.confined)?;
        all.append(&mut Exceeded::read(&self.exceeded_of_run, new.confined)?);
        serde_json::to_value(all).map_err(Error::internal)
    }
}
