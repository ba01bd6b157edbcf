//! Money that came back.

use serde::Deserialize;

use super::charge::{COLUMNS, Charge, ChargeStatus, is_again, one};
use super::principal::{may_decide, person_needed};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, ChargeId, EntryId, KeyId, PodId, RefundId};
use crate::money::{Amount, period};
use crate::platform::{Conflict, values};
use crate::time::Timestamp;
use crate::wire::IdempotentRequest;

/// A refund as stored.
#[derive(Deserialize)]
pub struct Refund {
    pub id: RefundId,
    pub charge_id: ChargeId,
    pub amount: i64,
    pub reason: Option<String>,
    pub created_at: i64,
}

/// A refund to be made.
pub struct NewRefund<'a> {
    pub charge: &'a str,
    pub account: &'a AccountId,
    pub by: &'a KeyId,
    /// The pod of the caller's key, which its idempotency keys belong to.
    pub caller: &'a PodId,
    /// None: all that was not refunded.
    pub amount: Option<Amount>,
    pub reason: Option<&'a str>,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

const INSERT_REFUND: &str = "
    INSERT INTO refund (id, charge_id, amount, reason, refunded_by, created_at)
    SELECT ?1, id, coalesce(?2, amount - refunded), ?3, ?4, ?5 FROM charge
    WHERE id = ?6 AND account_id = ?7 AND status = 'completed' AND refunded < amount
      AND refunded + coalesce(?2, 0) <= amount AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?8 AND key = ?9)";
/// A refund makes room under the caps: of one's own charges it is like raising them.
const NOT_OWN: &str = "pod_id <> account_id";
const UPDATE_CHARGE_REFUNDED: &str = "
    UPDATE charge SET refunded = refunded + (SELECT amount FROM refund WHERE id = ?1)
    WHERE id = (SELECT charge_id FROM refund WHERE id = ?1)";
/// Out of the periods that the charge was counted in.
const UPDATE_SPENT: &str = "
    UPDATE spent SET amount = spent.amount - moved.amount FROM (
      SELECT iif(scope = 'account', 'account:' || account_id, 'pod:' || pod_id) AS book, period, start, refund.amount
      FROM refund JOIN charge ON charge.id = refund.charge_id, (SELECT 'account' AS scope UNION ALL SELECT 'pod'),
        (SELECT 'daily' AS period, ?2 AS start UNION ALL SELECT 'weekly', ?3 UNION ALL SELECT 'monthly', ?4)
      WHERE refund.id = ?1) AS moved
    WHERE spent.book = moved.book AND spent.period = moved.period AND spent.start = moved.start";
const INSERT_LEDGER: &str = "
    INSERT INTO ledger (id, book, pod_id, kind, charge_id, approval_id, amount, category, description, reference_id, payee, at,
      counts_at)
    SELECT ?2, iif(scope = 'account', 'account:' || account_id, 'pod:' || pod_id), pod_id, 'refund', charge.id, approval_id,
      -refund.amount, category, coalesce(refund.reason, description), reference_id, payee, refund.created_at, booked_at
    FROM refund JOIN charge ON charge.id = refund.charge_id, (SELECT 'account' AS scope UNION ALL SELECT 'pod')
    WHERE refund.id = ?1";
const INSERT_KEY: &str = "
    INSERT INTO money_key (pod_id, key, fingerprint, refund_id, at)
    SELECT ?1, ?2, ?3, id, ?5 FROM refund WHERE id = ?4 AND ?2 IS NOT NULL";
const SELECT_REFUND: &str = "
    SELECT id, charge_id, amount, reason, created_at FROM refund
    WHERE id = coalesce((SELECT refund_id FROM money_key WHERE pod_id = ?1 AND key = ?2), ?3)";

impl Directory {
    /// Puts back what was spent, or a part of it. Also whether that was done before under the same key.
    ///
    /// # Errors
    /// `not_found`; `invalid_request`: more than is left; `already_resolved`: nothing is left; `hold_over`: nothing was spent;
    /// `self_approval_forbidden`; `idempotency_mismatch`.
    pub async fn refund(&self, new: &NewRefund<'_>) -> Result<(Refund, bool)> {
        // When a charge was booked never changes.
        let charge = self.charge_of(new.account, None, new.charge).await?;
        let Some(booked) = charge.booked_at.map(Timestamp::from_millis) else { return Err(refusal(&charge, new)) };
        let ([day, week, month], id, entry) = (period::starts(booked), RefundId::generate()?, EntryId::generate()?);
        let (id, caller, key) = (id.as_str(), new.caller.as_str(), new.idempotent.map(|idempotent| &idempotent.key));
        let fingerprint = new.idempotent.map(|idempotent| &idempotent.fingerprint);
        let insert = values![
            id,
            new.amount.map(Amount::atomic),
            new.reason,
            new.by.as_str(),
            new.now,
            new.charge,
            new.account.as_str(),
            caller,
            key,
        ];
        let now = format!("SELECT {COLUMNS} FROM charge WHERE id = ?1");
        let done = self
            .db
            .batch([
                self.forget_keys(caller, new.now)?,
                self.done_before(caller, new.idempotent)?,
                self.db
                    .statement(&format!("{INSERT_REFUND} AND ({NOT_OWN} OR {})", may_decide("?7", "?4")), &insert)?,
                self.db.statement(UPDATE_CHARGE_REFUNDED, &values![id])?,
                self.db.statement(UPDATE_SPENT, &values![id, day, week, month])?,
                self.db.statement(INSERT_LEDGER, &values![id, entry.as_str()])?,
                self.db.statement(INSERT_KEY, &values![caller, key, fingerprint, id, new.now])?,
                self.db.statement(SELECT_REFUND, &values![caller, key, id])?,
                self.db.statement(&now, &values![new.charge])?,
            ])
            .await
            .on_conflict("refund_within", || refusal(&charge, new))?;
        let again = is_again(done.get(1), new.idempotent)?;
        match one(done.get(7))? {
            Some(refund) => Ok((refund, again)),
            None => Err(refusal(&one(done.get(8))?.unwrap_or(charge), new)),
        }
    }
}

fn refusal(charge: &Charge, new: &NewRefund<'_>) -> Error {
    let status = charge.status_at(new.now);
    if status != ChargeStatus::Completed {
        return Error::new(Code::HoldOver, "Nothing was spent, so nothing can be refunded.")
            .fix("POST /v1/charges/{id}/release lets go of what is held.");
    }
    match charge.amount - charge.refunded {
        0 => Error::new(Code::AlreadyResolved, "All of the charge was refunded before."),
        left if new.amount.is_none_or(|amount| amount.atomic() <= left) => {
            person_needed("Refunding a charge of the account's own key")
        }
        left => Error::invalid(format!("{left} atomic USDC of the charge are left to refund."))
            .fix("Send at most that; without an amount all of it is refunded."),
    }
}
