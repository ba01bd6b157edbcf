//! Decisions from a domain's DNS records: which account has the domain, and whether its mail comes here. A failed lookup decides nothing.

use serde::Deserialize;

use super::Directory;
use super::domains::{COLUMNS, IS_OWNED, Stack, not_found};
use crate::error::Result;
use crate::id::{AccountId, PodId, StackId};
use crate::platform::values;
use crate::time::{DAY, HOUR, Timestamp};

/// How long an account that proves a domain waits while another account has it, in milliseconds.
pub const GRACE: i64 = 7 * DAY;
/// Days in a row on which the proof is missing before the account loses the domain.
pub const MAX_MISSING_DAYS: u32 = 7;
/// Milliseconds between two lookups that count as two days.
const MIN_DAY: i64 = 20 * HOUR;
/// How long a worker has to check a domain, in milliseconds. Then another one does.
const LEASE_TTL: i64 = HOUR;

/// The result of a DNS lookup.
pub struct Lookup<'a> {
    /// The records, as JSON.
    pub seen: &'a str,
    /// Whether the account's proof is among them.
    pub is_proved: bool,
    /// Whether all MX records of the domain lead here.
    pub comes_here: bool,
}

/// The outcome of a check.
pub struct CheckedStack {
    pub stack: Stack,
    /// The pods that lost addresses because the domain went to another account.
    pub released: Vec<PodId>,
}

/// A domain to be checked.
#[derive(Deserialize)]
pub struct DueStack {
    pub id: StackId,
    pub account_id: AccountId,
    pub domain: String,
    /// The proof that its DNS must contain; `None` if it is derived from the first master key.
    pub proof: Option<String>,
}

// ?1 is the stack, ?2 its account, ?3 now; up to `INSERT_MISSING_EMAIL`, ?4 is whether the proof was found, and ?5 the start of the latest
// claim that is old enough.

/// A claim has waited long enough: the domain goes to the other account.
const INSERT_LOST_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT other.account_id, other.domain, 'lost', ?3
    FROM stack s JOIN stack other ON other.domain = s.domain AND other.verified_at IS NOT NULL
    WHERE s.id = ?1 AND s.account_id = ?2 AND s.verified_at IS NULL AND ?4 AND s.claimed_at <= ?5";
const UNVERIFY_OTHER: &str = "
    UPDATE stack SET verified_at = NULL, mx_at = NULL, missing_days = 0, missing_at = NULL, next_check_at = NULL
    WHERE verified_at IS NOT NULL AND ?4 AND domain = (
      SELECT domain FROM stack WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL AND claimed_at <= ?5)";
/// No other account has the domain any more.
const INSERT_WON_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT account_id, domain, 'won', ?3 FROM stack
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL AND claimed_at IS NOT NULL AND ?4 AND NOT EXISTS (
      SELECT 1 FROM stack AS other WHERE other.domain = stack.domain AND other.verified_at IS NOT NULL)";
/// A proved domain becomes the account's, unless another account has it.
const VERIFY_STACK: &str = "
    UPDATE stack SET verified_at = ?3, claimed_at = NULL, missing_days = 0, missing_at = NULL
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL AND ?4 AND NOT EXISTS (
      SELECT 1 FROM stack AS other WHERE other.domain = stack.domain AND other.verified_at IS NOT NULL)";
/// The waiting time of other claims starts again.
const RESTART_CLAIMS: &str = "
    UPDATE stack SET claimed_at = ?3
    WHERE claimed_at IS NOT NULL AND id <> ?1
      AND domain = (SELECT domain FROM stack WHERE id = ?1 AND account_id = ?2 AND verified_at = ?3)";
/// Deletes addresses at the domain that other accounts made while they had it.
const DELETE_ADDRESSES: &str = "
    DELETE FROM address WHERE stack_id IN (
      SELECT other.id FROM stack s JOIN stack other ON other.domain = s.domain AND other.id <> s.id
      WHERE s.id = ?1 AND s.account_id = ?2 AND s.verified_at IS NOT NULL)
    RETURNING pod_id";
/// A claim starts.
const INSERT_CLAIM_EMAILS: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT iif(kind = 'contested', other.account_id, s.account_id), s.domain, kind, ?3
    FROM stack s JOIN stack other ON other.domain = s.domain AND other.verified_at IS NOT NULL,
      (SELECT 'contested' AS kind UNION ALL SELECT 'claimed')
    WHERE s.id = ?1 AND s.account_id = ?2 AND s.verified_at IS NULL AND s.claimed_at IS NULL AND ?4";
const UPDATE_CLAIM: &str = "
    UPDATE stack SET claimed_at = iif(?4, coalesce(claimed_at, ?3), NULL)
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NULL";
/// The proof is missing for the first time.
const INSERT_MISSING_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT account_id, domain, 'missing', ?3 FROM stack
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND missing_days = 0 AND NOT ?4";
const COUNT_MISSING_DAY: &str = "
    UPDATE stack SET missing_days = iif(?4, 0, missing_days + 1), missing_at = iif(?4, NULL, ?3)
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND (?4 OR coalesce(missing_at, 0) <= ?3 - ?5)";
const INSERT_LAPSED_EMAIL: &str = "
    INSERT INTO domain_letter (account_id, domain, kind, created_at)
    SELECT account_id, domain, 'lapsed', ?3 FROM stack
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND missing_days >= ?4";
const UNVERIFY_LAPSED: &str = "
    UPDATE stack SET verified_at = NULL, mx_at = NULL
    WHERE id = ?1 AND account_id = ?2 AND verified_at IS NOT NULL AND missing_days >= ?3";
const UPDATE_RECORDS: &str = "
    UPDATE stack SET seen = json_patch(coalesce(seen, '{}'), ?4), checked_at = ?3,
      mx_at = iif(verified_at IS NOT NULL AND ?5, ?3, NULL),
      next_check_at = iif(verified_at IS NOT NULL OR claimed_at IS NOT NULL, ?3 + ?6, NULL)
    WHERE id = ?1 AND account_id = ?2 AND coalesce(checked_at, 0) <= ?3";

impl Directory {
    /// Decides about a stack from a DNS lookup. If two accounts prove a domain at once, one gets it and the claim of the other starts.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn check_stack(
        &self,
        account: &AccountId,
        id: &str,
        lookup: &Lookup<'_>,
        now: Timestamp,
    ) -> Result<CheckedStack> {
        let proved = values![id, account.as_str(), now, lookup.is_proved, now.plus(-GRACE)];
        let counted = values![id, account.as_str(), now, lookup.is_proved, MIN_DAY];
        let select = format!("SELECT {COLUMNS} FROM stack WHERE {IS_OWNED}");
        let mut batch = self.db.batch();
        batch.run(INSERT_LOST_EMAIL, &proved)?;
        batch.run(UNVERIFY_OTHER, &proved)?;
        batch.run(INSERT_WON_EMAIL, &proved[..4])?;
        batch.run(VERIFY_STACK, &proved[..4])?;
        batch.run(RESTART_CLAIMS, &proved[..3])?;
        batch.run(INSERT_CLAIM_EMAILS, &proved[..4])?;
        batch.run(UPDATE_CLAIM, &proved[..4])?;
        batch.run(INSERT_MISSING_EMAIL, &proved[..4])?;
        batch.run(COUNT_MISSING_DAY, &counted)?;
        batch.run(INSERT_LAPSED_EMAIL, &values![id, account.as_str(), now, MAX_MISSING_DAYS])?;
        batch.run(UNVERIFY_LAPSED, &values![id, account.as_str(), MAX_MISSING_DAYS])?;
        batch.run(UPDATE_RECORDS, &values![id, account.as_str(), now, lookup.seen, lookup.comes_here, DAY])?;
        let released = batch.add(DELETE_ADDRESSES, &proved[..2])?;
        let stack = batch.add(&select, &proved[..2])?;
        let done = batch.commit().await?;
        Ok(CheckedStack { stack: done.row(stack)?.ok_or_else(not_found)?, released: done.values(released)? })
    }

    /// Leases up to `limit` domains that are due for a check, the longest overdue first. Two calls at once get different ones.
    pub async fn lease_due_stacks(&self, now: Timestamp, limit: u32) -> Result<Vec<DueStack>> {
        const LEASE_STACKS: &str = "
            UPDATE stack SET next_check_at = ?2 WHERE id IN (
              SELECT id FROM stack
              WHERE (next_check_at IS NOT NULL OR verified_at IS NOT NULL) AND coalesce(next_check_at, 0) <= ?1
              ORDER BY coalesce(next_check_at, 0) LIMIT ?3)
            RETURNING id, account_id, domain, proof";
        self.db.rows(LEASE_STACKS, &values![now, now.plus(LEASE_TTL), limit]).await
    }
}
