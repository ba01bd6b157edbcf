//! Payments by x402: each is claimed before a facilitator hears of it, and settled once.

use serde::Deserialize;

use super::rate_limits::{LimitedAction, from_networks};
use super::{Directory, PodDirectory};
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::platform::{Database, Rows, Value, values};
use crate::random;
use crate::time::{DAY, MINUTE, Timestamp};

/// How long a claim holds: longer than the facilitator is waited for.
const CLAIM_LEASE: i64 = MINUTE;

/// How long it is remembered that a payment was not settled.
const FAILED_TTL: i64 = 30 * DAY;

/// Payments that may come from one network in an hour without a key.
const MAX_PAYMENTS_PER_HOUR: u32 = 300;

/// The table of payments.
pub struct Payments {
    db: Database,
}

/// A payment and what it is for.
pub struct NewPayment<'a> {
    pub id: &'a str,
    pub bound: &'a str,
    pub route: &'a str,
    pub account: Option<&'a AccountId>,
    pub pod: Option<&'a PodId>,
    pub network: &'a str,
    pub payer: &'a str,
    pub price: i64,
    pub amount: i64,
    /// Whether it may be claimed anew. One that is not fit any more may have been settled while it was.
    pub is_fit: bool,
}

/// A payment that was settled, as the ledger has it.
#[derive(Deserialize)]
pub struct Income {
    pub seq: i64,
    pub id: String,
    pub amount: i64,
    /// Method and path of what was paid for.
    pub route: String,
    pub transaction: Option<String>,
    pub network: String,
    pub payer: String,
    pub account_id: Option<AccountId>,
    pub pod_id: Option<PodId>,
    pub at: i64,
}

/// Whose turn it is.
pub enum ClaimOutcome {
    /// The caller's.
    Yours(PaymentClaim),
    /// It is settled.
    Settled { transaction: Option<String>, result: Option<String> },
    /// Somebody else is at it.
    InProgress,
    /// It was used for something else.
    Elsewhere,
    /// It is not known, and not fit to be.
    Unknown,
}

/// The right to have a payment settled.
pub struct PaymentClaim {
    pub id: String,
    holder: String,
    /// Whether it may have been settled before.
    pub was_begun: bool,
    /// What was asked for it, then.
    pub price: i64,
}

impl Directory {
    /// The payments.
    pub fn payments(self) -> Payments {
        Payments { db: self.db }
    }

    /// Counts a stranger that comes with a payment, whatever it is worth: looking at it costs us and the facilitator something.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn check_payer(&self, networks: &[String], now: Timestamp) -> Result<()> {
        let checks: Vec<_> = from_networks(LimitedAction::Sale, networks, MAX_PAYMENTS_PER_HOUR).collect();
        self.check_rate_limits(checks, now, []).await.map(drop)
    }
}

impl PodDirectory {
    /// The payments. Whoever has one in hand may ask for it; what it is for says whose it is.
    pub fn payments(&self) -> Result<Payments> {
        Ok(Payments { db: self.db()? })
    }
}

impl Payments {
    /// Claims a payment, unless it is settled, somebody else is at it, or it is for something else. Until it is to be settled, nothing binds it.
    pub async fn claim(&self, new: &NewPayment<'_>, now: Timestamp) -> Result<ClaimOutcome> {
        #[derive(Deserialize)]
        struct Claimed {
            state: String,
            price: i64,
        }
        #[derive(Deserialize)]
        struct Known {
            bound: String,
            state: String,
            lease: i64,
            tx_hash: Option<String>,
            result: Option<String>,
        }
        const DELETE_EXPIRED_PAYMENTS: &str = "DELETE FROM payment WHERE state = 'claimed' AND lease < ?1";
        const DELETE_OLD_FAILED_PAYMENTS: &str = "DELETE FROM payment WHERE state = 'failed' AND created_at < ?1";
        const INSERT_PAYMENT: &str = "
            INSERT INTO payment
              (id, bound, route, account_id, pod_id, network, payer, price, amount, state, holder, lease, created_at)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'claimed', ?10, ?11, ?12
            WHERE ?13 OR EXISTS (SELECT 1 FROM payment WHERE id = ?1 AND state = 'settling')
            ON CONFLICT (id) DO UPDATE SET
              bound = excluded.bound, route = excluded.route, account_id = excluded.account_id, pod_id = excluded.pod_id,
              price = iif(state = 'settling', price, excluded.price), amount = iif(state = 'settling', amount, excluded.amount),
              state = iif(state = 'settling', state, 'claimed'), holder = excluded.holder, lease = excluded.lease
            WHERE payment.lease <= excluded.created_at
              AND (payment.state = 'settling' AND payment.bound = excluded.bound
                OR payment.state IN ('claimed', 'failed') AND ?13)
            RETURNING state, price";
        const SELECT_PAYMENT: &str = "SELECT bound, state, lease, tx_hash, result FROM payment WHERE id = ?1";
        let holder = random::base36(16)?;
        let claim = values![
            new.id,
            new.bound,
            new.route,
            new.account.map(AccountId::as_str),
            new.pod.map(PodId::as_str),
            new.network,
            new.payer,
            new.price,
            new.amount,
            &holder,
            now.plus(CLAIM_LEASE),
            now,
            new.is_fit,
        ];
        let batch = [
            self.db.statement(DELETE_EXPIRED_PAYMENTS, &values![now.plus(-DAY)])?,
            self.db.statement(INSERT_PAYMENT, &claim)?,
            self.db.statement(SELECT_PAYMENT, &values![new.id])?,
            self.db.statement(DELETE_OLD_FAILED_PAYMENTS, &values![now.plus(-FAILED_TTL)])?,
        ];
        let done = self.db.batch(batch).await?;
        let claimed = done.get(1).map(Rows::read::<Claimed>).transpose()?.and_then(|mut rows| rows.pop());
        if let Some(Claimed { state, price }) = claimed {
            let was_begun = state == "settling";
            return Ok(ClaimOutcome::Yours(PaymentClaim { id: new.id.to_owned(), holder, was_begun, price }));
        }
        let known = done.get(2).map(Rows::read::<Known>).transpose()?.and_then(|mut rows| rows.pop());
        Ok(match known {
            None => ClaimOutcome::Unknown,
            Some(known) if matches!(known.state.as_str(), "settled" | "settling") && known.bound != new.bound => {
                ClaimOutcome::Elsewhere
            }
            Some(Known { state, tx_hash, result, .. }) if state == "settled" => {
                ClaimOutcome::Settled { transaction: tx_hash, result }
            }
            Some(Known { state, .. }) if state == "failed" => ClaimOutcome::Unknown,
            // Whoever was at it has left it, before anything was settled.
            Some(Known { state, lease, .. }) if state == "claimed" && lease <= now.millis() => ClaimOutcome::Unknown,
            Some(_) => ClaimOutcome::InProgress,
        })
    }

    /// Writes down that the facilitator will now be asked to settle it, and holds it for as long as that takes. Whether the claim still held.
    pub async fn begin(&self, claim: &PaymentClaim, now: Timestamp) -> Result<bool> {
        const UPDATE_PAYMENT_SETTLING: &str = "
            UPDATE payment SET state = 'settling', lease = ?3
            WHERE id = ?1 AND holder = ?2 AND state IN ('claimed', 'settling') RETURNING 1";
        let begin = values![&claim.id, &claim.holder, now.plus(CLAIM_LEASE)];
        let done = self.db.batch([self.db.statement(UPDATE_PAYMENT_SETTLING, &begin)?]).await?;
        done.first().map_or(Ok(false), Rows::any)
    }

    /// Writes down that it is settled: whoever learnt of that.
    pub async fn settled(&self, claim: &PaymentClaim, transaction: Option<&str>, now: Timestamp) -> Result<()> {
        const UPDATE_PAYMENT_SETTLED: &str = "
            UPDATE payment SET state = 'settled', tx_hash = ?2, settled_at = ?3, lease = 0
            WHERE id = ?1 AND state = 'settling'";
        self.change(UPDATE_PAYMENT_SETTLED, &values![&claim.id, transaction, now]).await
    }

    /// Writes down that it was not settled, and never was before.
    pub async fn failed(&self, claim: &PaymentClaim, reason: &str) -> Result<()> {
        const UPDATE_PAYMENT_FAILED: &str = "
            UPDATE payment SET state = 'failed', reason = ?3, lease = 0
            WHERE id = ?1 AND holder = ?2 AND state = 'settling'";
        self.change(UPDATE_PAYMENT_FAILED, &values![&claim.id, &claim.holder, reason]).await
    }

    /// Gives a claim back. Of a payment that was not to be settled yet, nothing stays.
    pub async fn leave(&self, claim: &PaymentClaim) -> Result<()> {
        const DELETE_CLAIMED_PAYMENT: &str = "DELETE FROM payment WHERE id = ?1 AND holder = ?2 AND state = 'claimed'";
        const UPDATE_PAYMENT_LEASE: &str =
            "UPDATE payment SET lease = 0 WHERE id = ?1 AND holder = ?2 AND state = 'settling'";
        let claim = values![&claim.id, &claim.holder];
        let batch =
            [self.db.statement(DELETE_CLAIMED_PAYMENT, &claim)?, self.db.statement(UPDATE_PAYMENT_LEASE, &claim)?];
        self.db.batch(batch).await.map(drop)
    }

    /// Remembers what the payer got, the first time. What pods pay for is mail, and it is counted here.
    pub async fn remember(&self, id: &str, result: &str, now: Timestamp) -> Result<()> {
        const UPDATE_PAYMENT_RESULT: &str = "
            UPDATE payment SET result = ?2 WHERE id = ?1 AND state = 'settled' AND result IS NULL";
        const INSERT_USAGE: &str = "
            INSERT INTO usage (account_id, day, pod_id, emails)
            SELECT account_id, ?2, pod_id, 1 FROM payment WHERE id = ?1 AND pod_id IS NOT NULL AND changes() > 0
            ON CONFLICT (account_id, day, pod_id) DO UPDATE SET emails = emails + 1";
        const INSERT_ACCOUNT_DAY: &str = "
            INSERT INTO account_day (account_id, day, taken, emails)
            SELECT account_id, ?2, 0, 1 FROM payment WHERE id = ?1 AND pod_id IS NOT NULL AND changes() > 0
            ON CONFLICT (account_id, day) DO UPDATE SET emails = emails + 1";
        let batch = [
            self.db.statement(UPDATE_PAYMENT_RESULT, &values![id, result])?,
            self.db.statement(INSERT_USAGE, &values![id, now.day()])?,
            self.db.statement(INSERT_ACCOUNT_DAY, &values![id, now.day()])?,
        ];
        self.db.batch(batch).await.map(drop)
    }

    /// What was paid, the newest first, before a point in time and, at that time, before a sequence number.
    pub async fn income(&self, (at, seq): (i64, i64), limit: u32) -> Result<Vec<Income>> {
        const SELECT_INCOME: &str = "
            SELECT seq, id, ledger.amount, description AS route, reference_id AS \"transaction\", network, payer,
              account_id, ledger.pod_id, at
            FROM ledger JOIN payment USING (id)
            WHERE book = 'deployment' AND (at, seq) < (?1, ?2) ORDER BY at DESC, seq DESC LIMIT ?3";
        self.db.all(SELECT_INCOME, &values![at, seq, limit]).await
    }

    async fn change(&self, sql: &str, values: &[Value<'_>]) -> Result<()> {
        self.db.batch([self.db.statement(sql, values)?]).await.map(drop)
    }
}
