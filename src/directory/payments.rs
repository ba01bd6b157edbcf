//! Payments by x402. Each is claimed before the facilitator is called, and settled once.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rate_limits::{LimitedAction, from_networks};
use super::{Directory, PodDirectory};
use crate::error::Result;
use crate::id::{AccountId, PodId};
use crate::platform::{Database, values};
use crate::random;
use crate::time::{DAY, MINUTE, Timestamp, from_column};

/// How long a claim is valid, in milliseconds: longer than the timeout of the facilitator.
const CLAIM_TTL: i64 = MINUTE;

/// How long a payment that failed is stored, in milliseconds.
const FAILED_TTL: i64 = 30 * DAY;

/// Payments without a key from one network in an hour.
const MAX_PAYMENTS_PER_HOUR: u32 = 300;

/// The table of payments.
pub struct Payments {
    db: Database,
}

/// A payment and the request that it pays for.
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
    /// Whether the payment can be claimed for the first time. An invalid payment may have been settled while it was valid.
    pub is_valid: bool,
}

/// A settled payment.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct SettledPayment {
    #[serde(skip_serializing)]
    #[schema(ignore)]
    pub seq: i64,
    /// SHA-256 of network, payer and nonce.
    #[schema(example = "5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506")]
    pub id: String,
    /// When it was settled.
    #[serde(deserialize_with = "from_column")]
    pub timestamp: Timestamp,
    /// Amount in atomic USDC.
    pub amount_usdc: i64,
    /// The operation that was paid for.
    #[schema(example = "POST /v1/email/send")]
    pub route: String,
    /// The chain, as a CAIP-2 id.
    #[schema(example = "eip155:8453")]
    pub network: String,
    /// The payer's address.
    #[schema(example = "0x209693bc6afc0c5328ba36faf03c514ef312287c")]
    pub payer: String,
    /// Hash of the transaction. Null if the facilitator did not report it; the chain shows whether the nonce is used.
    #[schema(example = "0x5f1c4e8a9b2d7c6e3f0a1b2c3d4e5f60718293a4b5c6d7e8f9a0b1c2d3e4f506")]
    pub transaction: Option<String>,
    /// The account of the agent that paid; null for a payer without a key.
    pub account_id: Option<AccountId>,
    /// The pod of the agent that paid; null for a payer without a key.
    pub pod_id: Option<PodId>,
}

/// The outcome of a claim.
pub enum ClaimOutcome {
    /// The caller has the claim.
    Claimed(PaymentClaim),
    /// The payment is settled.
    Settled { transaction: Option<String>, result: Option<String> },
    /// Another request has the claim.
    InProgress,
    /// The payment was used for another request.
    Mismatch,
    /// The payment is unknown and invalid.
    Unknown,
}

/// The right to have a payment settled.
pub struct PaymentClaim {
    pub id: String,
    holder: String,
    /// Whether an earlier claim may have settled it.
    pub was_begun: bool,
    /// The price at the time of the first claim, in atomic USDC.
    pub price: i64,
}

impl Directory {
    /// The payments.
    pub fn payments(self) -> Payments {
        Payments { db: self.db }
    }

    /// Counts a payment without a key, valid or not, because checking it costs work.
    ///
    /// # Errors
    /// `rate_limited`.
    pub async fn check_payer(&self, networks: &[String], now: Timestamp) -> Result<()> {
        let checks: Vec<_> = from_networks(LimitedAction::Sale, networks, MAX_PAYMENTS_PER_HOUR).collect();
        self.check_rate_limits(checks, now, |_| Ok(())).await.map(drop)
    }
}

impl PodDirectory {
    /// The payments. The holder of a payment can claim it; `bound` ties it to one request.
    pub fn payments(&self) -> Result<Payments> {
        Ok(Payments { db: self.db()? })
    }
}

impl Payments {
    /// Claims a payment, unless it is settled, another request has the claim, or it is for another request. It is bound to its request once
    /// settling has started.
    pub async fn claim(&self, new: &NewPayment<'_>, now: Timestamp) -> Result<ClaimOutcome> {
        #[derive(Deserialize)]
        struct Claimed {
            state: String,
            price: i64,
        }
        #[derive(Deserialize)]
        struct Stored {
            bound: String,
            state: String,
            lease: i64,
            tx_hash: Option<String>,
            result: Option<String>,
        }
        const DELETE_ABANDONED: &str = "DELETE FROM payment WHERE state = 'claimed' AND lease < ?1";
        const DELETE_FAILED: &str = "DELETE FROM payment WHERE state = 'failed' AND created_at < ?1";
        const CLAIM_PAYMENT: &str = "
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
            now.plus(CLAIM_TTL),
            now,
            new.is_valid,
        ];
        let mut batch = self.db.batch();
        batch.run(DELETE_ABANDONED, &values![now.plus(-DAY)])?;
        let claimed = batch.add(CLAIM_PAYMENT, &claim)?;
        let stored = batch.add(SELECT_PAYMENT, &values![new.id])?;
        batch.run(DELETE_FAILED, &values![now.plus(-FAILED_TTL)])?;
        let done = batch.commit().await?;
        if let Some(Claimed { state, price }) = done.row(claimed)? {
            let was_begun = state == "settling";
            return Ok(ClaimOutcome::Claimed(PaymentClaim { id: new.id.to_owned(), holder, was_begun, price }));
        }
        let Some(Stored { bound, state, lease, tx_hash, result }) = done.row(stored)? else {
            return Ok(ClaimOutcome::Unknown);
        };
        Ok(match state.as_str() {
            "settled" | "settling" if bound != new.bound => ClaimOutcome::Mismatch,
            "settled" => ClaimOutcome::Settled { transaction: tx_hash, result },
            "failed" => ClaimOutcome::Unknown,
            // The claim has ended, and nothing was settled.
            "claimed" if lease <= now.millis() => ClaimOutcome::Unknown,
            _ => ClaimOutcome::InProgress,
        })
    }

    /// Records that settling starts now, and extends the claim. Returns whether the claim was still valid.
    pub async fn begin(&self, claim: &PaymentClaim, now: Timestamp) -> Result<bool> {
        const START_SETTLING: &str = "
            UPDATE payment SET state = 'settling', lease = ?3
            WHERE id = ?1 AND holder = ?2 AND state IN ('claimed', 'settling') RETURNING 1";
        self.db.exists(START_SETTLING, &values![&claim.id, &claim.holder, now.plus(CLAIM_TTL)]).await
    }

    /// Records that the payment is settled. Every request that learns of it can do so.
    pub async fn settled(&self, claim: &PaymentClaim, transaction: Option<&str>, now: Timestamp) -> Result<()> {
        const SETTLE: &str = "
            UPDATE payment SET state = 'settled', tx_hash = ?2, settled_at = ?3, lease = 0
            WHERE id = ?1 AND state = 'settling'";
        self.db.run(SETTLE, &values![&claim.id, transaction, now]).await
    }

    /// Records that the payment was never settled.
    pub async fn failed(&self, claim: &PaymentClaim, reason: &str) -> Result<()> {
        const FAIL: &str = "
            UPDATE payment SET state = 'failed', reason = ?3, lease = 0
            WHERE id = ?1 AND holder = ?2 AND state = 'settling'";
        self.db.run(FAIL, &values![&claim.id, &claim.holder, reason]).await
    }

    /// Ends a claim. The payment is deleted if settling has not started.
    pub async fn release(&self, claim: &PaymentClaim) -> Result<()> {
        const DELETE_CLAIMED: &str = "DELETE FROM payment WHERE id = ?1 AND holder = ?2 AND state = 'claimed'";
        const END_LEASE: &str = "UPDATE payment SET lease = 0 WHERE id = ?1 AND holder = ?2 AND state = 'settling'";
        let claim = values![&claim.id, &claim.holder];
        let mut batch = self.db.batch();
        batch.run(DELETE_CLAIMED, &claim)?;
        batch.run(END_LEASE, &claim)?;
        batch.commit().await.map(drop)
    }

    /// Stores the result that the payer got, the first time. A pod pays for an email, which is counted in the same batch.
    pub async fn store_result(&self, id: &str, result: &str, now: Timestamp) -> Result<()> {
        const UPDATE_RESULT: &str = "
            UPDATE payment SET result = ?2 WHERE id = ?1 AND state = 'settled' AND result IS NULL";
        const COUNT_EMAIL: &str = "
            INSERT INTO usage (account_id, day, pod_id, emails)
            SELECT account_id, ?2, pod_id, 1 FROM payment WHERE id = ?1 AND pod_id IS NOT NULL AND changes() > 0
            ON CONFLICT (account_id, day, pod_id) DO UPDATE SET emails = emails + 1";
        const COUNT_EMAIL_OF_ACCOUNT: &str = "
            INSERT INTO account_day (account_id, day, taken, emails)
            SELECT account_id, ?2, 0, 1 FROM payment WHERE id = ?1 AND pod_id IS NOT NULL AND changes() > 0
            ON CONFLICT (account_id, day) DO UPDATE SET emails = emails + 1";
        let mut batch = self.db.batch();
        batch.run(UPDATE_RESULT, &values![id, result])?;
        batch.run(COUNT_EMAIL, &values![id, now.day()])?;
        batch.run(COUNT_EMAIL_OF_ACCOUNT, &values![id, now.day()])?;
        batch.commit().await.map(drop)
    }

    /// Settled payments, the newest first, before a point in time and, at that time, before a sequence number.
    pub async fn income(&self, (at, seq): (i64, i64), limit: u32) -> Result<Vec<SettledPayment>> {
        const SELECT_INCOME: &str = "
            SELECT seq, id, at AS timestamp, ledger.amount AS amount_usdc, description AS route, network, payer,
              reference_id AS \"transaction\", account_id, ledger.pod_id
            FROM ledger JOIN payment USING (id)
            WHERE book = 'deployment' AND (at, seq) < (?1, ?2) ORDER BY at DESC, seq DESC LIMIT ?3";
        self.db.rows(SELECT_INCOME, &values![at, seq, limit]).await
    }
}
