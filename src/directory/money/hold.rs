//! Holds: money that is held until its price is known.

use super::beyond_range;
use super::idempotency::Earlier;
use super::ledger::Booking;
use super::rows::{CHARGE_COLUMNS, Charge, ChargeStatus};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::money::{Amount, period};
use crate::platform::{Batch, Conflict, Value, values};
use crate::time::{DAY, Timestamp};
use crate::wire::IdempotentRequest;

/// A hold that the caller captures or releases.
pub struct HoldAction<'a> {
    pub id: &'a str,
    pub account: &'a AccountId,
    /// The pod that must have the hold; `None` if the account acts.
    pub pod: Option<&'a PodId>,
    /// The pod of the caller's key, which has the idempotency keys.
    pub caller: &'a PodId,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

/// An open hold: `?1` to `?4` are its id, the account, the pod or null, and now; `?5` is the pod of the idempotency key, `?6`.
const IS_OPEN: &str =
    "id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id) AND status = 'held' AND expires_at > ?4
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?5 AND key = ?6)";
const CAPTURE_HOLD: &str = "
    UPDATE charge SET status = 'completed', amount = coalesce(?7, requested), booking = ?8, booked_at = ?4
    WHERE requested >= coalesce(?7, requested) AND created_at < ?9 AND";
const RELEASE_HOLD: &str = "UPDATE charge SET status = 'released' WHERE";

impl Directory {
    /// Spends the money that is held, or less. Also returns whether that was done before under the same key.
    ///
    /// # Errors
    /// `invalid_request`: more than is held; `hold_over`, `expired`, `not_found`, `idempotency_mismatch`; `in_progress`: by this
    /// machine's clock, the day on which the hold was made has not begun.
    pub async fn capture(&self, hold: &HoldAction<'_>, amount: Option<Amount>) -> Result<(Charge, bool)> {
        let booking = Booking::new(hold.now)?;
        // A hold counts in no period before the one in which it was made.
        let [today, ..] = period::starts(hold.now);
        let capture = values![amount.map(Amount::atomic), booking.id.as_str(), today.plus(DAY)];
        let values = [&hold.values()[..], &capture].concat();
        let book = |batch: &mut Batch<'_>| booking.book(batch);
        self.end_hold(hold, (CAPTURE_HOLD, &values), book, amount).await
    }

    /// Releases a hold. Also returns whether that was done before under the same key.
    ///
    /// # Errors
    /// `hold_over`, `expired`, `not_found`, `idempotency_mismatch`.
    pub async fn release(&self, hold: &HoldAction<'_>) -> Result<(Charge, bool)> {
        self.end_hold(hold, (RELEASE_HOLD, &hold.values()), |_| Ok(()), None).await
    }

    async fn end_hold(
        &self,
        hold: &HoldAction<'_>,
        (end, values): (&str, &[Value<'_>]),
        book: impl FnOnce(&mut Batch<'_>) -> Result<()>,
        amount: Option<Amount>,
    ) -> Result<(Charge, bool)> {
        // `changes()` counts the rows of the statement before: the end of the hold, or its ledger entries.
        const INSERT_KEY: &str = "
            INSERT INTO money_key (pod_id, key, fingerprint, charge_id, at)
            SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 IS NOT NULL AND changes() > 0";
        let (caller, key) = (hold.caller.as_str(), hold.idempotent.map(|idempotent| &idempotent.key));
        let fingerprint = hold.idempotent.map(|idempotent| &idempotent.fingerprint);
        let select = format!(
            "SELECT {CHARGE_COLUMNS} FROM charge WHERE id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id)"
        );
        let mut batch = self.db.batch();
        let earlier = Earlier::select(&mut batch, caller, hold.idempotent, hold.now)?;
        let ended = batch.add(&format!("{end} {IS_OPEN} RETURNING id"), values)?;
        book(&mut batch)?;
        batch.run(INSERT_KEY, &values![caller, key, fingerprint, hold.id, hold.now])?;
        let charge = batch.add(&select, &hold.values()[..3])?;
        let done = batch.commit().await.on_conflict("spent_range", beyond_range)?;
        let charge: Charge = done.row(charge)?.ok_or_else(|| Error::not_found("charge"))?;
        let is_repeated = earlier.repeats(&done, hold.idempotent)?;
        if is_repeated || done.exists(ended)? {
            return Ok((charge, is_repeated));
        }
        Err(refusal(&charge, amount, hold.now))
    }
}

impl HoldAction<'_> {
    fn values(&self) -> [Value<'_>; 6] {
        values![
            self.id,
            self.account.as_str(),
            self.pod.map(PodId::as_str),
            self.now,
            self.caller.as_str(),
            self.idempotent.map(|idempotent| &idempotent.key)
        ]
    }
}

fn refusal(charge: &Charge, amount: Option<Amount>, now: Timestamp) -> Error {
    match charge.status_at(now) {
        ChargeStatus::Held => {
            let amount = amount.map_or(0, Amount::atomic);
            if amount <= charge.requested {
                return Error::new(
                    Code::InProgress,
                    "The hold was made around midnight, and this server's clock is behind.",
                )
                .fix("Send the same request again in a second.")
                .retry_after(1);
            }
            Error::invalid(format!("{} atomic USDC are held; {amount} is more.", charge.requested))
                .fix("Capture at most the amount that is held, and make another charge for the rest.")
        }
        ChargeStatus::Expired => Error::new(Code::Expired, "The hold has expired, and nothing was spent.")
            .fix("Make a new charge with POST /v1/charge."),
        status @ (ChargeStatus::Completed | ChargeStatus::Released) => {
            let status: &str = status.into();
            Error::new(Code::HoldOver, format!("The charge is {status}, not held.")).with("status", status)
        }
    }
}
