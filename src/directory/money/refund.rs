//! Refunds: money that came back.

use serde::Deserialize;

use super::idempotency::Earlier;
use super::ledger::{BOOK_NAME, BOOKS, insert_entries};
use super::principal::{may_decide, person_needed};
use super::rows::{CHARGE_COLUMNS, Charge, ChargeStatus};
use super::run;
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
    /// The pod of the caller's key, which has the idempotency keys.
    pub caller: &'a PodId,
    /// `None` refunds all that was not refunded yet.
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
/// A refund makes room under the caps: for the key's own charges that is like raising the caps.
const IS_OF_OTHER_POD: &str = "pod_id <> account_id";
const UPDATE_CHARGE: &str = "
    UPDATE charge SET refunded = refunded + (SELECT amount FROM refund WHERE id = ?1)
    WHERE id = (SELECT charge_id FROM refund WHERE id = ?1)";
const SELECT_MOVEMENT: &str = "
    SELECT ?2 AS id, account_id, pod_id, 'refund' AS kind, charge.id AS charge_id, approval_id, run_id, -refund.amount AS amount, category,
      coalesce(refund.reason, description) AS description, reference_id, payee, refund.created_at AS at, booked_at AS counts_at
    FROM refund JOIN charge ON charge.id = refund.charge_id WHERE refund.id = ?1";
const INSERT_KEY: &str = "
    INSERT INTO money_key (pod_id, key, fingerprint, refund_id, at)
    SELECT ?1, ?2, ?3, id, ?5 FROM refund WHERE id = ?4 AND ?2 IS NOT NULL";
const SELECT_REFUND: &str = "
    SELECT id, charge_id, amount, reason, created_at FROM refund
    WHERE id = coalesce((SELECT refund_id FROM money_key WHERE pod_id = ?1 AND key = ?2), ?3)";

impl Directory {
    /// Refunds a charge, or a part of it. Also returns whether that was done before under the same key.
    ///
    /// # Errors
    /// `not_found`; `invalid_request`: more than is left; `already_resolved`: nothing is left; `hold_over`: nothing was spent;
    /// `self_approval_forbidden`; `idempotency_mismatch`.
    pub async fn refund(&self, new: &NewRefund<'_>) -> Result<(Refund, bool)> {
        // The time at which a charge was booked never changes.
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
        let insert_refund = format!("{INSERT_REFUND} AND ({IS_OF_OTHER_POD} OR {})", may_decide("?7", "?4"));
        // The refund lowers the totals of the periods in which the charge counts.
        let update_totals = format!(
            "UPDATE spent SET amount = spent.amount - refunded.amount FROM (
               SELECT {BOOK_NAME} AS book, period, start, refund.amount
               FROM refund JOIN charge ON charge.id = refund.charge_id, {BOOKS},
                 (SELECT 'daily' AS period, ?2 AS start UNION ALL SELECT 'weekly', ?3 UNION ALL SELECT 'monthly', ?4)
               WHERE refund.id = ?1) AS refunded
             WHERE spent.book = refunded.book AND spent.period = refunded.period AND spent.start = refunded.start"
        );

        let mut batch = self.db.batch();
        let earlier = Earlier::select(&mut batch, caller, new.idempotent, new.now)?;
        batch.run(&insert_refund, &insert)?;
        batch.run(UPDATE_CHARGE, &values![id])?;
        batch.run(&update_totals, &values![id, day, week, month])?;
        run::subtract_refund(&mut batch, id)?;
        insert_entries(&mut batch, SELECT_MOVEMENT, &values![id, entry.as_str()])?;
        batch.run(INSERT_KEY, &values![caller, key, fingerprint, id, new.now])?;
        let refund = batch.add(SELECT_REFUND, &values![caller, key, id])?;
        let after = batch.add(&format!("SELECT {CHARGE_COLUMNS} FROM charge WHERE id = ?1"), &values![new.charge])?;
        let done = batch.commit().await.on_conflict("refund_within", || refusal(&charge, new))?;

        let is_repeated = earlier.repeats(&done, new.idempotent)?;
        match done.row(refund)? {
            Some(refund) => Ok((refund, is_repeated)),
            None => Err(refusal(&done.row(after)?.unwrap_or(charge), new)),
        }
    }
}

fn refusal(charge: &Charge, new: &NewRefund<'_>) -> Error {
    let status = charge.status_at(new.now);
    if status != ChargeStatus::Completed {
        return Error::new(
            Code::HoldOver,
            "The charge is not completed: nothing was spent, so nothing can be refunded.",
        )
        .fix("To release a hold, use POST /v1/charges/{id}/release.");
    }
    match charge.amount - charge.refunded {
        0 => Error::new(Code::AlreadyResolved, "The charge was already refunded in full."),
        left if new.amount.is_none_or(|amount| amount.atomic() <= left) => {
            person_needed("Refunding a charge of the account's own key")
        }
        left => Error::invalid(format!("At most {left} atomic USDC of the charge can still be refunded."))
            .fix("Send at most this amount. Without amount, all of it is refunded."),
    }
}
