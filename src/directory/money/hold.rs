//! Money that is held until its price is known.

use super::Booking;
use super::charge::{COLUMNS, Charge, ChargeStatus, beyond_range, is_again, one};
use crate::directory::Directory;
use crate::error::{Code, Error, Result};
use crate::id::{AccountId, PodId};
use crate::money::{Amount, period};
use crate::platform::{Conflict, Rows, Statement, values};
use crate::time::{DAY, Timestamp};
use crate::wire::IdempotentRequest;

/// A hold, and who decides what becomes of it.
pub struct HoldAction<'a> {
    pub id: &'a str,
    pub account: &'a AccountId,
    /// The pod that must have it, if not the account decides.
    pub pod: Option<&'a PodId>,
    /// The pod of the caller's key, which its idempotency keys belong to.
    pub caller: &'a PodId,
    pub idempotent: Option<&'a IdempotentRequest>,
    pub now: Timestamp,
}

/// An open hold: `?1` to `?4` are its id, the account, the pod or null, and now; `?5` is the pod of the idempotency key, `?6`.
const OPEN: &str =
    "id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id) AND status = 'held' AND expires_at > ?4
      AND NOT EXISTS (SELECT 1 FROM money_key WHERE pod_id = ?5 AND key = ?6)";
const UPDATE_CHARGE_CAPTURED: &str = "
    UPDATE charge SET status = 'completed', amount = coalesce(?7, requested), booking = ?8, booked_at = ?4
    WHERE requested >= coalesce(?7, requested) AND created_at < ?9 AND";
const UPDATE_CHARGE_RELEASED: &str = "UPDATE charge SET status = 'released' WHERE";

impl Directory {
    /// Spends what is held, or less. Also whether that was done before under the same key.
    ///
    /// # Errors
    /// `invalid_request`: more than is held; `hold_over`, `expired`, `not_found`, `idempotency_mismatch`; `in_progress`: by the clock here,
    /// the day on which it was made has not begun.
    pub async fn capture(&self, of: &HoldAction<'_>, amount: Option<Amount>) -> Result<(Charge, bool)> {
        let booking = Booking::new(of.now)?;
        // What is held counts in no period before it was.
        let [today, ..] = period::starts(of.now);
        let more = values![amount.map(Amount::atomic), booking.id.as_str(), today.plus(DAY)];
        let capture = self
            .db
            .statement(&format!("{UPDATE_CHARGE_CAPTURED} {OPEN} RETURNING id"), &[&of.values()[..], &more].concat())?;
        let [used, add_up, enter] = self.book(&booking)?;
        self.end_hold(of, [capture, used, add_up, enter], amount).await
    }

    /// Lets go of what is held.
    ///
    /// # Errors
    /// `hold_over`, `expired`, `not_found`, `idempotency_mismatch`.
    pub async fn release(&self, of: &HoldAction<'_>) -> Result<(Charge, bool)> {
        let release = self.db.statement(&format!("{UPDATE_CHARGE_RELEASED} {OPEN} RETURNING id"), &of.values())?;
        self.end_hold(of, [release], None).await
    }

    /// The first statement ends the hold, and returns a row if it did.
    async fn end_hold(
        &self,
        of: &HoldAction<'_>,
        ending: impl IntoIterator<Item = Statement>,
        amount: Option<Amount>,
    ) -> Result<(Charge, bool)> {
        // `changes()` is that of the statement before: of the hold's end, or of what was booked with it.
        const INSERT_KEY: &str = "
            INSERT INTO money_key (pod_id, key, fingerprint, charge_id, at)
            SELECT ?1, ?2, ?3, ?4, ?5 WHERE ?2 IS NOT NULL AND changes() > 0";
        let (caller, key) = (of.caller.as_str(), of.idempotent.map(|idempotent| &idempotent.key));
        let fingerprint = of.idempotent.map(|idempotent| &idempotent.fingerprint);
        let find =
            format!("SELECT {COLUMNS} FROM charge WHERE id = ?1 AND account_id = ?2 AND pod_id = coalesce(?3, pod_id)");
        let mut batch = vec![self.forget_keys(caller, of.now)?, self.done_before(caller, of.idempotent)?];
        batch.extend(ending);
        batch.push(self.db.statement(INSERT_KEY, &values![caller, key, fingerprint, of.id, of.now])?);
        batch.push(self.db.statement(&find, &of.values()[..3])?);
        let done = self.db.batch(batch).await.on_conflict("spent_range", beyond_range)?;
        let charge = one::<Charge>(done.last())?.ok_or_else(|| Error::not_found("charge"))?;
        if is_again(done.get(1), of.idempotent)? {
            return Ok((charge, true));
        }
        if done.get(2).map_or(Ok(false), Rows::any)? {
            return Ok((charge, false));
        }
        Err(refusal(&charge, amount, of.now))
    }
}

impl HoldAction<'_> {
    fn values(&self) -> [crate::platform::Value<'_>; 6] {
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
            let asked = amount.map_or(0, Amount::atomic);
            if asked <= charge.requested {
                return Error::new(Code::InProgress, "The hold was made a moment ago, about midnight.")
                    .fix("Send it again in a second.")
                    .retry_after(1);
            }
            Error::invalid(format!("{} atomic USDC are held; {asked} is more.", charge.requested))
                .fix("Capture at most what is held; charge what is beyond it.")
        }
        ChargeStatus::Expired => Error::new(Code::Expired, "The hold has expired, and nothing was spent.")
            .fix("Charge anew with POST /v1/charge."),
        status @ (ChargeStatus::Completed | ChargeStatus::Released) => {
            let status = if status == ChargeStatus::Completed { "completed" } else { "released" };
            Error::new(Code::HoldOver, format!("The charge is {status}, not held.")).with("status", status)
        }
    }
}
