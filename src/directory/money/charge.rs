//! Charges: money that is spent at once, held, or waits for approval.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::approval::{self, Approval};
use super::{Booking, MAX_OPEN_CHARGES, MAX_OPEN_CHARGES_PER_POD, WITH_BUDGET, full};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, ApprovalId, ChargeId, KeyId, PodId};
use crate::money::{Amount, Exceeded, period};
use crate::platform::{Conflict, Rows, values};
use crate::time::Timestamp;
use crate::wire::IdempotentRequest;

/// The state of a charge.
/// - `completed`: the money is spent
/// - `held`: it counts against the caps until it is captured or released
/// - `released`: the hold was released
/// - `expired`: the hold was neither captured nor released in time
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChargeStatus {
    Completed,
    Held,
    Released,
    Expired,
}

/// A charge as stored.
#[derive(Deserialize)]
pub struct Charge {
    pub id: ChargeId,
    pub account_id: AccountId,
    pub pod_id: PodId,
    pub requested: i64,
    pub amount: i64,
    pub refunded: i64,
    /// As stored; see [`status`](Self::status_at).
    status: ChargeStatus,
    pub category: String,
    pub description: Option<String>,
    pub reference_id: Option<String>,
    pub payee: Option<String>,
    pub metadata: Option<String>,
    pub approval_id: Option<ApprovalId>,
    pub booked_at: Option<i64>,
    pub created_at: i64,
    pub expires_at: Option<i64>,
}

impl Charge {
    /// What has become of it by then.
    pub fn status_at(&self, now: Timestamp) -> ChargeStatus {
        match (self.status, self.expires_at) {
            (ChargeStatus::Held, Some(end)) if end <= now.millis() => ChargeStatus::Expired,
            (status, _) => status,
        }
    }

    /// As it was when it was made, whatever has become of it.
    pub fn first(self) -> Self {
        let (status, booked_at) = match self.expires_at {
            Some(_) => (ChargeStatus::Held, None),
            None => (ChargeStatus::Completed, Some(self.created_at)),
        };
        Self { amount: self.requested, refunded: 0, status, booked_at, ..self }
    }
}

/// A charge to be made.
pub struct NewCharge<'a> {
    pub pod: &'a PodId,
    /// The key or session that asks.
    pub by: &'a KeyId,
    pub amount: Amount,
    pub category: &'a str,
    pub description: Option<&'a str>,
    pub reference_id: Option<&'a str>,
    pub payee: Option<&'a str>,
    /// JSON.
    pub metadata: Option<&'a str>,
    /// The milliseconds for which to hold it; none: it is spent at once.
    pub hold_for: Option<i64>,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

/// What came of it.
pub enum ChargeOutcome {
    /// It is spent, or held.
    Charge(Charge),
    /// It waits for approval.
    Approval(Approval),
}

/// Whether it was done before, under the same key; and what.
pub struct Charged {
    pub again: bool,
    pub made: ChargeOutcome,
}

pub(super) const COLUMNS: &str =
    "id, account_id, pod_id, requested, amount, refunded, status, category, description, reference_id, payee,
      metadata, approval_id, booked_at, created_at, expires_at";

/// What stands against a charge. `?6` is the amount, `?7` the category, `?8` the payee.
fn state() -> String {
    let (holds_full, waiting_full) = (full("charge", "held", "who", "?2"), full("approval", "pending", "who", "?2"));
    format!("
    SELECT on_limit = 'approve' AS asks, coalesce(?6 > single_tx_limit, 0) AS too_large,
      coalesce(allowed_categories IS NULL OR ?7 IN (SELECT value FROM json_each(allowed_categories)), 0) AS category_allowed,
      coalesce(allowed_payees IS NULL OR ?8 IN (SELECT value FROM json_each(allowed_payees)), 0) AS payee_allowed,
      {holds_full} AS holds_full, {waiting_full} AS waiting_full, pod_id <> account_id AS confined,
      (SELECT json_group_array(json_object('scope', scope, 'period', period, 'limit_usdc', cap, 'spent_usdc', spent,
        'held_usdc', held, 'requested_usdc', CAST(?6 AS INTEGER))) FROM line WHERE spent + held + ?6 > cap) AS exceeded,
      approval_ttl
    FROM who")
}
/// The same as conditions. `?9` is how long to hold it, `?10` the idempotency key.
const ALLOWED: &str = "category_allowed AND payee_allowed
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?1 AND key = ?10)";
const INSERT_CHARGE: &str = "
    INSERT INTO charge (id, account_id, pod_id, requested, amount, status, category, description, reference_id, payee, metadata,
      booking, booked_at, created_at, expires_at)
    SELECT ?11, account_id, pod_id, ?6, ?6, iif(?9 IS NULL, 'completed', 'held'), ?7, ?12, ?13, ?8, ?14,
      iif(?9 IS NULL, ?15, NULL), iif(?9 IS NULL, ?2, NULL), ?2, ?2 + ?9
    FROM who, state WHERE exceeded = '[]' AND NOT too_large AND (?9 IS NULL OR NOT holds_full)";
const INSERT_APPROVAL: &str = "
    INSERT INTO approval (id, account_id, pod_id, amount, hold_for, category, description, reference_id, payee, metadata, exceeded,
      requested_by, created_at, expires_at)
    SELECT ?11, account_id, pod_id, ?6, ?9, ?7, ?12, ?13, ?8, ?14, exceeded, ?15, ?2, ?2 + state.approval_ttl
    FROM who, state WHERE iif(exceeded = '[]', too_large, asks) AND NOT waiting_full
      AND NOT EXISTS (SELECT 1 FROM charge WHERE id = ?16)";
const INSERT_KEY: &str = "
    INSERT INTO money_key (pod_id, key, fingerprint, charge_id, approval_id, at)
    SELECT ?1, ?2, ?3, (SELECT id FROM charge WHERE id = ?4), (SELECT id FROM approval WHERE id = ?5), ?6
    WHERE ?2 IS NOT NULL AND (EXISTS (SELECT 1 FROM charge WHERE id = ?4) OR EXISTS (SELECT 1 FROM approval WHERE id = ?5))";

#[derive(Deserialize)]
struct State {
    asks: i64,
    category_allowed: i64,
    payee_allowed: i64,
    holds_full: i64,
    waiting_full: i64,
    confined: i64,
    exceeded: String,
    too_large: i64,
}

impl Directory {
    /// Makes a charge, or has it wait for approval. Done once under one key.
    ///
    /// # Errors
    /// `spending_cap_exceeded`, `policy_violation`, `hold_limit_reached`, `rate_limited`, `idempotency_mismatch`.
    pub async fn charge(&self, new: &NewCharge<'_>) -> Result<Charged> {
        let (id, ask, booking) = (ChargeId::generate()?, ApprovalId::generate()?, Booking::new(new.now)?);
        let (pod, now, key) = (new.pod.as_str(), new.now, new.idempotent.map(|idempotent| &idempotent.key));
        let [day, week, month] = period::starts(now);
        let common =
            values![pod, now, day, week, month, new.amount.atomic(), new.category, new.payee, new.hold_for, key];
        let charge = values![id.as_str(), new.description, new.reference_id, new.metadata, booking.id.as_str()];
        let approval =
            values![ask.as_str(), new.description, new.reference_id, new.metadata, new.by.as_str(), id.as_str(),];
        let fingerprint = new.idempotent.map(|idempotent| &idempotent.fingerprint);
        let remember = values![pod, key, fingerprint, id.as_str(), ask.as_str(), now];
        let state = state();
        let decided = format!("{WITH_BUDGET}, state AS ({state})");
        let [used, add_up, enter] = self.book(&booking)?;
        let done = self
            .db
            .batch([
                self.expire_holds(pod, now)?,
                self.forget_keys(pod, now)?,
                self.done_before(pod, new.idempotent)?,
                self.db.statement(&format!("{WITH_BUDGET} {state}"), &common[..8])?,
                self.db
                    .statement(&format!("{decided} {INSERT_CHARGE} AND {ALLOWED}"), &[&common[..], &charge].concat())?,
                self.db.statement(
                    &format!("{decided} {INSERT_APPROVAL} AND {ALLOWED}"),
                    &[&common[..], &approval].concat(),
                )?,
                self.db.statement(INSERT_KEY, &remember)?,
                used,
                add_up,
                enter,
                self.db.statement(&found("charge", "charge_id", COLUMNS), &values![pod, key, id.as_str()])?,
                self.db.statement(
                    &found("approval", "approval_id", approval::COLUMNS),
                    &values![pod, key, ask.as_str()],
                )?,
            ])
            .await
            .on_conflict("spent_range", beyond_range)?;
        let again = is_again(done.get(2), new.idempotent)?;
        let made = match (one::<Charge>(done.get(10))?, one::<Approval>(done.get(11))?) {
            (Some(charge), _) => ChargeOutcome::Charge(charge.first()),
            (None, Some(approval)) => ChargeOutcome::Approval(approval),
            (None, None) => {
                return Err(match one::<State>(done.get(3))? {
                    Some(state) => state.refusal(new)?,
                    None => Error::not_found("pod"),
                });
            }
        };
        Ok(Charged { again, made })
    }

    /// A charge of an account, or of one of its pods alone.
    pub async fn charge_of(&self, account: &AccountId, pod: Option<&PodId>, id: &str) -> Result<Charge> {
        let find =
            format!("SELECT {COLUMNS} FROM charge WHERE id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id)");
        let charge = self.db.first(&find, &values![id, account.as_str(), pod.map(PodId::as_str)]).await?;
        charge.ok_or_else(|| Error::not_found("charge"))
    }
}

/// What was made under a key, or now. `?1` is the pod, `?2` the key, `?3` the id it would have now.
pub(super) fn found(table: &str, column: &str, columns: &str) -> String {
    format!(
        "SELECT {columns} FROM {table}
         WHERE id = coalesce((SELECT {column} FROM money_key WHERE pod_id = ?1 AND key = ?2), ?3)"
    )
}

pub(super) fn one<T: serde::de::DeserializeOwned>(rows: Option<&Rows>) -> Result<Option<T>> {
    rows.map_or(Ok(None), Rows::one)
}

/// Whether something was done before under this key.
///
/// # Errors
/// `idempotency_mismatch`: it was something else.
pub(super) fn is_again(done: Option<&Rows>, idempotent: Option<&IdempotentRequest>) -> Result<bool> {
    #[derive(Deserialize)]
    struct Done {
        fingerprint: String,
    }
    match (one::<Done>(done)?, idempotent) {
        (Some(done), Some(idempotent)) if done.fingerprint == idempotent.fingerprint => Ok(true),
        (Some(_), _) => {
            Err(Error::new(Code::IdempotencyMismatch, "This Idempotency-Key was used with another request.")
                .fix("Use a new key for a new request."))
        }
        (None, _) => Ok(false),
    }
}

pub(super) fn too_many_holds() -> String {
    format!("{MAX_OPEN_CHARGES} charges of the account, or {MAX_OPEN_CHARGES_PER_POD} of the pod, are held already.")
}

/// What is said of a charge after which a total would be beyond what clients can count to.
pub(super) fn beyond_range() -> Error {
    Error::new(Code::SpendingCapExceeded, "The account would have spent more than can be counted.")
        .fix("Spend less, or wait for the next period.")
        .with("status", "rejected")
        .with("reason", "spending_cap_exceeded")
        .with("exceeded", Vec::<Value>::new())
}

impl State {
    fn refusal(&self, new: &NewCharge<'_>) -> Result<Error> {
        let refused = |code, reason: &str, message: String| {
            Error::new(code, message).with("status", "rejected").with("reason", reason)
        };
        let exceeded =
            serde_json::to_value(Exceeded::read(&self.exceeded, self.confined != 0)?).map_err(Error::internal)?;
        let fits = self.exceeded == "[]";
        Ok(if self.category_allowed == 0 {
            let message = format!("This pod may not spend on {:?}.", new.category);
            refused(Code::PolicyViolation, "category_not_allowed", message)
                .fix("Use a category that the pod's policy allows, or ask the account to change it.")
        } else if self.payee_allowed == 0 {
            refused(Code::PolicyViolation, "payee_not_allowed", "This pod may not pay that payee.".to_owned())
                .fix("Name a payee that the pod's policy allows, or ask the account to change it.")
        } else if (!fits && self.asks == 1 || fits && self.too_large == 1) && self.waiting_full == 1 {
            let message = format!(
                "{MAX_OPEN_CHARGES} charges of the account, or {MAX_OPEN_CHARGES_PER_POD} of the pod, wait for approval already."
            );
            refused(Code::RateLimited, "too_many_approvals", message)
                .fix("Wait until some are decided or have expired.")
                .retry_after(60)
        } else if fits && self.holds_full == 1 {
            refused(Code::HoldLimit, "too_many_holds", too_many_holds()).fix("Capture or release some.")
        } else {
            refused(Code::SpendingCapExceeded, "spending_cap_exceeded", "The charge would exceed a cap.".to_owned())
                .fix("Spend less, wait for the next period, or ask the account to raise the cap.")
                .with("amount_usdc", new.amount.atomic())
                .with("exceeded", exceeded)
        })
    }
}
